"""Reads of the suppression list and of recent contacts."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import batched

from django.db import connection
from django.db.models import Count, Q

from aftercall.core.dates import months_later
from aftercall.core.statements import highest_key
from aftercall.suppression.models import ContactDigest, HouseholdDigest, Objection, ObjectionSource, SuppressedDigest

_MOST_PARAMETERS = 10_000  # of one statement: fewer than any database allows


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


def people_listed() -> int:
    """How many objections are on the suppression list. Somebody may have objected more than once."""
    return Objection.objects.count()


def listed_among(digests: Iterable[str]) -> set[str]:
    """Those of the digests that are on the suppression list."""
    found = set[str]()
    for some in batched(digests, _MOST_PARAMETERS):
        found.update(SuppressedDigest.objects.filter(digest__in=some).values_list("digest", flat=True))
    return found


def last_digest() -> int:
    """The key of the newest digest on the suppression list, 0 if it is empty."""
    return highest_key(SuppressedDigest)


def digests_since(key: int) -> dict[str, int]:
    """The digests that are newer than the one with this key, with the key of their objection."""
    return dict(SuppressedDigest.objects.filter(pk__gt=key).values_list("digest", "objection"))


_HAS_OBJECTED = """
SELECT 1 FROM {listed} listed WHERE listed.digest IN (
    SELECT digest FROM {own} WHERE reference = %s UNION ALL SELECT digest FROM {household} WHERE reference = %s
) LIMIT 1
"""


def has_objected(reference: str) -> bool:
    """Whether a case's person is on the suppression list. A single query, because it runs before every call."""
    tables = {"listed": SuppressedDigest, "own": ContactDigest, "household": HouseholdDigest}
    names = {name: connection.ops.quote_name(model._meta.db_table) for name, model in tables.items()}  # noqa: SLF001 - Django's documented API
    with connection.cursor() as cursor:
        cursor.execute(_HAS_OBJECTED.format(**names), [reference, reference])
        return cursor.fetchone() is not None


def cases_matching(digests: Iterable[str]) -> list[str]:
    """The references of all cases with any of these digests, of their persons or of their households."""
    found = set[str]()
    for some in batched(digests, _MOST_PARAMETERS):
        for model in (ContactDigest, HouseholdDigest):
            found.update(model.objects.filter(digest__in=some).values_list("reference", flat=True))
    return sorted(found)


def cases_of_objectors() -> set[str]:
    """The references of all cases with a digest on the suppression list."""
    listed = SuppressedDigest.objects.values("digest")
    found = (model.objects.filter(digest__in=listed) for model in (ContactDigest, HouseholdDigest))
    return {reference for rows in found for reference in rows.values_list("reference", flat=True)}


def objections_since(since: datetime) -> dict[ObjectionSource, int]:
    """How many people have objected since this time, by how the objection reached us."""
    recent = Objection.objects.filter(recorded_at__gte=since).order_by("source")
    return {ObjectionSource(source): count for source, count in recent.values_list("source").annotate(Count("pk"))}
