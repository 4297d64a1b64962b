"""A case's states and its transitions, as data. docs/dispositions.md draws them."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices


class CaseState(TextChoices):
    """The state of a case."""

    WAITING = "waiting", "Not opened yet"
    OPEN = "open", "To be called again"
    IN_CALL = "in_call", "With an interviewer"
    CLOSED = "closed", "Closed"


class CaseAction(StrEnum):
    """What moves a case on."""

    CLAIM = "claim"
    PUT_BACK = "put back"
    CLOSE = "close"


@dataclass(frozen=True)
class Step:
    """From which states an action is possible, and to which state it leads."""

    from_states: tuple[CaseState, ...]
    to_state: CaseState


STEPS = {
    CaseAction.CLAIM: Step((CaseState.WAITING, CaseState.OPEN), CaseState.IN_CALL),
    CaseAction.PUT_BACK: Step((CaseState.IN_CALL,), CaseState.OPEN),
    CaseAction.CLOSE: Step((CaseState.WAITING, CaseState.OPEN, CaseState.IN_CALL), CaseState.CLOSED),
}
