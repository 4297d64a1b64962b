"""Months, and the quarters to whose totals the weights are raked: blocks of three months, counted back from the last
month."""

from dataclasses import dataclass
from datetime import date, timedelta


def add_months(month: date, count: int) -> date:
    """The first day of the month that is this many months later (or, if negative, earlier)."""
    months = month.year * 12 + month.month - 1 + count
    return date(months // 12, months % 12 + 1, 1)


def quarter_of(month: date, *, last_month: date) -> date:
    """The first month of the quarter that contains `month`. last_month: the last month of the last quarter."""
    months_before_last = (last_month.year - month.year) * 12 + last_month.month - month.month
    return add_months(last_month, -(months_before_last // 3) * 3 - 2)


def period_words(first: date, last: date) -> str:
    """A span of months in words: 'January to March 2025', 'November 2025 to January 2026', 'May 2025'."""
    if first.replace(day=1) == last.replace(day=1):
        return f"{last:%B %Y}"
    return f"{first:%B}{'' if first.year == last.year else f' {first:%Y}'} to {last:%B %Y}"


def quarter_words(first: date) -> str:
    """A quarter in words, given its first month."""
    return period_words(first, add_months(first, 2))


def end_of_month(month: date) -> date:
    """The last day of a month."""
    return add_months(month, 1) - timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """The first and last month of an analysis."""

    first_month: date
    last_month: date
