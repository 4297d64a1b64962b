"""Notes, the clock and the end of a request: each page asks for a few words and calls one operation."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from aftercall.accounts.models import signed_in_user
from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.rights.desk import operations
from aftercall.rights.desk.forms import CloseForm, ExtendForm, NoteForm, PauseForm, ResumeForm
from aftercall.rights.desk.models import PauseReason, RequestKind, SubjectRequest
from aftercall.rights.desk.states import STEPS, RequestAction, RequestState


@dataclass(frozen=True)
class StepPage:
    """A page with one form. values: the operation's arguments that the form gives."""

    heading: str
    introduction: str
    button: str
    done: str
    form: Callable[[SubjectRequest, Any], forms.Form]
    operation: Callable[..., None]
    values: Callable[[dict[str, Any]], dict[str, Any]] = dict


NOTE = StepPage(
    heading="Add a note",
    introduction="For what was said or decided. The note is encrypted with the person’s details and erased with them.",
    button="Add the note",
    done="The note has been added.",
    form=lambda _, data: NoteForm(data),
    operation=operations.add_note,
)
PAUSE = StepPage(
    heading="Stop the clock",
    introduction="While you wait for the person to prove who they are, or to say what they ask for, the days do not "
    "count. Ask for no more than you need.",
    button="Stop the clock",
    done="The clock is stopped. Send the person the letter that asks for it.",
    form=lambda _, data: PauseForm(data),
    operation=operations.pause,
    values=lambda data: {"reason": PauseReason(data["reason"]), "note": data["note"]},
)
RESUME = StepPage(
    heading="Start the clock again",
    introduction="The person has sent what you asked for. The days on which the clock was stopped are added to the "
    "time for the answer.",
    button="Start the clock",
    done="The clock is running again.",
    form=lambda _, data: ResumeForm(data),
    operation=operations.resume,
)
EXTEND = StepPage(
    heading="Extend the time by two months",
    introduction="You can do this once, within the first month. You must tell the person, and say why.",
    button="Extend the time",
    done="The time has been extended. Send the person the letter that says so.",
    form=lambda _, data: ExtendForm(data),
    operation=operations.extend,
)
CLOSE = StepPage(
    heading="Close the request",
    introduction="Nothing more can be done about a closed request, except for letters. The person’s details are erased "
    "6 months later.",
    button="Close the request",
    done="The request is closed. Send the person your answer.",
    form=lambda one, data: CloseForm(data, states=_ends(one), is_complaint=one.kind == RequestKind.COMPLAINT),
    operation=operations.close,
    values=lambda data: {**data, "state": RequestState(data["state"])},
)


def _ends(one: SubjectRequest) -> list[RequestState]:
    """The states in which the request can end now."""
    refuse = () if one.kind == RequestKind.COMPLAINT else (RequestAction.REFUSE,)  # which has an outcome instead
    closing = (RequestAction.ANSWER, *refuse, RequestAction.WITHDRAW)
    return [STEPS[action].to_state for action in closing if one.state in STEPS[action].from_states]


def _view(page: StepPage) -> Callable[[HttpRequest, int], HttpResponse]:
    @sensitive_post_parameters()
    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        one = get_object_or_404(SubjectRequest, pk=pk)
        form = page.form(one, request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                values = page.values(form.cleaned_data)
                page.operation(request=one, actor=signed_in_user(request), at=clock.now(), **values)
            except Refused as error:
                form.add_error(error.field, str(error))
            else:
                messages.success(request, page.done)
                return redirect("desk:request", pk)
        context = {"form": form, "one": one, "page": page}
        return render(request, "desk/step.html", context, status=422 if form.errors else 200)

    return view


note = _view(NOTE)
pause = _view(PAUSE)
resume = _view(RESUME)
extend = _view(EXTEND)
close = _view(CLOSE)
