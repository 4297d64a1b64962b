"""The coder's pages: what is waiting, and one text at a time."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from aftercall.accounts.agreement import has_signed
from aftercall.accounts.models import User, signed_in_user
from aftercall.accounts.roles import Role
from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.verbatims import operations, queries
from aftercall.verbatims.forms import NO_CODE, chosen_codes
from aftercall.verbatims.models import QuotationState, TextState, Verbatim
from aftercall.verbatims.presenters import TextPage, text_page


@require_http_methods(["GET", "POST"])
def coding(request: HttpRequest) -> HttpResponse:
    """What is waiting for this person. The buttons take the next text to code, or to settle."""
    coder, now = signed_in_user(request), clock.now()
    if coder.role == Role.INTERVIEWER and not has_signed(coder):
        return redirect("accounts:agreement")
    if request.method == "POST":
        state = TextState.TO_SETTLE if request.POST.get("take") == "settle" else TextState.TO_CODE
        return _next(request, coder, state)
    context = {
        "to_code": queries.texts_for(coder, now).count(),
        "to_settle": queries.texts_for(coder, now, TextState.TO_SETTLE).count(),
        "proposed": queries.texts_proposed_by(coder).count(),
        "to_redact": [one for one in queries.quotations(QuotationState.TO_REDACT) if queries.is_still_allowed(one)],
        "to_confirm": [
            one
            for one in queries.quotations(QuotationState.TO_CONFIRM).exclude(redacted_by=coder)
            if queries.is_still_allowed(one)
        ],
    }
    return render(request, "verbatims/coding.html", context)


def _next(request: HttpRequest, coder: User, state: TextState) -> HttpResponse:
    text = operations.take_text(coder=coder, at=clock.now(), state=state)
    if text is None:
        messages.info(request, "There are no texts for you now.")
        return redirect("verbatims:coding")
    return redirect("verbatims:text", text.reference)


@require_http_methods(["GET", "POST"])
def text(request: HttpRequest, reference: str) -> HttpResponse:
    """One text, which this person has taken. Saving it brings the next one."""
    coder, now = signed_in_user(request), clock.now()
    found = _taken(coder, reference)
    if found is None:
        messages.info(request, "You do not have that text now. Take the next one.")
        return redirect("verbatims:coding")
    page = text_page(found, coder, now)
    if request.method == "POST":
        try:
            return _save(request, page, coder)
        except Refused as error:
            messages.error(request, str(error))
            return redirect("verbatims:coding")
    return render(request, "verbatims/text.html", {"page": page, "problem": ""})


def _taken(coder: User, reference: str) -> Verbatim | None:
    found = queries.texts_with_case().filter(reference=reference).first()
    if found is None:
        raise Http404
    waits = found.state in {TextState.TO_CODE, TextState.TO_SETTLE}
    return found if waits and found.leased_to_id == coder.pk else None


def _save(request: HttpRequest, page: TextPage, coder: User) -> HttpResponse:
    typed = request.POST.get("answer", "")
    codes = chosen_codes(request.POST.getlist("ticked"), typed, page.keys)
    none = "none" in request.POST or typed.split() == [NO_CODE]
    if bool(codes) == none:
        problem = "Choose codes, or choose that none applies" if not codes else "Choose codes, or none, but not both"
        again = text_page(page.text, coder, clock.now(), codes)
        return render(request, "verbatims/text.html", {"page": again, "problem": problem}, status=422)
    now = clock.now()
    if page.settles:
        if not operations.settle(text=page.text, codes=codes, actor=coder, at=now):
            messages.success(request, f"Saved. It is settled once {page.other} chooses the same.")
    else:
        operations.save_coding(text=page.text, codes=codes, coder=coder, at=now, quote="quote" in request.POST)
    return _next(request, coder, TextState(page.text.state))
