"""The researchers' pages: writing a consultation, approving it, its evidence, and closing it."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from aftercall.accounts.models import signed_in_user
from aftercall.consultations import policies, presenters, queries
from aftercall.consultations.forms import (
    ConsultationForm,
    DocumentForm,
    EventForm,
    EvidenceForm,
    NewConsultationForm,
    ReasonForm,
)
from aftercall.consultations.models import AddressSample, Consultation, Flag, Principle, WhoCanAnswer
from aftercall.consultations.operations import closing, preparing
from aftercall.consultations.paper import other_languages
from aftercall.consultations.states import ConsultationState
from aftercall.consultations.views.public import document_file
from aftercall.core import clock
from aftercall.core.errors import Refused


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Every consultation."""
    today = timezone.localdate(clock.now())
    rows = [(one, presenters.state_words(one, today), answers) for one, answers in queries.with_answers()]
    return render(request, "consultations/staff/index.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a consultation."""
    form = NewConsultationForm(posted(request), initial={"questionnaire": request.GET.get("questionnaire")})
    if request.method == "POST" and form.is_valid():
        try:
            made = preparing.create(
                slug=form.cleaned_data["slug"], content=form.content(), actor=signed_in_user(request), at=clock.now()
            )
        except Refused as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, "The draft has been saved. Add documents and record evidence next.")
            return redirect("consultations:overview", made.slug)
    return render(request, "consultations/staff/edit.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a draft."""
    one = found(slug)
    form = ConsultationForm(posted(request), initial=presenters.as_entered(one))
    if request.method == "POST" and form.is_valid():
        try:
            preparing.edit(consultation=one, content=form.content(), actor=signed_in_user(request), at=clock.now())
        except Refused as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, "The draft has been saved.")
            return redirect("consultations:overview", slug)
    context = {"form": form, "consultation": one}
    return render(request, "consultations/staff/edit.html", context, status=422 if form.errors else 200)


@require_GET
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """One consultation: what is done, what is next, and everything that belongs to it."""
    one, user, today = found(slug), signed_in_user(request), timezone.localdate(clock.now())
    sample = AddressSample.objects.filter(consultation=one).first()
    context = {
        "consultation": one,
        "state": presenters.state_words(one, today),
        "may_approve": one.state == ConsultationState.SUBMITTED and policies.is_another_person(one, user),
        "is_over": today > one.closes_on,
        "has_opened": today >= one.opens_on,
        "missing": policies.missing_principles(one, policies.BEFORE_OPENING),
        "documents": one.documents.defer("content"),
        "seen": policies.seen(one),
        "events": presenters.events(one, user),
        "principles": presenters.evidence(one),
        "answers": queries.submitted(one).count(),
        "kept_until": closing.kept_until(one),
        "marked": Flag.objects.filter(response__consultation=one).count(),
        "sample": sample,
        "to_draw": one.entry != WhoCanAnswer.ANYONE and sample is None,
        "used": one.invitations.filter(used=True).count(),
        "typed_once": one.paper_entries.count(),
        "paper_languages": other_languages(one),
        "has_prepared": one.releases.current().exists(),
    }
    return render(request, "consultations/staff/overview.html", context)


