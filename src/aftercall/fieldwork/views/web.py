"""Giving somebody a code to answer on the web instead of in the call."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from aftercall.core import clock
from aftercall.fieldwork import operations, presenters, queries, web_mail
from aftercall.fieldwork.forms import WebLinkForm
from aftercall.fieldwork.models import Attempt
from aftercall.fieldwork.views.active_call import active_call_screen


@require_http_methods(["GET", "POST"])
@active_call_screen
def web(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """The address and a code to read out, a message with the address if the person wants one, and the end of the call.
    Only the digest of the code is kept, so the form for the message sends the code again to show it again."""
    if not presenters.may_answer_on_web(attempt):
        return redirect("fieldwork:call")
    action, now, form = request.POST.get("action", ""), clock.now(), WebLinkForm()
    if action == "end":
        operations.end_call_for_web(attempt=attempt, interviewer=attempt.interviewer, at=now)
        messages.success(request, "The call has ended. The person can now answer on the web.")
        return redirect("fieldwork:next_case")
    code = queries.current_web_code(attempt, request.POST.get("code", ""))
    if action == "give":
        code = operations.give_web_code(attempt=attempt, interviewer=attempt.interviewer, at=now)
    elif action == "send":
        form = WebLinkForm(request.POST)
        if form.is_valid():
            _send(request, form.cleaned_data["email"])
            form = WebLinkForm()
    page = presenters.web_page(attempt, code, begun=queries.interview_in(attempt) is not None)
    context = {"page": page, "form": form, "sends_mail": web_mail.is_set_up()}
    return render(request, "fieldwork/web.html", context, status=422 if form.errors else 200)


def _send(request: HttpRequest, email: str) -> None:
    """Send the address and nothing else. The email address is in no message and no log."""
    if web_mail.is_set_up() and web_mail.send_address(email):
        messages.success(request, "The message has been sent. It has the address, and not the code.")
    else:
        messages.warning(request, "The message could not be sent. Read the address out instead.")
