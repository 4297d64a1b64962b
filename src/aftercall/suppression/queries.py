"""Reads of the suppression list and of recent contacts."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Count, Q

from aftercall.core.dates import months_later
from aftercall.suppression.models import ContactDigest, Objection, ObjectionSource, SuppressedDigest


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
    return list(ContactDigest.objects.filter(reference=reference).values_list("digest", flat=True))


_HAS_OBJECTED = """
SELECT 1 FROM {digests} own JOIN {listed} listed ON listed.digest = own.digest WHERE own.reference = %s LIMIT 1
"""


def has_objected(reference: str) -> bool:
    """Whether a case's person is on the suppression list. A single query, because it runs before every call."""
    own, listed = (connection.ops.quote_name(model._meta.db_table) for model in (ContactDigest, SuppressedDigest))  # noqa: SLF001 - Django's documented API
    with connection.cursor() as cursor:
        cursor.execute(_HAS_OBJECTED.format(digests=own, listed=listed), [reference])
        return cursor.fetchone() is not None


def cases_matching(digests: Iterable[str]) -> list[str]:
    """The references of all cases with any of these digests."""
    rows = ContactDigest.objects.filter(digest__in=list(digests))
    return list(rows.order_by("reference").values_list("reference", flat=True).distinct())


def objections_since(since: datetime) -> dict[ObjectionSource, int]:
    """How many people have objected since this time, by how the objection reached us."""
    recent = Objection.objects.filter(recorded_at__gte=since).order_by("source")
    return {ObjectionSource(source): count for source, count in recent.values_list("source").annotate(Count("pk"))}
