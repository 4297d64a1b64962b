"""From the queue to the call: the page "Next case", the claimed case before dialling, and the call itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from aftercall.accounts.agreement import has_signed
from aftercall.accounts.models import signed_in_user
from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.dispositions.codes import WhoAnswered
from aftercall.fieldwork import operations, presenters, queries
from aftercall.fieldwork.forms import OutcomeForm
from aftercall.fieldwork.models import Attempt, Case, Phone
from aftercall.fieldwork.views.active_call import active_call_screen, interviewer_screen
from aftercall.fieldwork.views.spoken_language import forget_language, language_of, preset_language
from aftercall.questionnaires.asking.steps import StepForm


@require_http_methods(["GET", "POST"])
@interviewer_screen
def next_case(request: HttpRequest) -> HttpResponse:
    """Calling hours, queue and the interviewer's own appointments. The button claims the next case."""
    interviewer, now = signed_in_user(request), clock.now()
    forget_language(request)
    if request.method == "POST":
        if operations.claim_next_case(interviewer=interviewer, at=now):
            return redirect("fieldwork:case")
        return render(
            request, "fieldwork/next_case.html", {"page": presenters.next_case_page(interviewer, now), "empty": True}
        )
    if not has_signed(interviewer):
        return redirect("accounts:agreement")
    return render(request, "fieldwork/next_case.html", {"page": presenters.next_case_page(interviewer, now)})


@require_http_methods(["GET", "POST"])
@interviewer_screen
def case(request: HttpRequest) -> HttpResponse:
    """The case without its contact details. Dialling shows them, and counts an attempt; or the case is put back."""
    interviewer, now = signed_in_user(request), clock.now()
    held_case = _require_held_case(request)
    if request.method == "GET" and queries.attempt_in_progress_by(interviewer):
        return redirect("fieldwork:call")
    page = presenters.case_page(held_case, now)
    form = StepForm(request.POST or None, steps=presenters.case_steps(page))
    if form.chosen == "put_back":
        operations.put_case_back(case=held_case, interviewer=interviewer, at=now)
        return redirect("fieldwork:next_case")
    if form.chosen == "dial":
        phone = Phone.SECOND if request.POST.get("phone") == Phone.SECOND else Phone.FIRST
        operations.start_call(case=held_case, interviewer=interviewer, at=now, phone=phone)
        return redirect("fieldwork:call")
    return render(request, "fieldwork/case.html", {"page": page, "form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@active_call_screen
def call(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """Name, number, and what may be said to anyone who answers. The audit log records each opening. It is posted to
    only to change the language."""
    contact = operations.view_contact(attempt=attempt, interviewer=attempt.interviewer, at=clock.now())
    preset_language(request, attempt, contact.language)
    form = OutcomeForm(attempt=attempt, now=clock.now(), answered=WhoAnswered.NOBODY)
    page = presenters.call_page(attempt, contact, language_of(request, attempt))
    return render(request, "fieldwork/call.html", {"page": page, "form": form})


def _require_held_case(request: HttpRequest) -> Case:
    held_case = queries.held_case(signed_in_user(request))
    if held_case is None:
        raise Refused("You are not working on a case. Open the next case")
    return held_case
