"""What is waiting for the data protection officer: settings and contracts that must be put right."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from aftercall.accountability.facts import surveys_on
from aftercall.accountability.words import warnings
from aftercall.core.home import HomeItem
from aftercall.core.words import counted


def documents_with_warnings(at: datetime, *_: object) -> Iterator[HomeItem]:
    """That the documents say what must be put right."""
    surveys = surveys_on(timezone.localdate(at))
    if found := warnings(surveys):
        yield HomeItem(
            f"{counted(len(found), 'thing')} to put right before the documents are in order",
            reverse("accountability:documents"),
            found[0],
        )
