"""The sample of a period as a table, a row for each sampled person: what `aftercall estimate` would be given."""

from collections.abc import Sequence

import pyarrow as pa

from aftercall.instrument.instrument import Instrument
from aftercall.instrument.scale import SATISFIED
from aftercall.results.dataset import MARGINS, SampledPerson


def sample_table(people: Sequence[SampledPerson], instrument: Instrument) -> pa.Table:
    """Design columns, margins, whether the person responded, and for each item whether they are satisfied with it."""
    columns = {
        "stratum": pa.array([person.stratum for person in people], pa.string()),
        "stratum_size": pa.array([person.stratum_size for person in people], pa.int64()),
        "base_weight": pa.array([person.base_weight for person in people], pa.float64()),
        "responded": pa.array([person.responded for person in people], pa.bool_()),
    }
    for name in MARGINS:
        columns[name] = pa.array([person.levels[name] for person in people], pa.string())
    for item in instrument.items:
        columns[item] = pa.array([_satisfied(instrument, item, person) for person in people], pa.bool_())
    return pa.table(columns)


def _satisfied(instrument: Instrument, item: str, person: SampledPerson) -> bool | None:
    """None outside the base: don't know, refused, not applicable, not asked."""
    level = instrument.seven_point(person.answers, item)
    return None if level is None or level in instrument.leaves_base else level in SATISFIED
