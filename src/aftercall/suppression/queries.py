"""Reads of the suppression list and of recent contacts."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet

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


def has_digests() -> bool:
    """Whether anyone is remembered by a digest: because they objected, or were contacted."""
    return any(model.objects.exists() for model in (SuppressedDigest, CaseDigest, ContactDigest))


def shared_digests(digests: Iterable[str]) -> dict[str, int]:
    """The references of all cases with any of these digests, each with how many of them it has."""
    rows = CaseDigest.objects.filter(digest__in=list(digests)).order_by("reference").values_list("reference")
    return dict(rows.annotate(Count("digest", distinct=True)))


def objections_matching(digests: Iterable[str]) -> list[tuple[datetime, ObjectionSource]]:
    """When and how the objections with any of these digests were recorded, the earliest first."""
    keys = SuppressedDigest.objects.filter(digest__in=list(digests)).values("objection")
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
