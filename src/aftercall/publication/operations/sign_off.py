"""Sign-off: one person sends a draft for approval, another one refuses or approves it."""

from datetime import datetime, timedelta

from django.db import transaction

from aftercall.accounts.models import User
from aftercall.core.errors import Refused
from aftercall.publication import policies
from aftercall.publication.models import Publication
from aftercall.publication.operations.steps import lock, take_step
from aftercall.publication.snapshots import snapshot_of
from aftercall.publication.states import PublicationAction, next_state

# A day further ahead is a slip of the pen.
LONGEST_EMBARGO = timedelta(days=366)


@transaction.atomic
def check(*, publication: Publication, actor: User, at: datetime) -> Publication:
    """Send a draft for approval. Refused if no headline is shown, if its months are public and it corrects nothing, or
    if other results have been decided since its figures were written."""
    publication = lock(publication)
    next_state(publication.state, PublicationAction.CHECK)
    policies.require_headline(publication)
    policies.require_successor(publication)
    policies.require_current(publication)
    return take_step(publication, PublicationAction.CHECK, actor=actor, at=at)


@transaction.atomic
def refuse(*, publication: Publication, reason: str, actor: User, at: datetime) -> Publication:
    """Send a draft back, with the reason. Refused to whoever last changed it or sent it for approval: they can take it
    back."""
    publication = lock(publication)
    next_state(publication.state, PublicationAction.REFUSE)
    policies.require_another_person(publication, actor)
    snapshot = snapshot_of(publication)
    return take_step(publication, PublicationAction.REFUSE, actor=actor, at=at, reason=reason, snapshot=snapshot)


@transaction.atomic
def approve(*, publication: Publication, seen: str, publish_at: datetime, actor: User, at: datetime) -> Publication:
    """Approve a draft to become public at a time, which is announced. seen: what the person was shown (policies.seen).

    Refused to whoever last changed it or sent it for approval, if it is another one by now, for a time in the past, and
    if other results have been decided since its figures were written.
    """
    publication = lock(publication)
    next_state(publication.state, PublicationAction.APPROVE)
    policies.require_another_person(publication, actor)
    policies.require_seen(publication, seen)
    policies.require_successor(publication)
    policies.require_current(publication)
    _require_time_to_come(publish_at, at)
    details = {"publish_at": publish_at.isoformat()}
    return take_step(publication, PublicationAction.APPROVE, actor=actor, at=at, details=details, publish_at=publish_at)


def _require_time_to_come(publish_at: datetime, at: datetime) -> None:
    if publish_at < at:
        raise Refused("Enter a day and time that have not passed", field="day")
    if publish_at > at + LONGEST_EMBARGO:
        raise Refused("Enter a day within a year from now", field="day")


@transaction.atomic
def take_back(*, publication: Publication, reason: str, actor: User, at: datetime) -> Publication:
    """Make a draft again of results that are not public yet. The announcement of their day ends."""
    publication = lock(publication)
    return take_step(publication, PublicationAction.TAKE_BACK, actor=actor, at=at, reason=reason, publish_at=None)
