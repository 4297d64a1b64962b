"""The bank holidays of England."""

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase


@cache
def bank_holiday(day: date) -> str:
    """The name of the bank holiday on this day, or an empty text. A weekend's holiday also counts on the weekday that
    replaces it."""
    return _england().get(day) or ""


@cache
def _england() -> "HolidayBase":
    from holidays import country_holidays  # noqa: PLC0415 - it loads every country, which takes half a second

    return country_holidays("GB", subdiv="ENG")
