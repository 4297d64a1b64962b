"""From the queue to the call: the next case, the case before dialling, and the call itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercall.accounts.agreement import has_signed
from aftercall.accounts.models import signed_in_user
from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.fieldwork import operations, presenters, queries
from aftercall.fieldwork.forms import OutcomeForm
from aftercall.fieldwork.models import Attempt, Case, Phone
from aftercall.fieldwork.views.active_call import call_screen, calling_screen


@require_http_methods(["GET", "POST"])
@calling_screen
def next_case(request: HttpRequest) -> HttpResponse:
    """Hours, queue and the interviewer's own appointments; the button opens the next case."""
    interviewer, now = signed_in_user(request), clock.now()
    if request.method == "POST":
        if operations.claim_next_case(interviewer=interviewer, at=now):
            return redirect("fieldwork:case")
        return render(request, "fieldwork/next_case.html", {"page": presenters.desk(interviewer, now), "empty": True})
    if not has_signed(interviewer):
        return redirect("accounts:agreement")
    return render(request, "fieldwork/next_case.html", {"page": presenters.desk(interviewer, now)})


@require_http_methods(["GET", "POST"])
@calling_screen
def case(request: HttpRequest) -> HttpResponse:
    """The case without its contact details. Dialling shows them and counts an attempt."""
    interviewer = signed_in_user(request)
    held = _held(request)
    if request.method == "POST":
        phone = Phone.SECOND if request.POST.get("phone") == Phone.SECOND else Phone.FIRST
        operations.start_call(case=held, interviewer=interviewer, at=clock.now(), phone=phone)
        return redirect("fieldwork:call")
    if queries.attempt_of(interviewer):
        return redirect("fieldwork:call")
    return render(request, "fieldwork/case.html", {"page": presenters.before_dialling(held, clock.now())})


@require_POST
@calling_screen
def put_back(request: HttpRequest) -> HttpResponse:
    """Put the case back without a call."""
    operations.put_case_back(case=_held(request), interviewer=signed_in_user(request), at=clock.now())
    return redirect("fieldwork:next_case")


@require_GET
@call_screen
def call(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """Name, number, and what may be said to anyone who answers. Every view is recorded in the audit log."""
    contact = operations.view_contact(attempt=attempt, interviewer=attempt.interviewer, at=clock.now())
    page = presenters.call(attempt, contact, request.get_host())
    return render(request, "fieldwork/call.html", {"page": page, "form": OutcomeForm(attempt=attempt)})


def _held(request: HttpRequest) -> Case:
    held = queries.held_case(signed_in_user(request))
    if held is None:
        raise Refused("You have no case open. Open the next case")
    return held
