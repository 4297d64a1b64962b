"""The pages of evidence returns and exports: the researcher's, and the inspectorate's."""

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercall.accounts.models import signed_in_user
from aftercall.accounts.roles import Role
from aftercall.core import clock
from aftercall.core.addresses import site_of
from aftercall.core.dates import months_later
from aftercall.core.documents import Paragraph, Part
from aftercall.core.errors import Refused
from aftercall.evidence import operations, presenters, queries
from aftercall.evidence.forms import ExportForm, ReturnForm
from aftercall.evidence.models import ControlledFile, FileKind, FileState
from aftercall.evidence.policies import is_another_person
from aftercall.publication.forms import ReasonForm
from aftercall.publication.queries import in_force

_USUAL_MONTHS = 3


@require_GET
def files(request: HttpRequest) -> HttpResponse:
    """Every return and export, with its state."""
    context = {
        "groups": presenters.groups(queries.files()),
        "shown_state": presenters.shown_state,
        "has_results": in_force().exists(),
        "may_request": signed_in_user(request).role == Role.RESEARCHER,
    }
    return render(request, "evidence/files.html", context)


@require_http_methods(["GET", "POST"])
def new_return(request: HttpRequest) -> HttpResponse:
    """Request an evidence return."""
    form = ReturnForm(list(in_force()), request.POST if request.method == "POST" else None)
    user = signed_in_user(request)

    def make() -> ControlledFile:
        return operations.request_return(
            publication=form.chosen,
            purpose=form.cleaned_data["purpose"],
            microdata=form.cleaned_data["microdata"],
            site=site_of(request),
            actor=user,
            at=clock.now(),
        )

    return _requested(request, form, make, "evidence/new_return.html")


@require_http_methods(["GET", "POST"])
def new_export(request: HttpRequest) -> HttpResponse:
    """Request an export for analysts."""
    ends_on = months_later(timezone.localdate(clock.now()), _USUAL_MONTHS)
    form = ExportForm(list(in_force()), request.POST if request.method == "POST" else None, ends_on=ends_on)
    user = signed_in_user(request)

    def make() -> ControlledFile:
        return operations.request_export(
            publication=form.chosen,
            purpose=form.cleaned_data["purpose"],
            recipient=form.cleaned_data["recipient"],
            ends_on=form.cleaned_data["ends_on"],
            actor=user,
            at=clock.now(),
        )

    return _requested(request, form, make, "evidence/new_export.html")


def _requested(
    request: HttpRequest, form: ReturnForm | ExportForm, make: Callable[[], ControlledFile], template: str
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            made = make()
        except Refused as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, "The file is ready. Another researcher can now approve it.")
            return redirect("evidence:file", made.reference)
    return render(request, template, {"form": form}, status=422 if form.errors else 200)


@require_GET
def file(request: HttpRequest, reference: str) -> HttpResponse:
    """One return or export, and what comes next."""
    found, user = _found(reference), signed_in_user(request)
    is_researcher = user.role == Role.RESEARCHER
    context = {
        "file": found,
        "facts": presenters.facts(found),
        "state": presenters.shown_state(found),
        "may_decide": is_researcher and is_another_person(found, user),
        "is_researcher": is_researcher,
        "parts": _parts(found) if is_researcher else (),
        "superseded": presenters.superseded_words(found),
        "is_held_back": queries.is_held_back(found),
        "replacement": _replacement(found),
    }
    return render(request, "evidence/file.html", context)


def _parts(found: ControlledFile) -> Sequence[Part]:
    """What a return says that it is evidence of, from the file itself."""
    if found.kind != FileKind.RETURN or not found.is_readable or queries.why_superseded(found):
        return ()
    try:
        content = operations.content_of(found)
    except Refused as error:
        return [Paragraph(f"{error}.")]
    return presenters.sent_return(content, found.name).parts


def _replacement(found: ControlledFile) -> ControlledFile | None:
    return queries.replacement_of(found) if found.decided_at and found.superseded_at else None


