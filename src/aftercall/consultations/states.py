"""A consultation's states and the actions that change them, as data. docs/consultations.md shows them in a table."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices

from aftercall.core.errors import Refused


class ConsultationState(TextChoices):
    """The state of a consultation. Whether an approved one is coming or open depends on the day."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Waiting for approval"
    APPROVED = "approved", "Approved"
    CLOSED = "closed", "Closed"


class ConsultationAction(StrEnum):
    """An action that moves a consultation to its next state."""

    EDIT = "edit"
    SUBMIT = "submit"
    SEND_BACK = "send_back"
    APPROVE = "approve"
    TAKE_BACK = "take_back"
    CLOSE = "close"
    DISCARD = "discard"


@dataclass(frozen=True)
class Step:
    """from_states: where an action is allowed. to_state: where it leads; None if the draft is then gone. done: what the
    audit log calls it. refusal: the message in any other state."""

    from_states: tuple[ConsultationState, ...]
    to_state: ConsultationState | None
    done: str
    refusal: str


_DRAFT, _SUBMITTED = ConsultationState.DRAFT, ConsultationState.SUBMITTED
_APPROVED, _CLOSED = ConsultationState.APPROVED, ConsultationState.CLOSED
_NOT_WAITING = "This consultation is not waiting for approval"

STEPS = {
    # What is changed after it was sent for approval must be sent again.
    ConsultationAction.EDIT: Step(
        (_DRAFT, _SUBMITTED), _DRAFT, "edited", "This consultation has been approved and can no longer be changed"
    ),
    ConsultationAction.SUBMIT: Step((_DRAFT,), _SUBMITTED, "submitted", "You can only send a draft for approval"),
    ConsultationAction.SEND_BACK: Step((_SUBMITTED,), _DRAFT, "sent_back", _NOT_WAITING),
    ConsultationAction.APPROVE: Step((_SUBMITTED,), _APPROVED, "approved", _NOT_WAITING),
    ConsultationAction.TAKE_BACK: Step(
        (_APPROVED,), _DRAFT, "taken_back", "You can only take an approved consultation back"
    ),
    ConsultationAction.CLOSE: Step((_APPROVED,), _CLOSED, "closed", "You can only close an approved consultation"),
    ConsultationAction.DISCARD: Step((_DRAFT, _SUBMITTED), None, "discarded", "You can only discard a draft"),
}


def next_state(state: str, action: ConsultationAction) -> ConsultationState | None:
    """The state that an action leads to; None if the draft is then gone. Raises Refused if it is not allowed now."""
    step = STEPS[action]
    if state not in step.from_states:
        raise Refused(f"{step.refusal}.")
    return step.to_state