@require_http_methods(["GET", "POST"])
def add_document(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a supporting document."""
    form = DocumentForm(*((request.POST, request.FILES) if request.method == "POST" else ()))

    def operate(one: Consultation, given: dict[str, Any], do: dict[str, Any]) -> None:
        preparing.add_document(consultation=one, title=given["title"], content=given["file"], **do)

    page = ("Add a document", "Add document", "The document has been added.")
    return _form_page(request, slug, form, operate, page)


@require_GET
def draft_document(_request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A supporting document before the consultation is public, for those who write and approve it."""
    return document_file(found(slug), pk)


@require_http_methods(["GET", "POST"])
def remove_document(request: HttpRequest, slug: str) -> HttpResponse:
    """Remove a supporting document."""
    pk = request.POST.get("document", "")
    if not pk.isdecimal():
        return redirect("consultations:overview", slug)
    return carry_out(
        request,
        slug,
        lambda one, do: preparing.remove_document(consultation=one, pk=int(pk), **do),
        "The document has been removed.",
    )


@require_http_methods(["GET", "POST"])
def add_event(request: HttpRequest, slug: str) -> HttpResponse:
    """Add an event."""

    def operate(one: Consultation, given: dict[str, Any], do: dict[str, Any]) -> None:
        preparing.add_event(consultation=one, **given, **do)

    page = ("Add an event", "Add event", "The event has been added.")
    return _form_page(request, slug, EventForm(posted(request)), operate, page)


@require_http_methods(["GET", "POST"])
def approve_event(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Let an event that another person added become public."""
    return carry_out(
        request,
        slug,
        lambda one, do: preparing.approve_event(event=get_object_or_404(one.events, pk=pk), **do),
        "The event is on the public page.",
    )


@require_http_methods(["GET", "POST"])
def remove_event(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take an event off the page."""
    return carry_out(
        request,
        slug,
        lambda one, do: preparing.remove_event(event=get_object_or_404(one.events, pk=pk), **do),
        "The event has been removed.",
    )


@require_http_methods(["GET", "POST"])
def evidence(request: HttpRequest, slug: str) -> HttpResponse:
    """Record evidence for one of the Gunning principles."""

    def operate(one: Consultation, given: dict[str, Any], do: dict[str, Any]) -> None:
        principle = Principle(given["principle"])
        texts = {"statement": given["statement"], "evidence": given["evidence"]}
        preparing.record_evidence(consultation=one, principle=principle, **texts, **do)

    page = ("Record evidence", "Record evidence", "The evidence has been recorded.")
    form = EvidenceForm(posted(request), initial={"principle": request.GET.get("principle")})
    return _form_page(request, slug, form, operate, page)


@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest, slug: str) -> HttpResponse:
    """Send a draft for approval."""
    return carry_out(
        request,
        slug,
        lambda one, do: preparing.submit(consultation=one, **do),
        "The consultation has been sent for approval. Another researcher decides about it.",
    )


@require_http_methods(["GET", "POST"])
def send_back(request: HttpRequest, slug: str) -> HttpResponse:
    """Send a draft back with a reason."""

    def operate(one: Consultation, given: dict[str, Any], do: dict[str, Any]) -> None:
        preparing.send_back(consultation=one, reason=given["reason"], **do)

    page = ("Send back", "Send back", "The consultation has been sent back.")
    return _form_page(request, slug, ReasonForm(posted(request)), operate, page)


@require_http_methods(["GET", "POST"])
def approve(request: HttpRequest, slug: str) -> HttpResponse:
    """Approve a consultation as it was shown."""
    seen = request.POST.get("seen", "")
    return carry_out(
        request,
        slug,
        lambda one, do: preparing.approve(consultation=one, seen=seen, **do),
        "The consultation has been approved, and is on the public site.",
    )


@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, slug: str) -> HttpResponse:
    """Turn an approved consultation back into a draft."""
    return carry_out(
        request, slug, lambda one, do: preparing.take_back(consultation=one, **do), "The consultation is a draft again."
    )


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, slug: str) -> HttpResponse:
    """Close a consultation."""
    return carry_out(
        request, slug, lambda one, do: closing.close(consultation=one, **do), "The consultation has been closed."
    )


@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, slug: str) -> HttpResponse:
    """Delete a draft."""
    if request.method == "GET":
        return render(request, "consultations/staff/discard.html", {"consultation": found(slug)})
    try:
        preparing.discard(consultation=found(slug), actor=signed_in_user(request), at=clock.now())
    except Refused as error:
        messages.error(request, str(error))
        return redirect("consultations:overview", slug)
    messages.success(request, "The draft has been discarded.")
    return redirect("consultations:manage")


def found(slug: str) -> Consultation:
    """The consultation with this address, in whichever state it is."""
    return get_object_or_404(Consultation.objects.select_related("instrument"), slug=slug)


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form sent; None if the page is only looked at."""
    return request.POST if request.method == "POST" else None


def carry_out(
    request: HttpRequest, slug: str, operate: Callable[[Consultation, dict[str, Any]], object], words: str
) -> HttpResponse:
    """Carry out an operation, say that it is done or why it was refused, and show the consultation."""
    one = found(slug)
    if request.method == "POST":
        try:
            operate(one, {"actor": signed_in_user(request), "at": clock.now()})
        except Refused as error:
            messages.error(request, str(error))
        else:
            messages.success(request, words)
    return redirect("consultations:overview", slug)


def _form_page(
    request: HttpRequest,
    slug: str,
    form: django_forms.Form,
    operate: Callable[[Consultation, dict[str, Any], dict[str, Any]], None],
    page: tuple[str, str, str],
) -> HttpResponse:
    """A page with one form, which adds something to a consultation. page: its title, the button, and what is said when
    it is done."""
    one, (title, button, done) = found(slug), page
    if request.method == "POST" and form.is_valid():
        try:
            operate(one, form.cleaned_data, {"actor": signed_in_user(request), "at": clock.now()})
        except Refused as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, done)
            return redirect("consultations:overview", slug)
    context = {"consultation": one, "form": form, "title": title, "button": button}
    return render(request, "consultations/staff/form.html", context, status=422 if form.errors else 200)
