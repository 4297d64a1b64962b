"""Requests that are waiting for the data protection officer."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from aftercall.core.home import HomeItem
from aftercall.core.words import counted, day
from aftercall.rights.desk import queries
from aftercall.rights.desk.models import RequestKind, SubjectRequest

_SOON = timedelta(days=7)
# Any others are counted, so that a flood of requests does not make the page long.
_MOST_ITEMS = 10


def complaints_to_acknowledge(*_: object) -> Iterator[HomeItem]:
    """Complaints of which the person has not been told that we received them."""
    waiting = queries.complaints_to_acknowledge()
    for complaint in waiting[:_MOST_ITEMS]:
        due = complaint.acknowledge_by or complaint.due_on  # every complaint has the former
        details = f"Send the acknowledgement by {day(due)}."
        yield HomeItem(f"Acknowledge complaint {complaint.reference}", _page(complaint), details, due_on=due)
    if len(waiting) > _MOST_ITEMS:
        more = counted(len(waiting) - _MOST_ITEMS, "more complaint")
        yield HomeItem(f"Acknowledge {more}", reverse("desk:requests"))


def requests_to_answer(at: datetime, *_: object) -> Iterator[HomeItem]:
    """Requests whose answer is due within a week, and how many others are open."""
    due = queries.requests_to_answer(timezone.localdate(at) + _SOON)[:_MOST_ITEMS]
    for one in due:
        details = f"{RequestKind(one.kind).label}. The answer is due by {day(one.due_on)}."
        yield HomeItem(f"Answer request {one.reference}", _page(one), details, due_on=one.due_on)
    if others := queries.requests_not_closed().count() - len(due):
        open_requests = counted(others, "more request" if due else "request")
        yield HomeItem(f"{open_requests} to work on", reverse("desk:requests"))


def requests_to_complete(*_: object) -> Iterator[HomeItem]:
    """Requests of which a restored backup did not know who made them."""
    for one in queries.requests_without_person()[:_MOST_ITEMS]:
        details = "A backup from before this request was restored. Look for the letter or email."
        yield HomeItem(f"Enter again who made request {one.reference}", _page(one), details, due_on=one.due_on)


def _page(request: SubjectRequest) -> str:
    return reverse("desk:request", args=[request.pk])
