"""The ways a call ends: an outcome, an interview stopped early, or an objection."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.dispositions.codes import OBJECTION
from aftercall.fieldwork import operations, presenters, queries
from aftercall.fieldwork.forms import OutcomeForm
from aftercall.fieldwork.models import Attempt
from aftercall.fieldwork.views.active_call import active_call_screen


@require_http_methods(["GET", "POST"])
@active_call_screen
def outcome(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """Record the outcome of the call. During an interview, it is an appointment or a call cut off, and suspends it."""
    form = OutcomeForm(request.POST or None, attempt=attempt)
    if request.method == "POST" and form.is_valid() and _save(form, attempt):
        messages.success(request, "The outcome of the call has been saved.")
        return redirect("fieldwork:next_case")
    page = presenters.ending_page(attempt)
    return render(request, "fieldwork/outcome.html", {"page": page, "form": form}, status=422 if form.errors else 200)


def _save(form: OutcomeForm, attempt: Attempt) -> bool:
    try:
        operations.record_outcome(
            attempt=attempt,
            disposition=form.cleaned_data["outcome"],
            interviewer=attempt.interviewer,
            at=clock.now(),
            appointment_at=form.cleaned_data["appointment_at"],
            note=form.cleaned_data["note"],
        )
    except Refused as error:
        form.add_error(None, str(error))
        return False
    return True


@require_http_methods(["GET", "POST"])
@active_call_screen
def stop(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """End the interview early, because the person wants to stop. The answers so far are kept, and the case closes."""
    if queries.interview_in(attempt) is None:
        return redirect("fieldwork:outcome")
    if request.method == "POST":
        operations.finish_interview(attempt=attempt, interviewer=attempt.interviewer, at=clock.now())
        messages.success(request, "The interview has ended. The answers have been kept.")
        return redirect("fieldwork:next_case")
    return render(request, "fieldwork/stop.html", {"page": presenters.ending_page(attempt)})


@require_http_methods(["GET", "POST"])
@active_call_screen
def objection(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """Ask for confirmation, then record that the person objects. They are added to the suppression list, their cases
    close, and their contact details are erased."""
    if request.method == "POST":
        operations.record_outcome(
            attempt=attempt, disposition=OBJECTION, interviewer=attempt.interviewer, at=clock.now()
        )
        messages.success(request, "The person has been removed from this and all future surveys.")
        return redirect("fieldwork:next_case")
    return render(request, "fieldwork/objection.html", {"page": presenters.ending_page(attempt)})
