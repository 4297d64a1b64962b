"""Reads figures of earlier years from a CSV file with a row for each (docs/earlier-figures.md)."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from aftercall.core.list_files import ListRefused, Mistake, numbered_rows
from aftercall.errors import BadInput
from aftercall.frames.layout import printable_name
from aftercall.publication.importing.months import Months, month_of, months_of
from aftercall.results.models import Population
from aftercall.results.periods import months_in

COLUMNS = ("measure", "population", "period", "period_start", "period_end", "n", "percent", "low", "high")
_OTHER_NAMES = {"base": "n", "percentage": "percent"}
_REQUIRED = ("measure", "n", "percent")
MOST_ROWS = 5_000
# A figure on fewer people is not shown, whoever published it.
_FEWEST = 30
_YEAR = 12
_PERCENT = "write a percentage from 0 to 100, such as 81.5"


@dataclass(frozen=True)
class EarlierFigure:
    """One figure of the file. row: the line of the file. Percentages and bounds are from 0 to 100."""

    row: int
    measure: str
    population: str
    first_month: date
    last_month: date
    base: int
    percent: float
    low: float | None
    high: float | None

    @property
    def months(self) -> Months:
        """Its first and last month."""
        return self.first_month, self.last_month

    @property
    def about(self) -> tuple[str, str]:
        """What and whom it is about."""
        return self.measure, self.population


def read_earlier_figures(content: bytes, file: str, measures: Mapping[str, str]) -> list[EarlierFigure]:
    """The figures of a CSV file. file: what messages call it. measures: the labels of the programme's measures by name.
    Errors: BadInput, or ListRefused with every mistake."""
    rows = numbered_rows(content, file)
    header = _header(next(rows, (1, []))[1], file)
    figures, mistakes = list[EarlierFigure](), list[Mistake]()
    for number, cells in rows:
        if not any(cells):
            continue
        if len(figures) + len(mistakes) >= MOST_ROWS:
            raise BadInput(f"{file}: has more than {MOST_ROWS:,} rows; divide it into several files")
        if len(cells) != len(header):
            mistakes.append(Mistake(number, "", f"give {len(header)} values, one for each column"))
            continue
        read = _Row(number, dict(zip(header, cells, strict=True)), measures)
        figures += filter(None, [read.figure()])
        mistakes += read.mistakes
    mistakes += _overlaps(figures)
    if mistakes:
        raise ListRefused(file, sorted(mistakes, key=lambda one: one.row))
    if not figures:
        raise BadInput(f"{file}: has no figures; add a row for each")
    return figures


def _header(cells: Sequence[str], file: str) -> list[str]:
    if not any(cells):
        raise BadInput(f"{file}: is empty; its first row must name the columns")
    header = [_OTHER_NAMES.get(cell.lower(), cell.lower()) for cell in cells]
    for cell, name in zip(cells, header, strict=True):
        if name not in COLUMNS:
            raise BadInput(f"{file}, column {printable_name(cell)}: is not known; use only {', '.join(COLUMNS)}")
        if header.count(name) > 1:
            raise BadInput(f"{file}, column {name}: occurs more than once; leave one out")
    periods = ("period",) if "period" in header else ("period_start", "period_end")
    if missing := [name for name in (*_REQUIRED, *periods) if name not in header]:
        raise BadInput(f"{file}, column {missing[0]}: is missing; add it")
    return header


class _Row:
    """One row while it is read. mistakes: what is wrong with it."""

    def __init__(self, number: int, given: Mapping[str, str], measures: Mapping[str, str]) -> None:
        self._number, self._given, self._measures = number, given, measures
        self.mistakes: list[Mistake] = []

    def figure(self) -> EarlierFigure | None:
        """The figure; None if something is wrong with the row."""
        measure = self._read("measure", self._measure)
        population = self._read("population", _population)
        months = self._months()
        base = self._read("n", _base)
        percent = self._read("percent", _percent)
        low, high = (self._read(name, _percent) if self._given.get(name) else None for name in ("low", "high"))
        if self.mistakes or measure is None or population is None or months is None or base is None or percent is None:
            return None
        self._check_interval(percent, low, high)
        return (
            None
            if self.mistakes
            else EarlierFigure(self._number, measure, population, *months, base, percent, low, high)
        )

    def _read[Value](self, column: str, reader: Callable[[str], Value]) -> Value | None:
        try:
            return reader(self._given.get(column, ""))
        except ValueError as error:
            self._wrong(column, str(error))
            return None

    def _measure(self, text: str) -> str:
        for name, label in self._measures.items():
            if text.casefold() in (name.casefold(), label.casefold()):
                return name
        raise ValueError(f"is not a measure of this programme; use one of {', '.join(self._measures)}")

    def _months(self) -> Months | None:
        if self._given.get("period"):
            return self._read("period", months_of)
        start, end = self._read("period_start", month_of), self._read("period_end", month_of)
        if start and end and end < start:
            self._wrong("period_end", "must not be before period_start")
        return (start, end) if start and end else None

    def _check_interval(self, percent: float, low: float | None, high: float | None) -> None:
        if (low is None) != (high is None):
            self._wrong("low" if low is None else "high", "give both ends of the interval, or neither")
        elif low is not None and high is not None and not low <= percent <= high:
            self._wrong("low" if low > percent else "high", "the interval must contain the percentage")

    def _wrong(self, column: str, fix: str) -> None:
        self.mistakes.append(Mistake(self._number, column, fix))


def _population(text: str) -> str:
    for population in Population:
        if text.casefold() in (population.value, str(population.label).casefold()):
            return population.value
    if not text:
        return Population.ALL.value
    raise ValueError(f"is not a population; use one of {', '.join(Population.values)}")


def _base(text: str) -> int:
    digits = text.replace(",", "")
    if not re.fullmatch("[0-9]{1,9}", digits):
        raise ValueError("write how many people answered, as a whole number")
    if int(digits) < _FEWEST:
        raise ValueError(f"figures on fewer than {_FEWEST} people are not shown; leave the row out")
    return int(digits)


def _percent(text: str) -> float:
    digits = text.removesuffix("%").strip()
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]+)?", digits) or not 0 <= (value := float(digits)) <= 100:
        raise ValueError(_PERCENT)
    return value


def _overlaps(figures: Sequence[EarlierFigure]) -> Iterator[Mistake]:
    """Figures about the same measure and population whose periods are the same or overlap."""
    seen: dict[tuple[str, str], list[EarlierFigure]] = {}
    for figure in figures:
        others = seen.setdefault(figure.about, [])
        if other := next((one for one in others if overlap(figure.months, one.months)), None):
            yield Mistake(figure.row, "period", f"overlaps with row {other.row}; leave one of them out")
        others.append(figure)


def overlap(one: Months, other: Months) -> bool:
    """Whether two periods of the same length share months that they may not. Different years may, because they can be
    rolling."""
    if months_in(*one) != months_in(*other):
        return False
    shared = one[0] <= other[1] and other[0] <= one[1]
    return one == other or (shared and months_in(*one) != _YEAR)
