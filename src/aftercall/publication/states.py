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

    CHECK = "check"
    REFUSE = "refuse"
    APPROVE = "approve"
    TAKE_BACK = "take_back"
    PUBLISH = "publish"
    CORRECT = "correct"
    WITHDRAW = "withdraw"


@dataclass(frozen=True)
class Step:
    """The states in which an action is allowed, the state it leads to, and the message in any other state."""

    from_states: tuple[PublicationState, ...]
    to_state: PublicationState
    refusal: str


_DRAFT, _CHECKED, _APPROVED = PublicationState.DRAFT, PublicationState.CHECKED, PublicationState.APPROVED
_PUBLISHED = PublicationState.PUBLISHED

STEPS = {
    PublicationAction.CHECK: Step((_DRAFT,), _CHECKED, "You can only send a draft for approval"),
    PublicationAction.REFUSE: Step((_CHECKED,), _DRAFT, "These results are not waiting for approval"),
    PublicationAction.APPROVE: Step((_CHECKED,), _APPROVED, "These results are not waiting for approval"),
    PublicationAction.TAKE_BACK: Step(
        (_CHECKED, _APPROVED), _DRAFT, "You can only take results back before they are public"
    ),
    PublicationAction.PUBLISH: Step((_APPROVED,), _PUBLISHED, "These results have not been approved"),
    PublicationAction.CORRECT: Step((_PUBLISHED,), PublicationState.CORRECTED, "These results are not public"),
    PublicationAction.WITHDRAW: Step((_PUBLISHED,), PublicationState.WITHDRAWN, "These results are not public"),
}

# Everyone can read them, or could. What they show is known for good.
PUBLIC = (_PUBLISHED, PublicationState.CORRECTED, PublicationState.WITHDRAWN)
# What they show is decided: public, or approved for a day to come.
DECIDED = (_APPROVED, *PUBLIC)


def next_state(state: str, action: PublicationAction) -> PublicationState:
    """The state that an action leads to. Raises Refused if the action is not allowed in this state."""
    step = STEPS[action]
    if state not in step.from_states:
        raise Refused(f"{step.refusal}.")
    return step.to_state
