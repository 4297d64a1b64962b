"""The sample of a period as a table for `aftercall estimate`, with one row per sampled person.

Answers on either side of a break in the series of a measure are never in one column that is estimated as a whole.
"""

from collections.abc import Sequence
from datetime import date

import pyarrow as pa

from aftercall.instrument.series import InstrumentSeries
from aftercall.results.dataset import RAKING_VARIABLES, SampledPerson


def sample_table(people: Sequence[SampledPerson], instruments: InstrumentSeries) -> pa.Table:
    """The columns: the design, whether the person responded, the raking variables, and for each measure whether the
    person was satisfied."""
    columns = {
        "stratum": pa.array([person.stratum for person in people], pa.string()),
        "stratum_size": pa.array([person.stratum_size for person in people], pa.int64()),
        "base_weight": pa.array([person.base_weight for person in people], pa.float64()),
        "responded": pa.array([person.responded for person in people], pa.bool_()),
    }
    for name in RAKING_VARIABLES:
        columns[name] = pa.array([person.levels[name] for person in people], pa.string())
    for measure in instruments.measures:
        satisfied = [instruments.satisfied(person.instrument, person.answers, measure) for person in people]
        for name, starts in _columns(people, instruments, measure).items():
            counted = (
                one if person.month >= start else None
                for one, person, start in zip(satisfied, people, starts, strict=True)
            )
            columns[name] = pa.array(list(counted), pa.bool_())
    return pa.table(columns)


def by_quarter(measure: str) -> str:
    """The column of a measure with a break, for its figures by quarter: each has the answers since the last break in
    that quarter. The space keeps it apart from every measure's own name."""
    return f"{measure}{_BY_QUARTER}"


def measure_of(column: str) -> str:
    """The measure that a column is about."""
    return column.removesuffix(_BY_QUARTER)


_BY_QUARTER = " by quarter"


def _columns(people: Sequence[SampledPerson], instruments: InstrumentSeries, measure: str) -> dict[str, list[date]]:
    """The columns of a measure: for each person, the first month whose answers count in it."""
    breaks = sorted(instruments.breaks.get(measure, ()))
    if not breaks:
        return {measure: [date.min] * len(people)}
    quarter_of_month = {person.month: person.levels["quarter"] for person in people}
    last_in = {quarter_of_month[month]: month for month in breaks if month in quarter_of_month}
    return {
        measure: [breaks[-1]] * len(people),
        by_quarter(measure): [last_in.get(person.levels["quarter"], date.min) for person in people],
    }
