"""The pages of quotations: redacting and confirming at the agency, releasing at the agency and at the force."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from aftercall.accounts.agreement import has_signed
from aftercall.accounts.models import signed_in_user
from aftercall.accounts.roles import Role
from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.verbatims import operations, presenters, queries, sealing
from aftercall.verbatims.models import Quotation, QuotationState
from aftercall.verbatims.policies import text_of
from aftercall.verbatims.redacting import words_as_spans, words_to_redact

# Whose turn it is, by role, and what else that role sees.
_RELEASES = {Role.FIELD_MANAGER: QuotationState.AT_AGENCY, Role.RESEARCHER: QuotationState.AT_FORCE}
_SHOWN = {
    Role.FIELD_MANAGER: (QuotationState.AT_AGENCY, QuotationState.AT_FORCE, QuotationState.RELEASED),
    Role.RESEARCHER: (QuotationState.AT_FORCE, QuotationState.RELEASED, QuotationState.PUBLISHED),
}


@require_http_methods(["GET", "POST"])
def redact(request: HttpRequest, reference: str) -> HttpResponse:
    """The words of a text, each of which can be chosen. The second person confirms, or chooses differently."""
    actor = signed_in_user(request)
    if actor.role == Role.INTERVIEWER and not has_signed(actor):
        return redirect("accounts:agreement")
    quotation = _found(reference, QuotationState.TO_REDACT, QuotationState.TO_CONFIRM)
    text = text_of(quotation)
    words = sealing.words_of(text)
    spans = sealing.open_spans(text, quotation.sealed_spans) if quotation.sealed_spans else None
    confirms = quotation.state == QuotationState.TO_CONFIRM and quotation.redacted_by_id != actor.pk
    if request.method == "POST":
        places = {int(place) for place in request.POST.getlist("words") if place.isdecimal()}
        try:
            if confirms and spans == words_as_spans(words, places):
                operations.confirm_redaction(quotation=quotation, seen=spans, actor=actor, at=clock.now())
                messages.success(request, "The redaction is confirmed. The field manager can release it.")
            else:
                operations.redact(quotation=quotation, words=places, actor=actor, at=clock.now())
                messages.success(request, "Saved. Another person must confirm it.")
        except Refused as error:
            messages.error(request, str(error))
        return redirect("verbatims:coding")
    context = {"quotation": quotation, "words": words_to_redact(words, spans), "confirms": confirms}
    return render(request, "verbatims/redact.html", context)


@require_GET
def quotations(request: HttpRequest) -> HttpResponse:
    """The quotations that this role releases, and those that have been released."""
    role = Role(signed_in_user(request).role)
    shown = [one for one in queries.quotations(*_SHOWN[role]) if _is_readable(one)]
    context = {
        "waiting": [one for one in shown if one.state == _RELEASES[role]],
        "others": [one for one in shown if one.state != _RELEASES[role]],
    }
    return render(request, "verbatims/quotations.html", context)


@require_http_methods(["GET", "POST"])
def quotation(request: HttpRequest, reference: str) -> HttpResponse:
    """One quotation as it may be used, to release or to refuse."""
    actor = signed_in_user(request)
    role = Role(actor.role)
    found = _found(reference, *_SHOWN[role])
    if request.method == "POST":
        try:
            if request.POST.get("decision") == "release":
                operations.release_quotation(quotation=found, actor=actor, at=clock.now())
                messages.success(request, "The quotation has been released.")
            elif request.POST.get("decision") == "publish" and role == Role.RESEARCHER:
                operations.publish_quotation(quotation=found, actor=actor, at=clock.now())
                messages.success(request, "The quotation is published beside the newest results and in meeting packs.")
            elif request.POST.get("decision") == "refuse":  # for good, so nothing else may count as a refusal
                operations.refuse_quotation(quotation=found, actor=actor, at=clock.now())
                messages.success(request, "The quotation will not be used.")
        except Refused as error:
            messages.error(request, str(error))
        return redirect("verbatims:quotations")
    context = {
        "quotation": found,
        "words": presenters.quotation_words(found),
        "step": presenters.STEP_WORDS[QuotationState(found.state)],
        "decides": found.state == _RELEASES[role],
        "publishes": role == Role.RESEARCHER and found.state == QuotationState.RELEASED,
    }
    return render(request, "verbatims/quotation.html", context)


def _found(reference: str, *states: QuotationState) -> Quotation:
    found = queries.quotations(*states).filter(reference=reference).first()
    if found is None or not _is_readable(found):
        raise Http404
    return found


def _is_readable(one: Quotation) -> bool:
    return one.state == QuotationState.PUBLISHED or queries.is_still_allowed(one)
