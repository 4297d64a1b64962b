"""A period as people write it: 2024, 2024 Q1, 2024/25 (April to March) or 2024-03."""

import re
from datetime import date

from aftercall.core.dates import months_later

type Months = tuple[date, date]

_FIX = "write the period as 2024, 2024 Q1, 2024/25 or 2024-03"
_YEAR = re.compile("([0-9]{4})")
_QUARTER = re.compile("([0-9]{4}) ?[Qq]([1-4])")
_FINANCIAL = re.compile("([0-9]{4})/([0-9]{2})")
_MONTH = re.compile("([0-9]{4})-([0-9]{2})(?:-(?:0[1-9]|[12][0-9]|3[01]))?")
_FIRST_YEAR, _LAST_YEAR = 2000, 2100


def months_of(text: str) -> Months:
    """The first and last month of a period. Raises ValueError with what to fix."""
    if found := _YEAR.fullmatch(text):
        return _months(_january(found[1]), 12)
    if found := _QUARTER.fullmatch(text):
        return _months(months_later(_january(found[1]), 3 * int(found[2]) - 3), 3)
    if found := _FINANCIAL.fullmatch(text):
        if (int(found[1]) + 1) % 100 != int(found[2]):
            raise ValueError(_FIX)
        return _months(months_later(_january(found[1]), 3), 12)
    if _MONTH.fullmatch(text):
        return _months(month_of(text), 1)
    raise ValueError(_FIX)


def month_of(text: str) -> date:
    """A month, written as 2024-03, or as any day of it. Raises ValueError with what to fix."""
    found = _MONTH.fullmatch(text)
    if not found or not 1 <= int(found[2]) <= 12:
        raise ValueError("write the month as 2024-03")
    return _january(found[1]).replace(month=int(found[2]))


def _january(year: str) -> date:
    if not _FIRST_YEAR <= int(year) <= _LAST_YEAR:
        raise ValueError(f"the year must be from {_FIRST_YEAR} to {_LAST_YEAR}")
    return date(int(year), 1, 1)


def _months(first: date, count: int) -> Months:
    return first, months_later(first, count - 1)
