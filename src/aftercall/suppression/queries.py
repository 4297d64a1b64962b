"""Reads of the suppression list and of recent contacts."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from itertools import batched

from django.db import connection
from django.db.models import Count, Max, Q, QuerySet

from aftercall.core.dates import months_later
from aftercall.core.statements import highest_key
from aftercall.suppression.models import (
    CaseDigest,
    ContactDigest,
    HouseholdDigest,
    Objection,
    ObjectionSource,
    SuppressedDigest,
)

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
    return list(CaseDigest.objects.filter(reference=reference).values_list("digest", flat=True))


def digests_of_cases(references: Collection[str]) -> dict[str, set[str]]:
    """The digests of the persons of these cases, by reference. A case without any is left out."""
    found: dict[str, set[str]] = defaultdict(set)
    for some in batched(references, _MOST_PARAMETERS):
        for reference, digest in CaseDigest.objects.filter(reference__in=some).values_list("reference", "digest"):
            found[reference].add(digest)
    return dict(found)


def all_digests_of_case(reference: str) -> list[str]:
    """The digests of a case's person and of their household."""
    household = HouseholdDigest.objects.filter(reference=reference).values_list("digest", flat=True)
    return [*digests_of_case(reference), *household]


def people_listed() -> int:
    """How many objections are on the suppression list. Somebody may have objected more than once."""
    return Objection.objects.count()


def listed_among(digests: Iterable[str]) -> set[str]:
    """Those of the digests that are on the suppression list."""
    found = set[str]()
    for some in batched(digests, _MOST_PARAMETERS):
        found.update(SuppressedDigest.objects.filter(digest__in=some).values_list("digest", flat=True))
    return found


def digests_not_completed() -> list[str]:
    """The digests of the newest objections, of which the job has not ended everything yet."""
    return list(SuppressedDigest.objects.filter(objection__completed=False).values_list("digest", flat=True))


def last_digest() -> int:
    """The key of the newest digest on the suppression list, 0 if it is empty."""
    return highest_key(SuppressedDigest)


def last_cooled() -> datetime | None:
    """When the cooling time of an objection last ended."""
    last: datetime | None = Objection.objects.aggregate(last=Max("erased_at"))["last"]
    return last


def digests_since(key: int, cooled: datetime | None) -> dict[str, int]:
    """The digests that are newer than the one with this key, with the key of their objection: without those that wait
    for the cooling time, and with those for which it has ended since."""
    ended = Q(objection__erased_at__gt=cooled) if cooled else Q(objection__erased_at__isnull=False)
    due = SuppressedDigest.objects.filter(Q(pk__gt=key, objection__erase_at=None) | ended)
    return dict(due.values_list("digest", "objection"))


_HAS_OBJECTED = """
SELECT 1 FROM {listed} listed WHERE listed.digest IN (
    SELECT digest FROM {own} WHERE reference = %s UNION ALL SELECT digest FROM {household} WHERE reference = %s
) LIMIT 1
"""


def has_objected(reference: str) -> bool:
    """Whether a case's person is on the suppression list. A single query, because it runs before every call."""
    tables = {"listed": SuppressedDigest, "own": CaseDigest, "household": HouseholdDigest}
    names = {name: connection.ops.quote_name(model._meta.db_table) for name, model in tables.items()}  # noqa: SLF001 - Django's documented API
    with connection.cursor() as cursor:
        cursor.execute(_HAS_OBJECTED.format(**names), [reference, reference])
        return cursor.fetchone() is not None


def cases_matching(digests: Iterable[str]) -> list[str]:
    """The references of all cases with any of these digests, of their persons or of their households."""
    found = set[str]()
    for some in batched(digests, _MOST_PARAMETERS):
        for model in (CaseDigest, HouseholdDigest):
            found.update(model.objects.filter(digest__in=some).values_list("reference", flat=True))
    return sorted(found)


def cases_of_objectors() -> set[str]:
    """The references of all cases with a digest on the suppression list."""
    listed = SuppressedDigest.objects.values("digest")
    found = (model.objects.filter(digest__in=listed) for model in (CaseDigest, HouseholdDigest))
    return {reference for rows in found for reference in rows.values_list("reference", flat=True)}


def objections_since(since: datetime) -> dict[ObjectionSource, int]:
    """How many people have objected since this time, by how the objection reached us."""
    recent = Objection.objects.filter(recorded_at__gte=since).order_by("source")
    return {ObjectionSource(source): count for source, count in recent.values_list("source").annotate(Count("pk"))}


def has_digests() -> bool:
    """Whether anyone is remembered by a digest: because they objected, or were contacted."""
    return any(model.objects.exists() for model in (SuppressedDigest, CaseDigest, HouseholdDigest, ContactDigest))


def shared_digests(digests: Iterable[str]) -> dict[str, int]:
    """The references of all cases with any of these digests, each with how many of them it has."""
    rows = CaseDigest.objects.filter(digest__in=list(digests)).order_by("reference").values_list("reference")
    return dict(rows.annotate(Count("digest", distinct=True)))


def objections_matching(digests: Iterable[str], *, shared: int) -> list[tuple[datetime, ObjectionSource]]:
    """When and how the objections with these digests were recorded, the earliest first. shared: how many of them must
    be of what the person gave: more than one where it is disclosed, because one may be a namesake's."""
    given = SuppressedDigest.objects.filter(digest__in=list(digests), added=False)
    counted = given.values("objection").annotate(count=Count("digest", distinct=True)).filter(count__gte=shared)
    keys = counted.order_by().values("objection")
    rows = Objection.objects.filter(pk__in=keys).order_by("pk").values_list("recorded_at", "source")
    return [(at, ObjectionSource(source)) for at, source in rows]


def objections_to_erase() -> QuerySet[Objection]:
    """Objections whose contact details are still to be destroyed, the soonest first."""
    return Objection.objects.filter(erase_at__isnull=False, erased_at=None).order_by("erase_at", "pk")


def objections_with_cases(objections: QuerySet[Objection]) -> QuerySet[Objection]:
    """Those of these objections whose person has been released, in the same order."""
    released = SuppressedDigest.objects.filter(digest__in=CaseDigest.objects.values("digest"))
    return objections.filter(pk__in=released.values("objection"))


def cases_of_objections(objections: Collection[Objection]) -> dict[int, set[str]]:
    """The references of the cases recognised as each objection's person, by the objection's key."""
    own = list(SuppressedDigest.objects.filter(objection__in=objections).values_list("objection_id", "digest"))
    cases: dict[str, set[str]] = defaultdict(set)
    rows = CaseDigest.objects.filter(digest__in={digest for _, digest in own})
    for digest, reference in rows.values_list("digest", "reference"):
        cases[digest].add(reference)
    found: dict[int, set[str]] = {objection.pk: set() for objection in objections}
    for key, digest in own:
        found[key] |= cases[digest]
    return found


def digests_to_erase() -> list[str]:
    """The digests of everyone who objected and whose contact details do not wait for the cooling time."""
    settled = SuppressedDigest.objects.exclude(objection__in=objections_to_erase().order_by().values("pk"))
    return list(settled.values_list("digest", flat=True).distinct())
