"""Receiving a release into fieldwork."""

from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from aftercall.consents.queries import restricted_cases
from aftercall.core import audit
from aftercall.core.errors import Refused
from aftercall.fieldwork.models import Case
from aftercall.fieldwork.operations.objecting import close_after_objection, erase_details
from aftercall.fieldwork.operations.restricting import restrict_cases
from aftercall.handover.models import Release, ReleasedCase
from aftercall.suppression import queries as suppression
from aftercall.suppression.operations import lock_suppression_list


@transaction.atomic
def receive_release(*, release: Release, actor: audit.Actor, at: datetime) -> int:
    """Create a case for every released person, with the person's own contact window. Returns the number of cases.

    Cases of people who have objected since the release are closed at once, and their contact details are destroyed
    unless they wait for the cooling time. Those of people who have had the use of their data restricted are paused.
    Refused if the release has already been received.
    """
    lock_suppression_list()
    if Case.objects.filter(released__release=release).exists():
        raise Refused("This release has already been received")
    released = list(release.cases.order_by("pk"))  # the queue's last rule is the order of cases
    Case.objects.bulk_create((_case(release, person) for person in released), batch_size=500)
    references = {person.reference for person in released}
    objectors = references & suppression.cases_of_objectors()
    closed = close_after_objection(references=objectors, at=at) if objectors else []
    details = {"cases": len(released), "digest": release.digest}
    audit.record(actor=actor, action="release.received", subject=release.wave.subject, at=at, details=details)
    if closed:
        to_erase = set(suppression.cases_matching(suppression.digests_to_erase()))
        erase_details(cases=[case for case in closed if case.released.reference in to_erase], actor=actor, at=at)
    if restricted := restricted_cases(references):
        restrict_cases(references=restricted, actor=actor, at=at)
    return len(released)


def _case(release: Release, person: ReleasedCase) -> Case:
    calling = release.wave.version.calling
    opens_on, closes_on = calling.window(person.reported_on)
    return Case(
        released=person,
        wave=release.wave,
        calling=calling,
        opens_on=opens_on,
        closes_on=closes_on,
        next_call_from=_start_of(opens_on),
    )


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
