"""Days and times as people say and write them: tomorrow, next Tuesday, 5 March; 3pm, 15:00, half past three."""

import re
from collections.abc import Mapping
from datetime import date, time, timedelta

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
_HOURS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_IN_DAYS = {"today": 0, "tomorrow": 1, "the day after tomorrow": 2, "day after tomorrow": 2}
_WEEKDAY = re.compile(r"(?:(this|next|on) )?([a-z]+)")
_DAY_AND_MONTH = re.compile(r"(?:([a-z]+) )?(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([a-z]+)(?: (\d{4}))?")
_IN_NUMBERS = re.compile(r"(\d{1,2})[/. -](\d{1,2})(?:[/. -](\d{4}))?")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h]? ?(\d{2}))? ?(am|pm)?")
_SPOKEN = re.compile(r"(?:(half past|quarter past|quarter to) )?([a-z]+|\d{1,2})(?: o ?clock)? ?(am|pm)?")
_MINUTES = {"": 0, "half past": 30, "quarter past": 15, "quarter to": -15}
# Someone who says 'three' means the afternoon. No one may be called before this hour.
_FIRST_HOUR = 8


def read_day(text: str, today: date) -> date | None:
    """The day that is meant by someone who speaks today; None if it is not clear or there is no such day."""
    said = _plain(text)
    if said in _IN_DAYS:
        return today + timedelta(days=_IN_DAYS[said])
    return _by_weekday(said, today) or _by_date(said, today)


def _plain(text: str) -> str:
    """In lower case, with single spaces and without commas."""
    return " ".join(text.lower().replace(",", " ").replace("’", "").replace("'", "").split())


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


def read_time(text: str) -> time | None:
    """The time of day that is meant; None if it is not clear or there is no such time. Without am or pm, an hour before
    8 is in the afternoon, because nobody is called so early."""
    said = _plain(text).replace("a.m.", "am").replace("p.m.", "pm").removeprefix("at ")
    if said in {"noon", "midday"}:
        return time(12)
    if found := _CLOCK.fullmatch(said):
        hour, minute = int(found[1]), int(found[2] or 0)
        # 07:00 is written by someone who uses the 24-hour clock.
        written_in_full = len(found[1]) == 2 and found[2] is not None and found[3] is None
        return _time_of(hour, minute, "24" if written_in_full else found[3])
    return _spoken_time(said)


def _spoken_time(said: str) -> time | None:
    found = _SPOKEN.fullmatch(said)
    hour = _HOUR_BY_WORD.get(found[2]) if found else None
    if found is None or hour is None:
        return None
    minute = _MINUTES[found[1] or ""]
    # A quarter to three is in the hour of two.
    hour = hour if minute >= 0 else (hour - 2) % 12 + 1
    return _time_of(hour, minute % 60, found[3])


_HOUR_BY_WORD: Mapping[str, int] = {
    **{word: hour for hour, word in enumerate(_HOURS, start=1)},
    **{str(hour): hour for hour in range(1, 13)},
}


def _time_of(hour: int, minute: int, half: str | None) -> time | None:
    """half: am, pm, 24 for the 24-hour clock, or None if it was not said."""
    if minute > 59 or hour > 23 or (half in {"am", "pm"} and not 1 <= hour <= 12):
        return None
    if half == "am":
        hour %= 12
    elif half == "pm" or (half is None and 1 <= hour < _FIRST_HOUR):
        hour = hour % 12 + 12
    return time(hour, minute)
