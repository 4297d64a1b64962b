"""People who agreed to be contacted and have not been contacted yet."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from aftercall.consents import queries
from aftercall.core.home import HomeItem
from aftercall.core.words import counted, day


def people_to_contact(_at: datetime, *_: object) -> Iterator[HomeItem]:
    """How many people are waiting, by what they agreed to."""
    for name, purpose, waiting, first_ends in queries.counts():
        people = counted(waiting, "person", "people")
        yield HomeItem(
            f"{people} agreed: {purpose[0].lower()}{purpose[1:]}",
            reverse("consents:waiting", args=[name]),
            f"The first consent ends on {day(first_ends)}.",
        )


def consents_page(*_: object) -> Iterator[HomeItem]:
    """A link to what people agreed to, for which the header has no room."""
    yield HomeItem("Consents", reverse("consents:consents"), "What people agreed to, and how many are waiting.")
