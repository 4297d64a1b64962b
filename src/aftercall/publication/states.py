"""A publication's states and the actions that change them, as data. docs/publishing.md shows them in a table."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices

from aftercall.core.errors import Refused


class PublicationState(TextChoices):
    """The state of a publication."""

    DRAFT = "draft", "Draft"
    CHECKED = "checked", "Waiting for approval"
    APPROVED = "approved", "Approved"
    PUBLISHED = "published", "Published"
    CORRECTED = "corrected", "Corrected"
    WITHDRAWN = "withdrawn", "Withdrawn"


class PublicationAction(StrEnum):
    """An action that moves a publication to its next state."""

    PREPARE = "prepare"
    EDIT = "edit"
    WRITE = "write"
    CHECK = "check"
    REFUSE = "refuse"
    APPROVE = "approve"
    TAKE_BACK = "take_back"
    PUBLISH = "publish"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    DISCARD = "discard"


@dataclass(frozen=True)
class Step:
    """from_states: where an action is allowed. to_state: where it leads; None if the draft is then gone. done: what the
    audit log calls it. refusal: the message in any other state."""

    from_states: tuple[PublicationState, ...]
    to_state: PublicationState | None
    done: str
    refusal: str


_DRAFT, _CHECKED, _APPROVED = PublicationState.DRAFT, PublicationState.CHECKED, PublicationState.APPROVED
_PUBLISHED = PublicationState.PUBLISHED
_BEFORE_APPROVAL = (_DRAFT, _CHECKED)
_CANNOT_CHANGE = "You cannot change these results any more. If they are not public yet, take them back first"
_NOT_WAITING = "These results are not waiting for approval"
_NOT_PUBLIC = "These results are not public"

STEPS = {
    # Creates the draft.
    PublicationAction.PREPARE: Step((), _DRAFT, "prepared", "These results have already been prepared"),
    # What is changed after it was sent for approval must be sent again.
    PublicationAction.EDIT: Step(_BEFORE_APPROVAL, _DRAFT, "edited", _CANNOT_CHANGE),
    PublicationAction.WRITE: Step(_BEFORE_APPROVAL, _DRAFT, "written_again", _CANNOT_CHANGE),
    PublicationAction.CHECK: Step((_DRAFT,), _CHECKED, "checked", "You can only send a draft for approval"),
    PublicationAction.REFUSE: Step((_CHECKED,), _DRAFT, "refused", _NOT_WAITING),
    PublicationAction.APPROVE: Step((_CHECKED,), _APPROVED, "approved", _NOT_WAITING),
    PublicationAction.TAKE_BACK: Step(
        (_CHECKED, _APPROVED), _DRAFT, "taken_back", "You can only take results back before they are public"
    ),
    PublicationAction.PUBLISH: Step((_APPROVED,), _PUBLISHED, "published", "These results have not been approved"),
    PublicationAction.CORRECT: Step((_PUBLISHED,), PublicationState.CORRECTED, "corrected", _NOT_PUBLIC),
    # Also of corrected results, whose figures everyone can still read.
    PublicationAction.WITHDRAW: Step(
        (_PUBLISHED, PublicationState.CORRECTED), PublicationState.WITHDRAWN, "withdrawn", _NOT_PUBLIC
    ),
    PublicationAction.DISCARD: Step((_DRAFT,), None, "discarded", "You can only discard a draft"),
}

# Not public yet.
OPEN = (_DRAFT, _CHECKED, _APPROVED)
# Everyone can read them, or could. What they show is known for good.
PUBLIC = (_PUBLISHED, PublicationState.CORRECTED, PublicationState.WITHDRAWN)
# What they show is decided: public, or approved for a day to come.
DECIDED = (_APPROVED, *PUBLIC)


def next_state(state: str, action: PublicationAction) -> PublicationState | None:
    """The state that an action leads to; None if the draft is then gone. Raises Refused if it is not allowed now."""
    step = STEPS[action]
    if state not in step.from_states:
        raise Refused(f"{step.refusal}.")
    return step.to_state


def possible_actions(state: str) -> list[PublicationAction]:
    """The actions that are allowed in a state."""
    return [action for action, step in STEPS.items() if state in step.from_states]
