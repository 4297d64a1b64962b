"""The sample of a period as a table for `aftercall estimate`, with one row per sampled person.

A column that is estimated has no answers from before the last break in the series of its measure. Columns
that are about no measure have a space in their name where a measure could have the same.
"""

from datetime import date

import pyarrow as pa

from aftercall.handover.modes import mode_of
from aftercall.instrument.series import InstrumentSeries
from aftercall.results.answered import Answered
from aftercall.results.dataset import RAKING_VARIABLES
from aftercall.results.populations import has_both

POPULATION_COLUMN = "kind of victim"
MONTH_COLUMN = "month reported"
MODE_COLUMN = "how they answered"
_CHARACTERISTIC = "about you: "


def sample_table(answered: Answered, instruments: InstrumentSeries) -> pa.Table:
    """The columns: the design, whether the person responded, the raking variables, the kind of victim where there are
    both, the mode of the interview where some may answer on the web, protected characteristics, and for each measure
    whether the person gave the answer that it counts."""
    people = answered.people
    columns = {
        "stratum": pa.array([person.stratum for person in people], pa.string()),
        "stratum_size": pa.array([person.stratum_size for person in people], pa.int64()),
        "base_weight": pa.array([person.base_weight for person in people], pa.float64()),
        "responded": pa.array([person.responded for person in people], pa.bool_()),
    }
    for name in RAKING_VARIABLES:
        columns[name] = pa.array([person.levels[name] for person in people], pa.string())
    if has_both(person.population for person in people if person.responded):
        columns[POPULATION_COLUMN] = pa.array([person.population.value for person in people], pa.string())
    for name in instruments.characteristics:
        columns[column_of(name, instruments)] = pa.array(list(answered.groups[name]), pa.string())
    if any(modes := [mode_of(person.answers) for person in people]):
        columns[MODE_COLUMN] = pa.array([mode and mode.value for mode in modes], pa.string())
    for measure, gave in answered.gave.items():
        start = max(instruments.breaks.get(measure, ()), default=date.min)
        counted = (one if person.month >= start else None for one, person in zip(gave, people, strict=True))
        columns[measure] = pa.array(list(counted), pa.bool_())
    return pa.table(columns)


def crossing_table(table: pa.Table, answered: Answered, instruments: InstrumentSeries) -> pa.Table:
    """The sample with further columns to cross: the month, and the level of each measure of satisfaction on its scale,
    from after the last break in its series."""
    months = [f"{person.month:%Y-%m}" for person in answered.people]
    crossing = table.append_column(MONTH_COLUMN, pa.array(months, pa.string()))
    for measure, levels in answered.levels.items():
        start = max(instruments.breaks.get(measure, ()), default=date.min)
        counted = (one if person.month >= start else None for one, person in zip(levels, answered.people, strict=True))
        crossing = crossing.append_column(scale_column(measure), pa.array(list(counted), pa.string()))
    return crossing


def scale_column(measure: str) -> str:
    """The column with the level of a measure on its scale."""
    return f"level of {measure}"


def column_of(breakdown: str, instruments: InstrumentSeries) -> str:
    """The column with the groups of a breakdown."""
    return f"{_CHARACTERISTIC}{breakdown}" if breakdown in instruments.characteristics else breakdown


def breakdown_of(column: str) -> str:
    """The breakdown whose groups a column has."""
    return column.removeprefix(_CHARACTERISTIC)
