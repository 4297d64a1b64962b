"""The ways a call ends: an outcome, an interview stopped early, or an objection."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.core.words import date_and_time, weekday
from aftercall.dispositions.codes import BY_CODE, OBJECTION, WhoAnswered
from aftercall.fieldwork import operations, presenters, queries
from aftercall.fieldwork.forms import OutcomeForm
from aftercall.fieldwork.models import Attempt
from aftercall.fieldwork.views.active_call import active_call_screen, objection_screen, redirect_to_step
from aftercall.questionnaires.asking.steps import StepForm


@require_http_methods(["GET", "POST"])
@active_call_screen
def outcome(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """Record the outcome of the call. During an interview, it is an appointment or a call cut off, and suspends it.

    An appointment, and an outcome that must not be saved by mistake, is shown once more before it is saved.
    """
    if page := redirect_to_step(request.POST.get("outcome", "")):
        return page
    answered = None if queries.interview_in(attempt) else _who_answered(request)
    form = OutcomeForm(request.POST or None, attempt=attempt, now=clock.now(), answered=answered)
    if request.method == "POST" and form.is_valid():
        confirmation = _confirmation(request, form)
        if confirmation is None or confirmation.chosen == "save":
            if _save(form, attempt):
                messages.success(request, _saved(form))
                return redirect("fieldwork:next_case")
        elif confirmation.chosen != "change":
            return _ask_again(request, attempt, form, confirmation)
    context = {"page": presenters.ending_page(attempt, answered), "form": form}
    return render(request, "fieldwork/outcome.html", context, status=422 if form.errors else 200)


def _who_answered(request: HttpRequest) -> WhoAnswered:
    """Who answered, from the outcome that was chosen or from the page; by default no one."""
    chosen = BY_CODE.get(request.POST.get("outcome", ""))
    if chosen and chosen.answered:
        return chosen.answered
    name = (request.POST.get("answered") or request.GET.get("answered", "")).upper()
    return WhoAnswered.__members__.get(name, WhoAnswered.NOBODY)


def _confirmation(request: HttpRequest, form: OutcomeForm) -> StepForm | None:
    """The question that is asked before this outcome is saved, with its answer if it was sent; None if none is."""
    disposition = form.cleaned_data["outcome"]
    if not disposition.asks_again and form.cleaned_data["appointment_at"] is None:
        return None
    steps = presenters.confirmation_steps(disposition)
    return StepForm(request.POST if "confirming" in request.POST else None, steps=steps)


def _ask_again(request: HttpRequest, attempt: Attempt, form: OutcomeForm, confirmation: StepForm) -> HttpResponse:
    context = {
        "page": presenters.ending_page(attempt),
        "form": confirmation,
        "entered": [(name, request.POST[name]) for name in form.fields if name in request.POST],
        "disposition": form.cleaned_data["outcome"],
        "appointment": form.cleaned_data["appointment_at"],
    }
    return render(request, "fieldwork/confirm_outcome.html", context, status=422 if confirmation.errors else 200)


def _save(form: OutcomeForm, attempt: Attempt) -> bool:
    try:
        operations.record_outcome(
            attempt=attempt,
            disposition=form.cleaned_data["outcome"],
            interviewer=attempt.interviewer,
            at=clock.now(),
            appointment_at=form.cleaned_data["appointment_at"],
            note=form.cleaned_data["note"],
            needs=form.cleaned_data["needs"],
        )
    except Refused as error:
        form.add_error(None, str(error))
        return False
    return True


def _saved(form: OutcomeForm) -> str:
    saved = "The outcome of the call has been saved."
    if when := form.cleaned_data["appointment_at"]:
        return f"{saved} The person was promised a call on {weekday(when)} {date_and_time(when)}."
    return saved


@require_http_methods(["GET", "POST"])
@active_call_screen
def stop(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """End the interview early, because the person wants to stop. The answers so far are kept, and the case closes."""
    if queries.interview_in(attempt) is None:
        return redirect("fieldwork:outcome")
    form = StepForm(request.POST or None, steps=presenters.STOP_STEPS)
    if form.chosen == "go_on":
        return redirect("fieldwork:interview")
    if form.chosen == "end":
        operations.finish_interview(attempt=attempt, interviewer=attempt.interviewer, at=clock.now())
        messages.success(request, "The interview has ended. The answers have been kept.")
        return redirect("fieldwork:next_case")
    context = {"page": presenters.ending_page(attempt), "form": form}
    return render(request, "fieldwork/stop.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@objection_screen
def objection(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """Ask for confirmation, then record that the person objects. They are added to the suppression list, their cases
    close, and their contact details are erased."""
    page = presenters.ending_page(attempt)
    form = StepForm(request.POST or None, steps=presenters.OBJECTION_STEPS)
    if form.chosen == "back":
        return redirect("fieldwork:interview" if page.interview_begun else "fieldwork:call")
    if form.chosen == "remove":
        operations.record_outcome(
            attempt=attempt, disposition=OBJECTION, interviewer=attempt.interviewer, at=clock.now()
        )
        messages.success(request, "The person has been removed from this and all future surveys.")
        return redirect("fieldwork:next_case")
    return render(request, "fieldwork/objection.html", {"page": page, "form": form}, status=422 if form.errors else 200)
