"""Reads of the suppression list and of recent contacts."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Count, Q

from aftercall.core.dates import months_later
from aftercall.suppression.models import CaseDigest, ContactDigest, Objection, ObjectionSource, SuppressedDigest


def suppressed_digests() -> list[str]:
    """Every digest on the suppression list."""
    return list(SuppressedDigest.objects.order_by("digest").values_list("digest", flat=True).distinct())


def digests_contacted_lately(*, on: date, months: int) -> set[str]:
    """The digests of everyone whom a programme with a repeat interval of this many months may not contact on a day,
    whichever programme contacted them before.

    The interval is counted from the last day on which they may have been called. The longer one applies: that of the
    programme that contacted them, or of the one that wants to.
    """
    # No month has more than 31 days, so this finds every row that may count.
    may_count = Q(free_on__gt=on) | Q(last_call_on__gt=on - timedelta(days=31 * months))
    rows = ContactDigest.objects.filter(may_count).values_list("digest", "last_call_on", "free_on")
    return {digest for digest, last, free_on in rows.iterator() if free_on > on or months_later(last, months) > on}


def digests_of_case(reference: str) -> list[str]:
    """The digests of a case's person."""
    return list(CaseDigest.objects.filter(reference=reference).values_list("digest", flat=True))


def cases_matching(digests: Iterable[str]) -> list[str]:
    """The references of all cases with any of these digests."""
    rows = CaseDigest.objects.filter(digest__in=list(digests))
    return list(rows.order_by("reference").values_list("reference", flat=True).distinct())


def objections_since(since: datetime) -> dict[ObjectionSource, int]:
    """How many people have objected since this time, by how the objection reached us."""
    recent = Objection.objects.filter(recorded_at__gte=since).order_by("source")
    return {ObjectionSource(source): count for source, count in recent.values_list("source").annotate(Count("pk"))}


def shared_digests(digests: Iterable[str]) -> dict[str, int]:
    """The references of all cases with any of these digests, each with how many of them it has."""
    rows = CaseDigest.objects.filter(digest__in=list(digests)).order_by("reference").values_list("reference")
    return dict(rows.annotate(Count("digest", distinct=True)))


def objections_matching(digests: Iterable[str]) -> list[tuple[datetime, ObjectionSource]]:
    """When and how the objections with any of these digests were recorded, the earliest first."""
    keys = SuppressedDigest.objects.filter(digest__in=list(digests)).values("objection")
    rows = Objection.objects.filter(pk__in=keys).order_by("pk").values_list("recorded_at", "source")
    return [(at, ObjectionSource(source)) for at, source in rows]
