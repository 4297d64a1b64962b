"""Days as people say and write them: tomorrow, next Tuesday, 5 March."""

import re
from datetime import date, timedelta

from aftercall.core.times_of_day import plain_words

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_IN_DAYS = {"today": 0, "tomorrow": 1, "the day after tomorrow": 2, "day after tomorrow": 2}
_WEEKDAY = re.compile(r"(?:(this|next|on) )?([a-z]+)")
_DAY_AND_MONTH = re.compile(r"(?:([a-z]+) )?(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([a-z]+)(?: (\d{4}))?")
_IN_NUMBERS = re.compile(r"(\d{1,2})[/. -](\d{1,2})(?:[/. -](\d{4}))?")


def read_day(text: str, today: date) -> date | None:
    """The day that is meant by someone who speaks today; None if it is not clear or there is no such day."""
    said = plain_words(text)
    if said in _IN_DAYS:
        return today + timedelta(days=_IN_DAYS[said])
    return _by_weekday(said, today) or _by_date(said, today)


def _by_weekday(said: str, today: date) -> date | None:
    """Tuesday is the first one after today; next Tuesday is that of next week."""
    found = _WEEKDAY.fullmatch(said)
    weekday = _place(_DAYS, found[2]) if found else None
    if found is None or weekday is None:
        return None
    if found[1] == "next":
        return today + timedelta(days=7 - today.weekday() + weekday)
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _by_date(said: str, today: date) -> date | None:
    if found := _IN_NUMBERS.fullmatch(said):
        day, month, year = int(found[1]), int(found[2]), found[3]
        return _this_or_next_year(day, month, year, today)
    found = _DAY_AND_MONTH.fullmatch(said)
    month_place = _place(_MONTHS, found[3]) if found else None
    if found is None or month_place is None:
        return None
    on = _this_or_next_year(int(found[2]), month_place + 1, found[4], today)
    # A weekday that does not agree with the date is a mistake in one of them.
    return on if on and (not found[1] or _place(_DAYS, found[1]) == on.weekday()) else None


def _this_or_next_year(day: int, month: int, year: str | None, today: date) -> date | None:
    """The date; without a year, the first one that is not in the past."""
    dates = (
        [_real_date(int(year), month, day)]
        if year
        else [_real_date(today.year + ahead, month, day) for ahead in (0, 1)]
    )
    return next((on for on in dates if on and (year or on >= today)), None)


def _real_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _place(words: tuple[str, ...], said: str) -> int | None:
    """The place of the word that was said or abbreviated to at least three letters."""
    return next((place for place, word in enumerate(words) if len(said) >= 3 and word.startswith(said)), None)
