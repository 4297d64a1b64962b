"""Calculating with days."""

from calendar import monthrange
from datetime import date, datetime

from django.utils import timezone


def months_later(day: date, months: int) -> date:
    """The day this many months later (earlier, if negative). Where the month has no such day, its last one."""
    number = day.year * 12 + day.month - 1 + months
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def local_time(at: datetime) -> datetime:
    """A time in the installation's time zone. What is done for every call and answer uses this, because Django's
    `localtime` first looks for another time zone, which takes ten times as long."""
    return at.astimezone(timezone.get_default_timezone())


def local_day(at: datetime) -> date:
    """The day of a time in the installation's time zone, as `local_time`."""
    return local_time(at).date()
