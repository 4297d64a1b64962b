"""A request's states, and the actions that change them, as data. docs/requests.md shows them as a table."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices


class RequestState(TextChoices):
    """The state of a request."""

    OPEN = "open", "Open"
    WAITING = "waiting", "Waiting for the person"
    ANSWERED = "answered", "Answered"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Withdrawn"


class RequestAction(StrEnum):
    """An action that changes a request's state or its clock."""

    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    ANSWER = "answer"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


@dataclass(frozen=True)
class Step:
    """The states in which an action is possible, and the state that it leads to."""

    from_states: tuple[RequestState, ...]
    to_state: RequestState


NOT_CLOSED = (RequestState.OPEN, RequestState.WAITING)
STEPS = {
    RequestAction.PAUSE: Step((RequestState.OPEN,), RequestState.WAITING),
    RequestAction.RESUME: Step((RequestState.WAITING,), RequestState.OPEN),
    RequestAction.EXTEND: Step((RequestState.OPEN,), RequestState.OPEN),
    RequestAction.ANSWER: Step((RequestState.OPEN,), RequestState.ANSWERED),
    RequestAction.REFUSE: Step(NOT_CLOSED, RequestState.REFUSED),
    RequestAction.WITHDRAW: Step(NOT_CLOSED, RequestState.WITHDRAWN),
}
