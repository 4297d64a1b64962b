"""Reads of the suppression list and of recent contacts."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Count

from aftercall.suppression.models import ContactDigest, Objection, ObjectionSource, SuppressedDigest


def suppressed_digests() -> list[str]:
    """Every digest on the suppression list."""
    return list(SuppressedDigest.objects.order_by("digest").values_list("digest", flat=True).distinct())


def recent_contacts(*, since: date) -> list[tuple[str, date]]:
    """The digests of everyone released to the agency on or after a date, each with the release date."""
    rows = ContactDigest.objects.filter(released_on__gte=since).order_by("digest", "released_on")
    return list(rows.values_list("digest", "released_on"))


def digests_of_case(reference: str) -> list[str]:
    """The digests of a case's person."""
    return list(ContactDigest.objects.filter(reference=reference).values_list("digest", flat=True))


def cases_matching(digests: Iterable[str]) -> list[str]:
    """The references of all cases with any of these digests."""
    rows = ContactDigest.objects.filter(digest__in=list(digests))
    return list(rows.order_by("reference").values_list("reference", flat=True).distinct())


def objections_since(since: datetime) -> dict[ObjectionSource, int]:
    """How many people have objected since this time, by how the objection reached us."""
    recent = Objection.objects.filter(recorded_at__gte=since).order_by("source")
    return {ObjectionSource(source): count for source, count in recent.values_list("source").annotate(Count("pk"))}
