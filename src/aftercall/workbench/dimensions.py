"""What figures can be crossed by: the column of each dimension, and its groups in order with their labels."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from aftercall.core.ordering import order_key
from aftercall.core.words import month
from aftercall.estimates.data import Data
from aftercall.handover.modes import Mode
from aftercall.instrument.measures import QUARTER
from aftercall.instrument.series import InstrumentSeries
from aftercall.results.models import Population
from aftercall.results.periods import Period, quarter_of, quarter_words
from aftercall.results.table import MODE_COLUMN, MONTH_COLUMN, POPULATION_COLUMN, column_of

MEASURE, MONTH, POPULATION, AREA, MODE = "measure", "month", "population", "area", "mode"
TIME = (QUARTER, MONTH)


@dataclass(frozen=True)
class Dimension:
    """A way to divide people. groups: the label of each group that occurs, in order."""

    name: str
    label: str
    column: str
    groups: Mapping[str, str]

    @property
    def is_time(self) -> bool:
        """Whether its groups follow each other in time."""
        return self.name in TIME


def dimensions_of(
    data: Data, instruments: InstrumentSeries, period: Period, orders: Mapping[str, Sequence[str]]
) -> Mapping[str, Dimension]:
    """The dimensions with at least two groups, by name."""
    found = _all(data, instruments, period, orders)
    return {one.name: one for one in found if len(one.groups) > 1}


def _all(
    data: Data, instruments: InstrumentSeries, period: Period, orders: Mapping[str, Sequence[str]]
) -> Iterator[Dimension]:
    for name, label in instruments.breakdowns.items():
        column = column_of(name, instruments)
        groups = _in_order(_levels(data, column), orders.get(name, ()))
        yield Dimension(name, label, column, {group: group for group in groups})
    quarters = dict.fromkeys(quarter_words(quarter_of(one, last_month=period.last_month)) for one in period.months)
    yield Dimension(QUARTER, "Quarter", QUARTER, {one: one for one in quarters if one in _levels(data, QUARTER)})
    months = sorted(_levels(data, MONTH_COLUMN))
    yield Dimension(MONTH, "Month", MONTH_COLUMN, {one: month(date.fromisoformat(f"{one}-01")) for one in months})
    modes = _levels(data, MODE_COLUMN)
    yield Dimension(MODE, "How they answered", MODE_COLUMN, {one.value: one.words for one in Mode if one in modes})
    kinds = _levels(data, POPULATION_COLUMN)
    yield Dimension(
        POPULATION,
        "Kind of victim",
        POPULATION_COLUMN,
        {one.value: str(one.label) for one in Population if one in kinds},
    )


def _in_order(groups: set[str], order: Sequence[str]) -> list[str]:
    return sorted(groups, key=lambda group: order_key(group, order))


def _levels(data: Data, column: str) -> set[str]:
    """The groups of a column that anybody is in."""
    if column not in data.names:
        return set()
    levels = data.column(column, "the workbench").levels()
    return {levels.labels[code] for code in set(levels.codes.tolist()) if code >= 0}
