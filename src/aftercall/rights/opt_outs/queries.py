"""Reads of requests to opt out: how many were sent, and those whose contact details are still to be destroyed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from aftercall.handover.models import ReleasedCase
from aftercall.suppression.models import Objection, ObjectionSource, RefusedRequests
from aftercall.suppression.queries import cases_of_objections, objections_to_erase, objections_with_cases

# So many requests on one day are a flood: a force of a million people has a few in a month.
FLOOD = 20


def waiting_requests() -> QuerySet[Objection]:
    """Requests of people with a case whose contact details are still to be destroyed, the soonest first."""
    return objections_with_cases(objections_to_erase())


def released_cases_of(objection: Objection) -> list[ReleasedCase]:
    """The cases recognised as the person's whose wave has not reached the end of its retention."""
    references = cases_of_objections([objection])[objection.pk]
    return list(ReleasedCase.objects.filter(reference__in=references, release__erased_at=None).order_by("pk"))


def case_counts(objections: Collection[Objection]) -> dict[int, int]:
    """How many cases were recognised for each request, by its key."""
    return {key: len(references) for key, references in cases_of_objections(objections).items()}


@dataclass(frozen=True)
class DayOfRequests:
    """How many requests to opt out were received on a day, and how many more were refused because one connection had
    sent too many."""

    day: date
    received: int
    refused: int

    @property
    def is_flood(self) -> bool:
        """Whether there were so many that somebody may be sending them in other people's names."""
        return self.received + self.refused >= FLOOD


def requests_by_day(since: date) -> list[DayOfRequests]:
    """The days since this one on which requests were sent, latest first."""
    by_day = _received(since).annotate(day=TruncDate("recorded_at")).values("day").order_by()
    received: dict[date, int] = dict(by_day.values_list("day", Count("pk")))
    refused: dict[date, int] = dict(RefusedRequests.objects.filter(day__gte=since).values_list("day", "count"))
    days = sorted(received.keys() | refused.keys(), reverse=True)
    return [DayOfRequests(day, received.get(day, 0), refused.get(day, 0)) for day in days]


def requests_on(day: date) -> int:
    """How many requests were sent from the beginning of this day on, whether or not they were refused."""
    refused = RefusedRequests.objects.filter(day=day).values_list("count", flat=True).first() or 0
    return _received(day).count() + refused


def _received(since: date) -> QuerySet[Objection]:
    start = timezone.make_aware(datetime.combine(since, time.min))
    return Objection.objects.filter(source=ObjectionSource.PUBLIC_SITE, recorded_at__gte=start)
