"""When something may be done about a request."""

from datetime import date

from aftercall.core.errors import Refused
from aftercall.core.words import day
from aftercall.rights.desk.models import Channel, EventKind, RequestKind, SubjectRequest
from aftercall.rights.desk.states import STEPS, RequestAction, RequestState

_ACCESS_FIRST = "Make the copy of what we hold first, or refuse the request if you do not give one"
_NOT_POSSIBLE = {
    RequestState.OPEN: "The clock of this request is running",
    RequestState.WAITING: "The clock of this request is stopped. Start it again first",
}
# What must have been done before a request of this kind counts as answered.
_DONE_FIRST = {
    RequestKind.OBJECTION: (EventKind.CARRIED_OUT, "Record the objection first"),
    RequestKind.ERASURE: (EventKind.CARRIED_OUT, "Erase the details first, or refuse the request"),
    RequestKind.WITHDRAWAL: (EventKind.CARRIED_OUT, "Withdraw the answers first, or refuse the request"),
    RequestKind.ACCESS: (EventKind.DISCLOSED, _ACCESS_FIRST),
}


def next_state(request: SubjectRequest, action: RequestAction) -> RequestState:
    """The state that an action leads to. Refused if it is not possible in the request's state."""
    step = STEPS[action]
    if request.is_closed:
        raise Refused("This request is closed")
    if request.state not in step.from_states:
        raise Refused(_NOT_POSSIBLE[RequestState(request.state)])
    return step.to_state


def require_open(request: SubjectRequest) -> None:
    """Refused while the clock is stopped, because the person or what they ask for is not known yet, and once the
    request is closed."""
    next_state(request, RequestAction.ANSWER)


def require_extendable(request: SubjectRequest, today: date) -> None:
    """Refused for a complaint, which has no such period, a second time, and after the first month (Article 12(3))."""
    if request.kind == RequestKind.COMPLAINT:
        raise Refused("The time for a complaint cannot be extended. Tell the person how far you have got")
    if request.extended_on:
        raise Refused("The time has already been extended, and that can be done only once")
    if today > request.due_on:
        raise Refused(f"The time could be extended only until {day(request.due_on)}")


def require_answered(request: SubjectRequest, state: RequestState) -> None:
    """Refused where a complaint would be refused: the person must be told its outcome (section 164A)."""
    if request.kind == RequestKind.COMPLAINT and state == RequestState.REFUSED:
        raise Refused("A complaint is answered with its outcome. It cannot be refused", field="state")


def require_done(request: SubjectRequest) -> None:
    """Refused where a request would be closed as answered although nothing has been done about it."""
    kind, message = _DONE_FIRST.get(RequestKind(request.kind), (None, ""))
    if kind and not request.events.filter(kind=kind).exists():
        raise Refused(message)


def require_received_in_time(received_on: date, today: date) -> None:
    """Refused for a day that has not come."""
    if received_on > today:
        raise Refused("The day on which we received the request must be today or in the past", field="received_on")


def require_channel(kind: RequestKind, channel: Channel) -> None:
    """The public site has a form for complaints only; its objections are carried out at once and are no requests."""
    if channel == Channel.ONLINE and kind != RequestKind.COMPLAINT:
        raise Refused("Choose how the request reached us", field="channel")
