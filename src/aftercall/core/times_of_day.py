"""Times of day as people say and write them: 3pm, 15:00, half past three."""

import re
from collections.abc import Mapping
from datetime import time

_HOURS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h]? ?(\d{2}))? ?(am|pm)?")
_SPOKEN = re.compile(r"(?:(half past|quarter past|quarter to) )?([a-z]+|\d{1,2})(?: o ?clock)? ?(am|pm)?")
_MINUTES = {"": 0, "half past": 30, "quarter past": 15, "quarter to": -15}
# Someone who says 'three' means the afternoon. No one may be called before this hour.
_FIRST_HOUR = 8


def plain_words(text: str) -> str:
    """In lower case, with single spaces and without commas."""
    return " ".join(text.lower().replace(",", " ").replace("’", "").replace("'", "").split())


def read_time(text: str, *, first_hour: int = _FIRST_HOUR) -> time | None:
    """The time of day that is meant; None if it is not clear or there is no such time. Without am or pm, an hour before
    the first one is in the afternoon."""
    said = plain_words(text).replace("a.m.", "am").replace("p.m.", "pm").removeprefix("at ")
    if said in {"noon", "midday"}:
        return time(12)
    if found := _CLOCK.fullmatch(said):
        hour, minute = int(found[1]), int(found[2] or 0)
        # 07:00 is written by someone who uses the 24-hour clock.
        written_in_full = len(found[1]) == 2 and found[2] is not None and found[3] is None
        return _time_of(hour, minute, "24" if written_in_full else found[3], first_hour)
    return _spoken_time(said, first_hour)


def _spoken_time(said: str, first_hour: int) -> time | None:
    found = _SPOKEN.fullmatch(said)
    hour = _HOUR_BY_WORD.get(found[2]) if found else None
    if found is None or hour is None:
        return None
    minute = _MINUTES[found[1] or ""]
    # A quarter to three is in the hour of two.
    hour = hour if minute >= 0 else (hour - 2) % 12 + 1
    return _time_of(hour, minute % 60, found[3], first_hour)


_HOUR_BY_WORD: Mapping[str, int] = {
    **{word: hour for hour, word in enumerate(_HOURS, start=1)},
    **{str(hour): hour for hour in range(1, 13)},
}


def _time_of(hour: int, minute: int, half: str | None, first_hour: int) -> time | None:
    """half: am, pm, 24 for the 24-hour clock, or None if it was not said."""
    if minute > 59 or hour > 23 or (half in {"am", "pm"} and not 1 <= hour <= 12):
        return None
    if half == "am":
        hour %= 12
    elif half == "pm" or (half is None and 1 <= hour < first_hour):
        hour = hour % 12 + 12
    return time(hour, minute)
