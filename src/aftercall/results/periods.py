"""Months, and the quarters whose figures are compared: blocks of three months, counted back from the last month."""

from dataclasses import dataclass
from datetime import date, timedelta

# The breakdown by quarter, as instruments and figures name it.
QUARTER = "quarter"


def add_months(month: date, count: int) -> date:
    """The first day of the month that is this many months later (or, if negative, earlier)."""
    months = month.year * 12 + month.month - 1 + count
    return date(months // 12, months % 12 + 1, 1)


def months_between(first: date, last: date) -> list[date]:
    """The first day of every month from one to another, both included."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [add_months(first, number) for number in range(count)]


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


def months_of_quarter(words: str, first_month: date, last_month: date) -> tuple[date, date]:
    """The months of a quarter, given in words, that lie in a period. Quarters are counted back from its last month."""
    quarter = quarter_of(last_month, last_month=last_month)
    while quarter_words(quarter) != words:
        quarter = add_months(quarter, -3)
        if add_months(quarter, 2) < first_month:
            raise ValueError(f"there is no quarter {words} in this period")
    return max(quarter, first_month), min(add_months(quarter, 2), last_month)


def end_of_month(month: date) -> date:
    """The last day of a month."""
    return add_months(month, 1) - timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """The first and last month of an analysis."""

    first_month: date
    last_month: date

    @property
    def first_compared_month(self) -> date | None:
        """The first month of the last two quarters; None if the period does not include both in full."""
        earlier = add_months(quarter_of(self.last_month, last_month=self.last_month), -3)
        return earlier if earlier >= self.first_month else None

    @property
    def quarters(self) -> tuple[str, str] | None:
        """The last two quarters in words, the earlier one first; None if the period does not include both in full."""
        earlier = self.first_compared_month
        return None if earlier is None else (quarter_words(earlier), quarter_words(add_months(earlier, 3)))

    @property
    def all_quarters(self) -> tuple[str, ...]:
        """Every quarter in words, the earliest first. The first may begin before the period."""
        later = quarter_of(self.last_month, last_month=self.last_month)
        earliest = quarter_of(self.first_month, last_month=self.last_month)
        count = ((later.year - earliest.year) * 12 + later.month - earliest.month) // 3
        return tuple(quarter_words(add_months(earliest, 3 * number)) for number in range(count + 1))
