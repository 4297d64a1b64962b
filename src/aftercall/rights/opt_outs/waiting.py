"""What is waiting for the data protection officer: contact details that will be destroyed after requests to opt out,
and floods of such requests."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from aftercall.core.home import HomeItem
from aftercall.core.words import counted, day
from aftercall.rights.opt_outs.queries import DayOfRequests, requests_by_day, waiting_requests

# How long a flood is shown on the officer's home page.
FLOOD_SHOWN = timedelta(days=7)


def details_to_destroy(at: datetime, *_: object) -> Iterator[HomeItem]:
    """How many requests are waiting for the end of their cooling time."""
    waiting = waiting_requests()
    if first := waiting.values_list("erase_at", flat=True).first():
        yield HomeItem(
            f"{counted(waiting.count(), 'request')} to opt out from people with a case",
            reverse("opt_outs:overview"),
            "They are not called any more. Their contact details will be destroyed, the first on "
            f"{day(max(first, at))}. You can have them destroyed now, or keep them longer.",
        )


def floods(at: datetime, *_: object) -> Iterator[HomeItem]:
    """The days of the last week on which unusually many requests were sent."""
    for day_of in requests_by_day(timezone.localdate(at) - FLOOD_SHOWN):
        if day_of.is_flood:
            yield HomeItem(
                f"{counted(day_of.received + day_of.refused, 'request')} to opt out on {day(day_of.day)}",
                reverse("opt_outs:overview"),
                f"{_refused(day_of)}These are unusually many. Someone may be sending them in other people’s names. "
                "Keep the contact details longer if you need time to find out.",
                urgent=True,
            )


def _refused(day_of: DayOfRequests) -> str:
    return f"{counted(day_of.refused, 'request')} refused. " if day_of.refused else ""
