"""Answers in numbers or days, put into bands, so that they are counted, weighted and protected as choices are.

A band begins at a round number, or with a month. Where bands begin is chosen from the answers, so that most people are
in a few bands of the same width and the first and last band have several people.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from aftercall.consultations.results.protecting import FEWEST
from aftercall.instrument.questions import QuestionType

BANDED = (QuestionType.INTEGER, QuestionType.DECIMAL, QuestionType.DATE)
_MOST_BANDS, _PEOPLE_IN_A_BAND = 6, 10
_DIGITS = [Decimal(digit) * Decimal(10) ** power for power in range(-3, 16) for digit in (1, 2, 5)]
# How wide bands can be. Those of days are in months.
_WIDTHS = {
    QuestionType.INTEGER: [width for width in _DIGITS if width >= 1],
    QuestionType.DECIMAL: _DIGITS,
    QuestionType.DATE: [Decimal(months) for months in (1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 12000, 120_000)],
}


@dataclass(frozen=True)
class Band:
    """From `low` to below `high`, as `place` counts; None where it is open."""

    low: Decimal | None
    high: Decimal | None

    def holds(self, place: Decimal) -> bool:
        """Whether a place is in the band."""
        return (self.low is None or self.low <= place) and (self.high is None or place < self.high)


def place(kind: QuestionType, answer: str) -> Decimal:
    """Where an answer is on the scale of its question: the number, or for a day the months from the year 0."""
    if kind is not QuestionType.DATE:
        return Decimal(answer)
    day = date.fromisoformat(answer)
    return Decimal(12 * day.year + day.month - 1)


def limits_of(kind: QuestionType, places: Iterable[Decimal]) -> list[Decimal]:
    """Where bands begin, other than the first. places: of everybody who is counted.

    The width is the smallest with which four in five people are in as many bands as there are tens of people, and in no
    more than six. Fewer than five people beyond the first or the last limit are too few for a band.
    """
    ordered = sorted(places)
    if not ordered:
        return []
    tenth = len(ordered) // 10
    low, high = ordered[tenth], ordered[-1 - tenth]
    most = max(1, min(_MOST_BANDS, len(ordered) // _PEOPLE_IN_A_BAND))
    width = next(width for width in _WIDTHS[kind] if (high - low) / width < most)
    first = low // width
    steps = range(int(high // width - first) + 2)
    limits = [_plain((first + number) * width) for number in steps if first + number]  # nothing is below 0
    while limits and 0 < sum(one < limits[0] for one in ordered) < FEWEST:
        del limits[0]
    while limits and 0 < sum(one >= limits[-1] for one in ordered) < FEWEST:
        del limits[-1]
    return limits


def _plain(number: Decimal) -> Decimal:
    """Without needless zeros or an exponent."""
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def bands_between(kind: QuestionType, limits: Sequence[Decimal], places: Iterable[Decimal]) -> list[Band]:
    """The bands that these limits make. The first and the last are left out if nobody is in them. No number is below 0;
    days have no beginning."""
    lowest = None if kind is QuestionType.DATE else Decimal(0)
    bands = [Band(low, high) for low, high in zip([lowest, *limits], [*limits, None], strict=True)]
    known = set(places)
    ends = {bands[0], bands[-1]} if limits else set()
    return [band for band in bands if band not in ends or any(band.holds(one) for one in known)]


def written(kind: QuestionType, limit: Decimal) -> str:
    """A limit as it is kept: a number, or a month in ISO 8601."""
    return str(limit) if kind is not QuestionType.DATE else f"{int(limit) // 12:04}-{int(limit) % 12 + 1:02}"


def read_limit(kind: QuestionType, text: str) -> Decimal:
    """The limit that was written."""
    if kind is not QuestionType.DATE:
        return Decimal(text)
    year, month = text.split("-")
    return Decimal(12 * int(year) + int(month) - 1)


def code_of(kind: QuestionType, band: Band) -> str:
    """The band's name in files."""
    low, high = (None if limit is None else written(kind, limit) for limit in (band.low, band.high))
    if high is None:
        return "any" if low is None else f"{low}_or_more"
    return f"under_{high}" if low is None else f"{low}_to_under_{high}"
