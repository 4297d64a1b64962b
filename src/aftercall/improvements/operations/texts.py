"""What the public reads about an action: written by one side, public once one person of each side has released it."""

from datetime import datetime

from django.db import transaction

from aftercall.accounts.models import User
from aftercall.core.errors import Refused
from aftercall.improvements import policies
from aftercall.improvements.models import Action
from aftercall.improvements.operations.steps import lock, take_step
from aftercall.improvements.states import Side, Step, next_state, side_of

_FIELDS = {Side.FORCE: "released_by_force", Side.POLICING_BODY: "released_by_body"}
_NOT_RELEASED = {"released_by_force": None, "released_by_body": None}


@transaction.atomic
def write_public_text(*, action: Action, you_said: str, we_did: str, actor: User, at: datetime) -> Action:
    """Write what the public reads. Both sides must release what has been changed. Does nothing if nothing is
    changed."""
    action = lock(action)
    side_of(actor)
    next_state(action.state, Step.WRITE)
    if action.publication_id is None:
        raise Refused("The figure behind this action is not public, so the public cannot read about the action yet")
    if (action.you_said, action.we_did) == (you_said, we_did):
        return action
    values = {"you_said": you_said, "we_did": we_did, **_NOT_RELEASED}
    return take_step(action, Step.WRITE, actor=actor, at=at, values=values)


@transaction.atomic
def release(*, action: Action, seen: str, actor: User, at: datetime) -> Action:
    """Release the text for the user's side. It is public once both sides have."""
    action = lock(action)
    side = side_of(actor)
    next_state(action.state, Step.RELEASE)
    policies.require_seen(action, seen)
    if not action.you_said or not action.we_did:
        raise Refused("Write what the public reads first")
    if getattr(action, f"{_FIELDS[side]}_id") is not None:
        raise Refused("Your side has already released this text")
    if actor.pk in (action.released_by_force_id, action.released_by_body_id):
        raise Refused("You have released this text for the other side, so another person must do it for yours")
    return take_step(
        action, Step.RELEASE, actor=actor, at=at, details={"side": side.value}, values={_FIELDS[side]: actor}
    )


@transaction.atomic
def take_back(*, action: Action, actor: User, at: datetime) -> Action:
    """Take the public text back. Either side can, at once."""
    action = lock(action)
    side_of(actor)
    if action.released_by_force_id is None and action.released_by_body_id is None:
        raise Refused("Nobody has released this text")
    return take_step(action, Step.TAKE_BACK, actor=actor, at=at, values=_NOT_RELEASED)
