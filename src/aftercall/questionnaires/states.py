"""The states of an uploaded questionnaire and the actions that change them, as data."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices

from aftercall.core.errors import Refused


class DraftState(TextChoices):
    """The state of an uploaded questionnaire."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Waiting for approval"
    APPROVED = "approved", "Approved"


class DraftAction(StrEnum):
    """An action that moves an uploaded questionnaire to its next state."""

    REPLACE = "replace"
    SUBMIT = "submit"
    SEND_BACK = "send_back"
    APPROVE = "approve"
    DISCARD = "discard"


@dataclass(frozen=True)
class Step:
    """The states in which an action is allowed, the state it leads to (none if the draft is then gone), and the message
    in any other state."""

    from_states: tuple[DraftState, ...]
    to_state: DraftState | None
    refusal: str


_OPEN = (DraftState.DRAFT, DraftState.SUBMITTED)

STEPS = {
    DraftAction.REPLACE: Step(_OPEN, DraftState.DRAFT, "This version has been approved and can no longer be changed"),
    DraftAction.SUBMIT: Step(
        (DraftState.DRAFT,), DraftState.SUBMITTED, "Approval has already been asked for, or given"
    ),
    DraftAction.SEND_BACK: Step(
        (DraftState.SUBMITTED,), DraftState.DRAFT, "Only a questionnaire that is waiting for approval can be sent back"
    ),
    DraftAction.APPROVE: Step(
        (DraftState.SUBMITTED,),
        DraftState.APPROVED,
        "Only a questionnaire that is waiting for approval can be approved",
    ),
    DraftAction.DISCARD: Step(_OPEN, None, "An approved version cannot be discarded, because answers may need it"),
}


def next_state(state: str, action: DraftAction) -> DraftState | None:
    """The state that an action leads to; None if the draft is then gone. Raises Refused if it is not allowed now."""
    step = STEPS[action]
    if state not in step.from_states:
        raise Refused(f"{step.refusal}.")
    return step.to_state


def possible_actions(state: str) -> list[DraftAction]:
    """The actions that are allowed in a state."""
    return [action for action, step in STEPS.items() if state in step.from_states]
