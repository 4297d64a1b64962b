"""Destroying the keys of requests that were closed some time ago."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from aftercall.consents.queries import is_in_force
from aftercall.core import audit, tombstones
from aftercall.core.dates import months_later
from aftercall.rights.desk.models import SubjectRequest
from aftercall.rights.desk.queries import closed_requests_with_details

# Long enough for the person to go to the Information Commissioner, who expects that within three months.
MONTHS_KEPT = 6
DESK = audit.SystemActor("desk")


def erased_on(request: SubjectRequest) -> date | None:
    """The day on which the details of a closed request are erased; None while it is not closed."""
    return months_later(timezone.localdate(request.closed_at), MONTHS_KEPT) if request.closed_at else None


def erase_old_requests(*, at: datetime) -> int:
    """Erase who made the requests that were closed MONTHS_KEPT ago, and what they wrote. Returns how many.

    What was asked, when, and what came of it is kept. A restriction that has not been lifted is not erased, because the
    person must be told before it is lifted.
    """
    # A month has at least 28 days, so nothing that is due is left out.
    oldest = at - timedelta(days=28 * MONTHS_KEPT)
    due = [one for one in closed_requests_with_details(before=oldest) if _is_due(one, timezone.localdate(at))]
    for request in due:
        _erase(request, at)
    return len(due)


def _is_due(request: SubjectRequest, today: date) -> bool:
    erased = erased_on(request)
    return erased is not None and erased <= today and not is_in_force(request.reference)


@transaction.atomic
def _erase(request: SubjectRequest, at: datetime) -> None:
    if SubjectRequest.objects.filter(pk=request.pk, erased_at=None).update(erased_at=at, sealed_details=b""):
        tombstones.destroy_ring_on_commit(request.ring, at=at)
        audit.record(actor=DESK, action="request.erased", subject=request.subject, at=at)
