"""The sample of a period as a table for `aftercall estimate`, with one row per sampled person."""

from collections.abc import Sequence

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
        columns[measure] = pa.array(satisfied, pa.bool_())
    return pa.table(columns)
