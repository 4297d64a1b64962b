"""Finding a person, what is held about the person who made a request, and the copy that they get."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from aftercall.accounts.models import signed_in_user
from aftercall.core import clock
from aftercall.core.documents import Document, pdf_response
from aftercall.core.errors import Refused
from aftercall.programmes.models import ProgrammeVersion
from aftercall.programmes.queries import current_versions
from aftercall.rights.desk import operations
from aftercall.rights.desk.forms import CopyForm, FindForm
from aftercall.rights.desk.held import Held
from aftercall.rights.desk.held_presenters import found_facts, held_document, held_json
from aftercall.rights.desk.models import RequestKind, SubjectRequest
from aftercall.rights.desk.queries import cases_found


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Ask whom to look for, or say how much is held about them. Each look is recorded."""
    now, found = clock.now(), None
    form = FindForm(request.POST if request.method == "POST" else None, today=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        try:
            found = operations.find_person(person=form.person(), actor=signed_in_user(request), at=now)
        except Refused as error:
            form.add_error(error.field, str(error))
    context = {"form": form, "found": found, "facts": found_facts(found) if found else []}
    return render(request, "desk/find.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def held(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether to look up what is held, or show it. Each look is recorded."""
    one = get_object_or_404(SubjectRequest, pk=pk)
    if request.method == "GET":
        return render(request, "desk/look_up.html", {"one": one})
    try:
        found = operations.look_up(request=one, actor=signed_in_user(request), at=clock.now())
    except Refused as error:
        return render(request, "desk/look_up.html", {"one": one, "refused": str(error)}, status=422)
    return _show(request, one, found, CopyForm(cases=cases_found(one)))


def _show(request: HttpRequest, one: SubjectRequest, found: Held, form: CopyForm, status: int = 200) -> HttpResponse:
    context = {
        "one": one,
        "document": _document(one, found),
        "form": form,
        "gives_copy": one.kind == RequestKind.ACCESS and not one.is_closed,
    }
    return render(request, "desk/held.html", context, status=status)


@require_http_methods(["GET", "POST"])
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """The copy for the person as a file, PDF or JSON. That it was made is recorded."""
    one = get_object_or_404(SubjectRequest, pk=pk)
    form = CopyForm(request.POST, cases=cases_found(one))
    if request.method == "GET" or not form.is_valid():
        return redirect("desk:held", pk)
    file_format = form.cleaned_data["format"]
    try:
        found = operations.make_copy(
            request=one,
            cases=form.cleaned_data["cases"],
            file_format=file_format,
            actor=signed_in_user(request),
            at=clock.now(),
        )
    except Refused as error:
        return render(request, "desk/look_up.html", {"one": one, "refused": str(error)}, status=422)
    name = f"what-we-hold-{one.reference}"
    if file_format == "PDF":
        return pdf_response(_document(one, found), name)
    text = json.dumps(held_json(found, _programmes()), indent=2, ensure_ascii=False)
    disposition = f'attachment; filename="{name}.json"'
    return HttpResponse(text, "application/json", headers={"Content-Disposition": disposition})


def _document(one: SubjectRequest, found: Held) -> Document:
    today = timezone.localdate(clock.now())
    return held_document(found, _programmes(), reference=one.reference, made_on=today)


def _programmes() -> list[ProgrammeVersion]:
    return current_versions(timezone.localdate(clock.now()))
