"""The formats of a column's dates, as a mapping file writes them, and what the values show about day and month."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self

from aftercall.frames.reading.mapping import EXCEL_SERIAL

_TIME = r"(?P<time>[ T]\d{1,2}:\d{2}(?P<seconds>:\d{2})?)?"
_NUMBERS = re.compile(rf"(?P<first>\d{{1,2}})(?P<by>[/.-])(?P<second>\d{{1,2}})(?P=by)(?P<year>\d{{4}}|\d{{2}}){_TIME}")
_YEAR_FIRST = re.compile(rf"(?:1[89]|20)\d\d(?P<by>[/.-])\d{{1,2}}(?P=by)\d{{1,2}}{_TIME}")
_NAMED = re.compile(rf"\d{{1,2}}(?P<by>[ /.-])(?P<month>[A-Za-z]{{3,9}})(?P=by)(?P<year>\d{{4}}|\d{{2}}){_TIME}")
_COMPACT = re.compile(r"(?:1[89]|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_SERIAL = re.compile(r"[1-9]\d{4}(?:[.]\d+)?")  # 18 May 1927 to 13 October 2173; a number of four digits may be a year
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_ABBREVIATED = tuple(month[:3] for month in _MONTHS)
_DAY_MONTH, _MONTH_DAY = "%d{0}%m{0}", "%m{0}%d{0}"
_EXAMPLE, _EXAMPLE_SERIAL = datetime(2025, 1, 31, 14, 5, tzinfo=UTC), "45688"
_ISO = "%Y-%m-%d"  # always understood


class DayOrder(StrEnum):
    """Whether the day or the month comes first, as far as the values show."""

    KNOWN = "known"
    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"
    UNDECIDED = "undecided"
    MIXED = "mixed"


@dataclass(frozen=True)
class DateForm:
    """One form of date: its format with the day first, how many rows have it, and the order of day and month.

    Where only one order is possible because the month is a word or the year comes first, the order is KNOWN.
    """

    day_first: str
    rows: int
    order: DayOrder

    @property
    def month_first(self) -> str:
        """The same format with the month first."""
        by = self.day_first[2:3]
        return self.day_first.replace(_DAY_MONTH.format(by), _MONTH_DAY.format(by))

    @property
    def example(self) -> str:
        """A day in this form, in the order that the values show: the last of January 2025."""
        if self.day_first == EXCEL_SERIAL:
            return _EXAMPLE_SERIAL
        return _EXAMPLE.strftime(self.month_first if self.order is DayOrder.MONTH_FIRST else self.day_first)

    def formats(self, *, month_first: bool) -> str:
        """The format to use: the order that the values show, and otherwise the one decided."""
        if self.order is DayOrder.MONTH_FIRST or (self.order in {DayOrder.UNDECIDED, DayOrder.MIXED} and month_first):
            return self.month_first
        return self.day_first

    def to_mapping(self) -> dict[str, Any]:
        """The form with values that JSON can represent."""
        return {"day_first": self.day_first, "rows": self.rows, "order": self.order.value}

    @classmethod
    def from_mapping(cls, entries: Mapping[str, Any]) -> Self:
        """The inverse of `to_mapping`."""
        return cls(entries["day_first"], entries["rows"], DayOrder(entries["order"]))


def date_forms(counts: Iterable[tuple[str, int]]) -> tuple[DateForm, ...]:
    """The forms of the values that are dates, most frequent first. `counts`: each value and its number of rows."""
    rows: Counter[str] = Counter()
    orders: dict[str, set[DayOrder]] = {}
    for value, count in counts:
        if found := _form(value):
            rows[found[0]] += count
            orders.setdefault(found[0], set()).add(found[1])
    return tuple(DateForm(form, count, _joint(orders[form])) for form, count in rows.most_common())


def needed_formats(forms: Iterable[DateForm], *, month_first: bool) -> list[str]:
    """The formats for [dates] of a mapping file; none where year-month-day, which is always understood, is enough."""
    formats = list(dict.fromkeys(form.formats(month_first=month_first) for form in forms))
    return [] if formats == [_ISO] else formats


def _form(value: str) -> tuple[str, DayOrder] | None:
    if match := _NUMBERS.fullmatch(value):
        return _DAY_MONTH.format(match["by"]) + _year(match) + _time(match), _order(match)
    if match := _YEAR_FIRST.fullmatch(value):
        return "%Y{0}%m{0}%d".format(match["by"]) + _time(match), DayOrder.KNOWN
    if (match := _NAMED.fullmatch(value)) and (month := _month(match["month"].lower())):
        return f"%d{match['by']}{month}{match['by']}{_year(match)}{_time(match)}", DayOrder.KNOWN
    if _COMPACT.fullmatch(value):
        return "%Y%m%d", DayOrder.KNOWN
    return (EXCEL_SERIAL, DayOrder.KNOWN) if _SERIAL.fullmatch(value) else None


def _month(name: str) -> str:
    if name in _ABBREVIATED:
        return "%b"
    return "%B" if name in _MONTHS else ""


def _year(match: re.Match[str]) -> str:
    return "%Y" if len(match["year"]) == 4 else "%y"


def _time(match: re.Match[str]) -> str:
    if not match["time"]:
        return ""
    return match["time"][0] + ("%H:%M:%S" if match["seconds"] else "%H:%M")


def _order(match: re.Match[str]) -> DayOrder:
    if int(match["first"]) > 12:
        return DayOrder.DAY_FIRST
    return DayOrder.MONTH_FIRST if int(match["second"]) > 12 else DayOrder.UNDECIDED


def _joint(orders: set[DayOrder]) -> DayOrder:
    """The order that all values of a form show together."""
    shown = orders - {DayOrder.UNDECIDED}
    if len(shown) > 1:
        return DayOrder.MIXED
    return shown.pop() if shown else DayOrder.UNDECIDED
