"""Receiving a release into fieldwork."""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from aftercall.core import audit
from aftercall.core.errors import Refused
from aftercall.fieldwork.models import Case
from aftercall.fieldwork.operations.objecting import close_after_objection, erase_details
from aftercall.handover.models import Release, ReleasedCase
from aftercall.suppression import queries as suppression
from aftercall.suppression.operations import lock_suppression_list


@transaction.atomic
def receive_release(*, release: Release, actor: audit.Actor, at: datetime) -> int:
    """Create a case for every released person, with the person's own contact window. Returns the number of cases.

    Cases of people who have objected since the release are closed at once. Refused if the release has already been
    received.
    """
    lock_suppression_list()
    if Case.objects.filter(released__release=release).exists():
        raise Refused("This release has already been received")
    released = list(release.cases.all())
    Case.objects.bulk_create((_case(release, person) for person in released), batch_size=500)
    objectors = _references_of_objectors(person.reference for person in released)
    objectors_cases = close_after_objection(references=objectors, at=at)
    details = {"cases": len(released), "digest": release.digest}
    audit.record(actor=actor, action="release.received", subject=release.wave.subject, at=at, details=details)
    erase_details(cases=objectors_cases, actor=actor, at=at)
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


def _references_of_objectors(references: Iterable[str]) -> list[str]:
    return sorted(set(references) & suppression.cases_of_objectors())
