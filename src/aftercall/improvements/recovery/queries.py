"""Reads of requests for service recovery."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet
from django.utils import timezone

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.consents.models import Consent
from aftercall.consents.queries import SERVICE_RECOVERY, restricted_keys, to_contact
from aftercall.improvements.models import RecoveryContact, RecoveryRequest
from aftercall.programmes.models import Programme

_CAN_ANSWER = {"user__is_active": True, "user__role": Role.RESEARCHER}


def requests() -> QuerySet[RecoveryRequest]:
    """All requests, the one that is due first at the top."""
    return RecoveryRequest.objects.select_related("consent__programme", "assigned_to").order_by("due_on", "reference")


def open_requests() -> QuerySet[RecoveryRequest]:
    """Requests without an outcome, whose person has not objected or had the use of their data restricted, and whose
    agreed time has not ended."""
    return requests().filter(closed_at=None, consent__ended_on=None).exclude(consent__in=restricted_keys())


def to_receive() -> QuerySet[Consent]:
    """Consents that have not become requests yet."""
    known = RecoveryRequest.objects.values("consent_id")
    return to_contact(SERVICE_RECOVERY).exclude(pk__in=known)


def contacts() -> Mapping[int, User]:
    """Who answers, by the survey's key; without those who have left."""
    found = RecoveryContact.objects.filter(**_CAN_ANSWER).select_related("user")
    return {one.programme_id: one.user for one in found}


def without_contact() -> list[Programme]:
    """Surveys with people who are waiting, and nobody to answer them."""
    waiting = Programme.objects.filter(pk__in=to_contact(SERVICE_RECOVERY).values("programme_id"))
    answered = RecoveryContact.objects.filter(**_CAN_ANSWER).values("programme_id")
    return list(waiting.exclude(pk__in=answered).order_by("name"))


def researchers() -> QuerySet[User]:
    """Who can be chosen to answer."""
    return User.objects.filter(role=Role.RESEARCHER, is_active=True, joined_at__isnull=False).order_by("name", "pk")


@dataclass(frozen=True)
class Counts:
    """How many requests there were. ended: because the person objected or the agreed time ended. in_time: answered by
    the day they were due. outcomes: how many, by outcome."""

    received: int
    answered: int
    in_time: int
    open: int
    overdue: int
    ended: int
    outcomes: Mapping[str, int]


def counts(today: date) -> Counts:
    """The counts of all requests so far."""
    rows = list(requests().annotate(ended_on=F("consent__ended_on")))
    answered = [one for one in rows if one.closed_at is not None]
    waiting = [one for one in rows if one.closed_at is None and one.ended_on is None]
    in_time = sum(timezone.localdate(one.closed_at) <= one.due_on for one in answered if one.closed_at)
    overdue = sum(one.due_on < today for one in waiting)
    outcomes = Counter(one.outcome for one in answered)
    ended = len(rows) - len(answered) - len(waiting)
    return Counts(len(rows), len(answered), in_time, len(waiting), overdue, ended, outcomes)
