"""Publishing approved results on time, and withdrawing them."""

from datetime import datetime

from django.db import transaction

from aftercall.accounts.models import User
from aftercall.core.errors import Refused
from aftercall.publication.models import Publication
from aftercall.publication.operations.steps import lock, take_step
from aftercall.publication.queries import due
from aftercall.publication.states import PublicationAction, PublicationState


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
    return take_step(publication, PublicationAction.WITHDRAW, actor=actor, at=at, reason=reason, withdrawal=reason)
