"""What people of each community said in the survey, pooled over as few waves as give enough answers.

Figures are domains of one weighted sample, that of all waves compared, so their intervals are those of an analysis of
these waves (decision 57).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from aftercall.errors import BadInput
from aftercall.estimates.run import weight_table
from aftercall.estimates.weighting import WeightedSample
from aftercall.instrument.series import InstrumentSeries
from aftercall.methods.disclosure import DisclosureRule, primary
from aftercall.methods.small_sample import Reliability
from aftercall.programmes.models import Wave
from aftercall.publication.thresholds import thresholds_of_survey
from aftercall.results.answered import read_answers
from aftercall.results.dataset import Dataset
from aftercall.results.document import design_document
from aftercall.results.instruments import instruments_of_waves, steps_of_waves
from aftercall.results.table import MONTH_COLUMN, column_of, crossing_table, sample_table
from aftercall.workbench.crossing import Cell, Document, cross

# How many of the last waves are pooled: a month, a quarter, half a year, a year.
LENGTHS = (1, 3, 6, 12)


@dataclass(frozen=True)
class Characteristic:
    """What divides people. label: as a heading. column: of the sample. groups: in order."""

    label: str
    column: str
    groups: Sequence[str]


@dataclass(frozen=True, eq=False)
class PooledSample:
    """All waves, weighted. months: those of the waves, the earliest first. thresholds: what a figure must meet."""

    weighted: WeightedSample
    document: Document
    instruments: InstrumentSeries
    months: Sequence[date]
    thresholds: DisclosureRule

    def shows(self, cell: Cell) -> bool:
        """Whether a figure has enough answers to be shown by itself."""
        bases, counts, least = np.array([cell.base]), np.array([cell.gave]), self.thresholds
        small = primary(bases, counts, minimum_base=least.minimum_base, minimum_count=least.minimum_count)
        return cell.reliability != Reliability.UNRELIABLE and not small.any()


def pooled_results(waves: Sequence[Wave], dataset: Dataset) -> list[dict[str, Any]]:
    """For each protected characteristic that the latest questionnaire asks about, the share of each measure of
    satisfaction in each group, as plain values.

    first_month, last_month: the shortest of LENGTHS in which all groups are shown that are shown in all waves. hidden:
    groups that even these do not have enough answers of. A figure is shown if it has the precision that a publication
    needs (methods.small_sample) and meets the programme's thresholds by itself (publication.thresholds).
    """
    instruments = instruments_of_waves(waves, steps_of_waves(waves))
    answered = read_answers(dataset.sample, instruments)
    table = crossing_table(sample_table(answered, instruments), answered, instruments)
    document = design_document(dataset.margins, table, instruments)
    try:
        weighted = weight_table(table, document, data_name="the interviews", design_name="their design")
    except BadInput:
        return []  # such as nobody who answered
    thresholds = thresholds_of_survey(waves[-1].version.survey)
    sample = PooledSample(weighted, document, instruments, [wave.month for wave in waves], thresholds)
    characteristics = list(_characteristics(instruments, table))
    return [pooled(sample, one) for one in characteristics] if _first_measure(instruments) else []


def _characteristics(instruments: InstrumentSeries, table: pa.Table) -> Iterator[Characteristic]:
    """The characteristics for which anybody named a group."""
    for name, label in instruments.characteristics.items():
        groups = list(instruments.characteristic_levels(name).values())
        one = Characteristic(label, column_of(name, instruments), groups)
        if table[one.column].null_count < len(table):
            yield one


def _first_measure(instruments: InstrumentSeries) -> str | None:
    """The overall measure, by which the waves to pool are chosen."""
    satisfaction = (name for name, measure in instruments.measures.items() if not measure.is_share)
    return instruments.overall or next(satisfaction, None)


def pooled(sample: PooledSample, characteristic: Characteristic) -> dict[str, Any]:
    """The results of one characteristic, as in `pooled_results`."""
    overall = _first_measure(sample.instruments) or ""
    whole = {
        _group(cell) for cell in _cells(sample, characteristic, [overall], len(sample.months)) if sample.shows(cell)
    }
    waves = next(
        (length for length in _lengths(sample) if whole <= _shown(sample, characteristic, overall, length)),
        len(sample.months),
    )
    measures = [name for name, measure in sample.instruments.measures.items() if not measure.is_share]
    cells = {(cell.measure, _group(cell)): cell for cell in _cells(sample, characteristic, measures, waves)}
    return {
        "name": characteristic.label,
        "first_month": f"{sample.months[-waves]:%Y-%m-%d}",
        "last_month": f"{sample.months[-1]:%Y-%m-%d}",
        "hidden": [group for group in characteristic.groups if group not in whole],
        "measures": [
            {
                "label": sample.instruments.label(measure),
                "groups": [_values(sample, group, cells.get((measure, group))) for group in characteristic.groups],
            }
            for measure in sorted(measures, key=lambda name: name != overall)
        ],
    }


def _lengths(sample: PooledSample) -> list[int]:
    return [length for length in LENGTHS if length < len(sample.months)]


def _shown(sample: PooledSample, characteristic: Characteristic, measure: str, waves: int) -> set[str]:
    return {_group(cell) for cell in _cells(sample, characteristic, [measure], waves) if sample.shows(cell)}


def _cells(sample: PooledSample, characteristic: Characteristic, measures: Sequence[str], waves: int) -> list[Cell]:
    months = [f"{month:%Y-%m}" for month in sample.months[-waves:]]
    where = f"column({MONTH_COLUMN!r}) in {months!r}"
    return cross(sample.weighted, sample.document, measures, [characteristic.column], where)


def _group(cell: Cell) -> str:
    return next(iter(cell.groups.values()))


def _values(sample: PooledSample, group: str, cell: Cell | None) -> Mapping[str, Any]:
    """Nothing but the group's name where its figure is not shown."""
    if cell is None or not sample.shows(cell):
        return {"group": group, "share": None}
    values = {"base": cell.base, "share": cell.share, "low": cell.low, "high": cell.high}
    return {"group": group, **values, "reliability": cell.reliability.value}
