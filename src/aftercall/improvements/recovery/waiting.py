"""Requests for service recovery that are waiting for whoever answers them."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from aftercall.accounts.models import User
from aftercall.core.home import HomeItem
from aftercall.core.words import counted, day
from aftercall.improvements.recovery import queries

# Any others are on the list of all requests.
_MOST_ITEMS = 5


def requests_to_answer(_: datetime, user: User) -> Iterator[HomeItem]:
    """The user's own requests, those that are due first, and surveys whose requests reach nobody."""
    for programme in queries.without_contact():
        yield HomeItem(f"Choose who answers people who asked to be contacted: {programme.name}", _list())
    own = list(queries.open_requests().filter(assigned_to=user))
    for one in own[:_MOST_ITEMS]:
        page = reverse("improvements:request", args=[one.reference])
        details = f"Answer by {day(one.due_on)}."
        yield HomeItem(f"Contact the person of request {one.reference}", page, details, due_on=one.due_on)
    if (more := len(own) - _MOST_ITEMS) > 0:
        yield HomeItem(f"{counted(more, 'more request')} for service recovery", _list())


def recovery_counts(at: datetime, *_: object) -> Iterator[HomeItem]:
    """How many requests are open and overdue."""
    counts = queries.counts(timezone.localdate(at))
    if counts.received:
        words = f"{counted(counts.answered, 'request')} for service recovery answered"
        details = f"{counted(counts.open, 'open request')}, of which {counts.overdue} overdue."
        yield HomeItem(words, _list(), details)


def _list() -> str:
    return reverse("improvements:requests")
