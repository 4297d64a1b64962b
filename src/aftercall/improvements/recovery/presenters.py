"""Requests for service recovery as pages show them."""

from collections.abc import Iterable
from datetime import date

from aftercall.accounts.models import User
from aftercall.core.words import day, number, percent
from aftercall.improvements.models import RecoveryOutcome, RecoveryRequest
from aftercall.improvements.recovery.queries import Counts
from aftercall.programmes.models import Programme


def request_rows(requests: Iterable[RecoveryRequest], user: User, today: date) -> list[dict[str, object]]:
    """Requests as rows of a list, without anything about the person."""
    return [
        {
            "reference": one.reference,
            "own": one.assigned_to_id == user.pk,
            "who": one.assigned_to.name,
            "survey": one.consent.programme.name,
            "agreed": day(one.consent.given_on),
            "due": day(one.due_on),
            "overdue": one.due_on < today,
        }
        for one in requests
    ]


def count_rows(counts: Counts) -> list[tuple[str, str]]:
    """The counts as names and values."""
    in_time = f"{number(counts.in_time)} ({percent(counts.in_time / counts.answered)})" if counts.answered else "0"
    return [
        ("People who asked to be contacted", number(counts.received)),
        ("Answered", number(counts.answered)),
        ("Answered in time", in_time),
        ("Open", number(counts.open)),
        ("Overdue", number(counts.overdue)),
        ("Ended by an objection or because the agreed time ended", number(counts.ended)),
    ]


def outcome_rows(counts: Counts) -> list[list[str]]:
    """Each outcome and how often it was."""
    return [[outcome.label, number(counts.outcomes.get(outcome.value, 0))] for outcome in RecoveryOutcome]


def contact_rows(programmes: Iterable[Programme], contacts: dict[int, User]) -> list[tuple[str, str]]:
    """Each survey and who answers its requests."""
    return [(one.name, contacts[one.pk].name if one.pk in contacts else "Nobody yet") for one in programmes]
