"""The only module that reads the system clock."""

import time
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

_started = time.monotonic()


def now() -> datetime:
    """The current time, with its time zone. A demo sets CLOCK_START, because its contact windows are in the past; its
    clock then runs from that time."""
    start: datetime | None = settings.CLOCK_START
    if start is None:
        return timezone.now()
    return start + timedelta(seconds=time.monotonic() - _started)
