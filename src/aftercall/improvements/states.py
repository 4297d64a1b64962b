"""An action's states and the steps that change them, as data. docs/improvement.md shows them in a table."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.core.errors import Refused


class Side(TextChoices):
    """The two who agree an action."""

    FORCE = "force", "The force"
    POLICING_BODY = "policing_body", "The local policing body"

    @property
    def other(self) -> "Side":
        """The one who must agree."""
        return Side.POLICING_BODY if self is Side.FORCE else Side.FORCE


_SIDES = {Role.RESEARCHER: Side.FORCE, Role.COMMISSIONER: Side.POLICING_BODY}


def side_of(user: User) -> Side:
    """The side that a user acts for. Refused to anyone who acts for neither."""
    side = _SIDES.get(Role(user.role))
    if side is None:
        raise Refused("Only the force’s researchers and the local policing body decide about actions")
    return side


class ActionState(TextChoices):
    """The state of an action."""

    PROPOSED = "proposed", "Proposed"
    AGREED = "agreed", "Agreed"
    IN_PLACE = "in_place", "In place"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Step(StrEnum):
    """What can be done with an action."""

    PROPOSE = "propose"
    CHANGE = "change"
    AGREE = "agree"
    COMMENT = "comment"
    PUT_IN_PLACE = "put_in_place"
    WITHDRAW = "withdraw"
    MEASURE = "measure"
    WRITE = "write"
    RELEASE = "release"
    TAKE_BACK = "take_back"


@dataclass(frozen=True)
class Rule:
    """from_states: where a step is allowed. to_state: where it leads; None if the state stays. done: what the audit log
    calls it. words: what the trail says. refusal: the message in any other state."""

    from_states: tuple[ActionState, ...]
    to_state: ActionState | None
    done: str
    words: str
    refusal: str


_PROPOSED, _AGREED, _IN_PLACE = ActionState.PROPOSED, ActionState.AGREED, ActionState.IN_PLACE
_DECIDED = (_AGREED, _IN_PLACE)
_GONE = "This action has been withdrawn"
_ONLY_DECIDED = "Both sides must agree this action first"

RULES = {
    Step.PROPOSE: Rule((), _PROPOSED, "proposed", "Proposed it", ""),
    # Once both sides have agreed, nothing about its measure changes: it was declared before the results.
    Step.CHANGE: Rule(
        (_PROPOSED,), _PROPOSED, "changed", "Changed it", "An action that both sides agreed cannot change"
    ),
    Step.AGREE: Rule((_PROPOSED,), _AGREED, "agreed", "Agreed to it", "This action is not waiting for agreement"),
    Step.COMMENT: Rule((_PROPOSED, *_DECIDED), None, "commented", "Commented", _GONE),
    Step.PUT_IN_PLACE: Rule((_AGREED,), _IN_PLACE, "put_in_place", "Said that it is in place", _ONLY_DECIDED),
    Step.WITHDRAW: Rule((_PROPOSED, *_DECIDED), ActionState.WITHDRAWN, "withdrawn", "Withdrew it", _GONE),
    Step.MEASURE: Rule(_DECIDED, None, "measured", "Compared the results before and after", _ONLY_DECIDED),
    Step.WRITE: Rule(_DECIDED, None, "written", "Wrote what the public reads", _ONLY_DECIDED),
    Step.RELEASE: Rule(_DECIDED, None, "released", "Released the public text", _ONLY_DECIDED),
    Step.TAKE_BACK: Rule(_DECIDED, None, "taken_back", "Took the public text back", _ONLY_DECIDED),
}
# Both sides have agreed to it.
DECIDED = _DECIDED


def next_state(state: str, step: Step) -> ActionState:
    """The state that a step leads to. Raises Refused if it is not allowed now."""
    rule = RULES[step]
    if state not in rule.from_states:
        raise Refused(f"{rule.refusal}.")
    return rule.to_state or ActionState(state)


def possible_steps(state: str) -> list[Step]:
    """The steps that are allowed in a state."""
    return [step for step, rule in RULES.items() if state in rule.from_states]
