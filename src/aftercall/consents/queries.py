"""Reads of consents."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Min, QuerySet

from aftercall.consents.details import consent_digests
from aftercall.consents.models import Consent

# Answered with a clock in the room of improvements, not on this room's pages.
SERVICE_RECOVERY = "service_recovery"


def open_consents() -> QuerySet[Consent]:
    """Records that have not ended, oldest first."""
    return Consent.objects.filter(ended_on=None).select_related("programme")


def to_contact(name: str) -> QuerySet[Consent]:
    """Open records of one consent, the one that ends first at the top."""
    return open_consents().filter(name=name).order_by("ends_on", "reference")


def counts() -> list[tuple[str, str, int, date]]:
    """Each consent that somebody has given, apart from service recovery: name, purpose, how many open records, and when
    the first of them ends."""
    rows = (
        open_consents()
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
