"""Reads of consents."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Count, Min, QuerySet

from aftercall.consents.details import consent_digests
from aftercall.consents.models import Consent, ConsentDigest, RestrictedDigest
from aftercall.frames.person_lookup import least_shared
from aftercall.suppression.queries import digests_of_cases

# Answered within a time limit in the room improvements, not on this room's pages.
SERVICE_RECOVERY = "service_recovery"


def open_consents() -> QuerySet[Consent]:
    """Records that have not ended, oldest first."""
    return Consent.objects.filter(ended_on=None).select_related("programme")


def usable_consents() -> QuerySet[Consent]:
    """Open records of people who have not had the use of their data restricted, oldest first."""
    return open_consents().exclude(pk__in=restricted_keys())


def restricted_keys() -> QuerySet[ConsentDigest, int]:
    """The keys of the consents that must not be used, because the person has had the use of their data restricted."""
    listed = RestrictedDigest.objects.values("digest")
    return ConsentDigest.objects.filter(digest__in=listed).values_list("consent", flat=True)


def is_in_force(restriction: str) -> bool:
    """Whether the consents of the person who asked for a restriction must not be used. restriction: its reference."""
    return RestrictedDigest.objects.filter(restriction=restriction).exists()


def is_restricted(digests: Iterable[str]) -> bool:
    """Whether the person with these digests of the suppression list has had the use of their data restricted."""
    return RestrictedDigest.objects.filter(digest__in=consent_digests(digests)).exists()


def any_restriction() -> bool:
    """Whether anybody has had the use of their data restricted."""
    return RestrictedDigest.objects.exists()


def restricted_cases(references: Collection[str], *, by: str = "", besides: str = "") -> set[str]:
    """Those of these cases whose person has had the use of their data restricted. Like what is disclosed, a case must
    share more than one digest with who asked, or all that it has: one of several may be a relative's. by, besides: the
    reference of the only restriction that counts, or of the only one that does not."""
    restrictions = _restrictions(by, besides)
    if not restrictions:
        return set()
    own = {reference: consent_digests(digests) for reference, digests in digests_of_cases(references).items()}
    return {
        reference
        for reference, digests in own.items()
        if any(digests <= one or len(digests & one) >= least_shared(one) for one in restrictions)
    }


def _restrictions(only: str, besides: str) -> list[set[str]]:
    """The digests of each restriction that is in force."""
    rows = RestrictedDigest.objects.exclude(restriction=besides)
    rows = rows.filter(restriction=only) if only else rows
    found: dict[str, set[str]] = defaultdict(set)
    for restriction, digest in rows.values_list("restriction", "digest"):
        found[restriction].add(digest)
    return list(found.values())


def to_contact(name: str) -> QuerySet[Consent]:
    """Records of one consent that may be used, the one that ends first at the top."""
    return usable_consents().filter(name=name).order_by("ends_on", "reference")


def counts() -> list[tuple[str, str, int, date]]:
    """Each consent that somebody has given, apart from service recovery: name, purpose, how many records may be used,
    and when the first of them ends."""
    rows = (
        usable_consents()
        .exclude(name=SERVICE_RECOVERY)
        .order_by("name")
        .values("name", "purpose")
        .annotate(Count("pk"), Min("ends_on"))
    )
    return [(row["name"], row["purpose"], row["pk__count"], row["ends_on__min"]) for row in rows]


def consents_of(digests: Iterable[str], *, shared: int = 1) -> list[Consent]:
    """The open records of the person with these digests of the suppression list. shared: how many of them a record must
    have at least: more than one where its details are disclosed, because one may be a namesake's."""
    own = consent_digests(digests)
    found = open_consents().filter(digests__digest__in=own)
    return list(found.annotate(Count("digests__digest", distinct=True)).filter(digests__digest__count__gte=shared))


def past_retention(today: date) -> QuerySet[Consent]:
    """Open records whose agreed time has ended."""
    return open_consents().filter(ends_on__lte=today)
