"""Working days and bank holidays of England."""

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase

_SATURDAY = 5


@cache
def bank_holiday(day: date) -> str:
    """The name of the bank holiday on this day, or an empty text. A weekend's holiday also counts on the weekday that
    replaces it."""
    return _england().get(day) or ""


def next_working_day(day: date) -> date:
    """The day itself if it is a working day, or else the first one after it."""
    while day.weekday() >= _SATURDAY or bank_holiday(day):
        day += timedelta(days=1)
    return day


@cache
def _england() -> "HolidayBase":
    from holidays import country_holidays  # noqa: PLC0415 - it loads every country, which takes half a second

    return country_holidays("GB", subdiv="ENG")
