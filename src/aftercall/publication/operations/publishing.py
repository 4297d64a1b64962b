"""Publishing approved results on time, and withdrawing them.

A withdrawal is journalled: a restored backup would make public again what must not be.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from aftercall.accounts.models import User
from aftercall.core import journal
from aftercall.core.errors import Refused
from aftercall.publication.models import Publication
from aftercall.publication.operations.steps import lock, take_step
from aftercall.publication.queries import due
from aftercall.publication.states import STEPS, PublicationAction, PublicationState

JOURNAL_KIND = "publication_withdrawn"


def publish_due(*, at: datetime) -> int:
    """Publish all approved results whose time has come, the earliest first. Returns how many."""
    return sum(_publish(publication, at) for publication in due(at))


@transaction.atomic
def _publish(publication: Publication, at: datetime) -> bool:
    """Publish it if it is still due: another process may have done so, or somebody may have taken it back. Returns
    whether it was published."""
    try:
        publication = lock(publication)
    except Refused:
        return False
    if publication.state != PublicationState.APPROVED or publication.publish_at is None or publication.publish_at > at:
        return False
    take_step(publication, PublicationAction.PUBLISH, actor=None, at=at, published_at=at)
    earlier = publication.supersedes
    if earlier and earlier.state == PublicationState.PUBLISHED:
        details = {"corrected_by": publication.slug}
        take_step(earlier, PublicationAction.CORRECT, actor=None, at=at, reason=publication.correction, details=details)
    return True


@transaction.atomic
def withdraw(*, publication: Publication, reason: str, actor: User, at: datetime) -> Publication:
    """Withdraw published results, with a reason that everyone can read. One person can do it, at once: figures that
    should not be public must not wait for another. The page stays at its address, without the figures."""
    publication = lock(publication)
    publication = take_step(
        publication, PublicationAction.WITHDRAW, actor=actor, at=at, reason=reason, withdrawal=reason
    )
    journal.record(JOURNAL_KIND, {"publication": publication.slug, "reason": reason, "at": at.isoformat()})
    return publication


def replay_withdrawal(payload: Mapping[str, object], at: datetime) -> None:
    """Withdraw results again that a restored database takes for public. If it takes them for approved, they become a
    draft, which two people must read again."""
    publication = Publication.objects.filter(slug=payload["publication"]).first()
    if publication is None:
        return
    publication, reason = lock(publication), str(payload["reason"])
    if publication.state in STEPS[PublicationAction.WITHDRAW].from_states:
        then = datetime.fromisoformat(str(payload["at"]))
        take_step(publication, PublicationAction.WITHDRAW, actor=None, at=then, reason=reason, withdrawal=reason)
    elif publication.state in STEPS[PublicationAction.TAKE_BACK].from_states:
        take_step(publication, PublicationAction.TAKE_BACK, actor=None, at=at, reason=reason, publish_at=None)
