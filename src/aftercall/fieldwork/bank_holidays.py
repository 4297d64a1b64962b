"""The bank holidays of England."""

from datetime import date
from functools import cache

from holidays import country_holidays


@cache
def bank_holiday(day: date) -> str:
    """The name of the bank holiday on this day, or an empty text. A weekend's holiday also counts on the weekday that
    replaces it."""
    return _ENGLAND.get(day) or ""


_ENGLAND = country_holidays("GB", subdiv="ENG")
