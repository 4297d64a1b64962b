"""Calculating with days."""

from calendar import monthrange
from datetime import date


def months_later(day: date, months: int) -> date:
    """The day this many months later. Where the month has no such day, its last one."""
    number = day.year * 12 + day.month - 1 + months
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
