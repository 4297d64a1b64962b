"""Reads of consents."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Min, QuerySet

from aftercall.consents.details import consent_digests
from aftercall.consents.models import Consent


def open_consents() -> QuerySet[Consent]:
    """Records that have not ended, oldest first."""
    return Consent.objects.filter(ended_on=None).select_related("programme")


def to_contact(name: str) -> QuerySet[Consent]:
    """Open records of one consent, the one that ends first at the top."""
    return open_consents().filter(name=name).order_by("ends_on", "reference")


def counts() -> list[tuple[str, str, int, date]]:
    """Each consent that somebody has given: name, purpose, how many open records, and when the first of them ends."""
    rows = open_consents().order_by("name").values("name", "purpose").annotate(Count("pk"), Min("ends_on"))
    return [(row["name"], row["purpose"], row["pk__count"], row["ends_on__min"]) for row in rows]


def consents_of(digests: Iterable[str], *, least: int = 1) -> list[Consent]:
    """The open records of the person with these digests of the suppression list. least: how many they must share; one
    may be a relative's."""
    own = consent_digests(digests)
    shared = open_consents().filter(digests__digest__in=own).annotate(shared=Count("digests__digest", distinct=True))
    return list(shared.filter(shared__gte=least)) if own else []


def past_retention(today: date) -> QuerySet[Consent]:
    """Open records whose agreed time has ended."""
    return open_consents().filter(ends_on__lte=today)
