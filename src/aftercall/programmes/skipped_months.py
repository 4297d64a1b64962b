"""The months that a programme has left out between its first and its newest one."""

from collections.abc import Iterable
from datetime import date

from aftercall.core.dates import months_later

# A longer list would help no one, and the months before are unlikely to be surveyed any more.
MOST_SKIPPED = 12


def skipped_months(opened: Iterable[date]) -> list[date]:
    """The last months that have not been opened between the first and the last of these, oldest first."""
    months = sorted(opened)
    if not months:
        return []
    span = (months_later(months[0], number) for number in range(_months_between(months[0], months[-1])))
    return [month for month in span if month not in months][-MOST_SKIPPED:]


def _months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month