@require_POST
def approve(request: HttpRequest, reference: str) -> HttpResponse:
    """Release a file."""
    found = _found(reference)
    try:
        operations.approve(file=found, actor=signed_in_user(request), at=clock.now())
    except Refused as error:
        messages.error(request, str(error))
    else:
        sent = (
            "The return is now with the inspectorate."
            if found.kind == FileKind.RETURN
            else "The export can be downloaded."
        )
        messages.success(request, sent)
    return redirect("evidence:file", reference)


@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, reference: str) -> HttpResponse:
    """Refuse a file, with a reason."""
    found = _found(reference)
    if found.state != FileState.WAITING:
        messages.error(request, f"{operations.NOT_WAITING}.")
        return redirect("evidence:file", reference)
    form = ReasonForm(request.POST if request.method == "POST" else None, label="Why it is refused")
    if request.method == "POST" and form.is_valid():
        try:
            user, reason = signed_in_user(request), form.cleaned_data["reason"]
            operations.refuse(file=found, reason=reason, actor=user, at=clock.now())
        except Refused as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "The file is refused and has been erased.")
        return redirect("evidence:file", reference)
    return render(request, "evidence/refuse.html", {"file": found, "form": form}, status=422 if form.errors else 200)


@require_GET
def download(request: HttpRequest, reference: str) -> HttpResponse:
    """Download a file that was approved."""
    return _downloaded(request, _found(reference), "evidence:file")


@require_GET
def sent(request: HttpRequest) -> HttpResponse:
    """The inspectorate's list of returns."""
    rows = [(one, *presenters.sent_row(one)) for one in queries.sent()]
    return render(request, "evidence/sent.html", {"rows": rows, "superseded": queries.why_superseded})


@require_GET
def sent_file(request: HttpRequest, reference: str) -> HttpResponse:
    """One return as the inspectorate sees it: what was sent and when, how to verify it, what each figure answers."""
    found = _sent(reference)
    superseded = presenters.superseded_words(found)
    context: dict[str, object] = {
        "file": found,
        "when": presenters.sent_row(found),
        "verified": presenters.verified_rows(found),
        "superseded": superseded,
        "is_held_back": queries.is_held_back(found),
        "replacement": _replacement(found),
        "replaces": queries.replaced_by(found),
    }
    if found.is_readable and not superseded:
        # Its own list of contents needs the file as it was sent. It may be gone, after a backup was restored.
        try:
            context["sent"] = presenters.sent_return(operations.content_of(found), found.name)
        except Refused as error:
            context["problem"] = f"{error}."
    return render(request, "evidence/sent_file.html", context)


@require_GET
def sent_download(request: HttpRequest, reference: str) -> HttpResponse:
    """Download a return exactly as it was sent."""
    return _downloaded(request, _sent(reference), "evidence:sent_file")


@require_GET
def sent_guide(request: HttpRequest, reference: str) -> HttpResponse:
    """The document of a return, exactly as it was sent, to read without unpacking anything."""
    found = _sent(reference)
    try:
        content = operations.download_guide(file=found, actor=signed_in_user(request), at=clock.now())
    except Refused as error:
        messages.error(request, f"{error}.")
        return redirect("evidence:sent_file", found.reference)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{found.name.removesuffix(".zip")}.pdf"'
    return response


def _downloaded(request: HttpRequest, found: ControlledFile, page: str) -> HttpResponse:
    try:
        content = operations.download(file=found, actor=signed_in_user(request), at=clock.now())
    except Refused as error:
        messages.error(request, f"{error}.")
        return redirect(page, found.reference)
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{found.name}"'
    return response


def _found(reference: str) -> ControlledFile:
    return get_object_or_404(queries.files(), reference=reference)


def _sent(reference: str) -> ControlledFile:
    found = queries.sent().filter(reference=reference).first()
    if found is None:
        raise Http404
    return found
