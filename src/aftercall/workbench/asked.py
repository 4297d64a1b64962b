"""What is asked of the workbench, and the key of one figure. Both have one form in an address."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from aftercall.results.models import Population
from aftercall.results.periods import Period

EVERY = ""


@dataclass(frozen=True)
class Asked:
    """A crossing. groups: who is in the base, a group by dimension. measure: empty for every measure of satisfaction.
    rows, columns: names of dimensions; columns is empty for a list."""

    programme: int
    period: Period
    population: Population
    groups: tuple[tuple[str, str], ...]
    measure: str
    rows: str
    columns: str

    @property
    def query(self) -> str:
        """The query string of its address."""
        base = ":".join(self.groups[0]) if self.groups else ""
        values = {"programme": self.programme, "period_choice": self.period.text, "population": self.population.value}
        return urlencode(values | {"base": base, "measure": self.measure, "rows": self.rows, "columns": self.columns})


@dataclass(frozen=True)
class FigureKey:
    """One figure: of a measure, for the people of a population who are in all of these groups. analysis: the number of
    the analysis whose design it is calculated with, None where the months have not been analysed."""

    programme: int
    period: Period
    population: Population
    measure: str
    groups: tuple[tuple[str, str], ...] = ()
    analysis: int | None = None

    @property
    def query(self) -> str:
        """The query string of its address."""
        values: list[tuple[str, object]] = [
            ("programme", self.programme),
            ("period", self.period.text),
            ("population", self.population.value),
            ("measure", self.measure),
            *(("group", f"{dimension}:{group}") for dimension, group in self.groups),
        ]
        return urlencode([*values, ("analysis", self.analysis)] if self.analysis else values)

    def within(self, groups: Iterable[tuple[str, str]]) -> "FigureKey":
        """The figure for those of its people who are also in these groups."""
        return replace(self, groups=(*self.groups, *groups))


def groups_of(texts: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Groups from their form in an address, such as area:North. Raises ValueError for one without a colon."""
    found = []
    for text in texts:
        dimension, colon, group = text.partition(":")
        if not colon:
            raise ValueError(text)
        found.append((dimension, group))
    return tuple(found)


def period_of(text: str) -> Period:
    """A period from its form in an address, such as 2025-01/2025-12. Raises ValueError."""
    first, last = (date.fromisoformat(f"{month}-01") for month in text.split("/"))
    return Period(first, last)


def key_of(values: Mapping[str, str], groups: Iterable[str]) -> FigureKey:
    """The key of a figure from the parts of an address. Raises ValueError or KeyError."""
    analysis = values.get("analysis", "")
    return FigureKey(
        programme=int(values["programme"]),
        period=period_of(values["period"]),
        population=Population(values["population"]),
        measure=values["measure"],
        groups=groups_of(groups),
        analysis=int(analysis) if analysis else None,
    )
