"""A case's states, and the actions that change them, as data. docs/dispositions.md shows them as a diagram."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices


class CaseState(TextChoices):
    """The state of a case."""

    WAITING = "waiting", "Not opened yet"
    CALL_AGAIN = "open", "To be called again"
    IN_CALL = "in_call", "With an interviewer"
    RESTRICTED = "restricted", "Paused at the person’s request"
    CLOSED = "closed", "Closed"


class CaseAction(StrEnum):
    """An action that changes a case's state."""

    CLAIM = "claim"
    PUT_BACK = "put back"
    RESTRICT = "restrict"
    LIFT = "lift"
    CLOSE = "close"


@dataclass(frozen=True)
class Step:
    """The states in which an action is possible, and the state that it leads to."""

    from_states: tuple[CaseState, ...]
    to_state: CaseState


STEPS = {
    CaseAction.CLAIM: Step((CaseState.WAITING, CaseState.CALL_AGAIN), CaseState.IN_CALL),
    CaseAction.PUT_BACK: Step((CaseState.IN_CALL,), CaseState.CALL_AGAIN),
    CaseAction.RESTRICT: Step((CaseState.WAITING, CaseState.CALL_AGAIN), CaseState.RESTRICTED),
    CaseAction.LIFT: Step((CaseState.RESTRICTED,), CaseState.CALL_AGAIN),
    CaseAction.CLOSE: Step(
        (CaseState.WAITING, CaseState.CALL_AGAIN, CaseState.IN_CALL, CaseState.RESTRICTED), CaseState.CLOSED
    ),
}
