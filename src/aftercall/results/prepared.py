"""A period's answers, ready to be weighted and estimated: what an analysis stores the figures of, and what may be
crossed further."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from aftercall.core.errors import Refused
from aftercall.core.words import joined, month
from aftercall.instrument.series import InstrumentSeries
from aftercall.instrument.series_breaks import VersionStep
from aftercall.programmes.models import Programme, Wave
from aftercall.programmes.states import WaveState
from aftercall.results.answered import Answered, read_answers
from aftercall.results.dataset import Dataset, read_period
from aftercall.results.document import design_document
from aftercall.results.instruments import instruments_of_run, instruments_of_waves, steps_of_waves
from aftercall.results.models import AnalysisRun
from aftercall.results.periods import Period, PeriodKind, kind_of, period_words
from aftercall.results.table import sample_table


@dataclass(frozen=True, eq=False)
class PreparedPeriod:
    """The returned waves of a period. steps: where the questionnaire changed. table: the sample, one row per person.
    document: the design with its weights, and what an analysis estimates (a D.toml)."""

    waves: Sequence[Wave]
    dataset: Dataset
    steps: Sequence[VersionStep]
    instruments: InstrumentSeries
    answered: Answered
    table: pa.Table
    document: Mapping[str, Any]


def prepare_period(programme: Programme, period: Period) -> PreparedPeriod:
    """The period as it is analysed today. Raises Refused unless the period has waves, all of them have been returned,
    and somebody answered a question about satisfaction."""
    waves = _returned_waves(programme, period)
    steps = steps_of_waves(waves)
    instruments = instruments_of_waves(waves, steps)
    dataset = read_period(waves, last_month=period.last_month)
    answered = read_answers(dataset.sample, instruments)
    table = sample_table(answered, instruments)
    document = design_document(dataset.margins, table, instruments)
    if not document["estimate"]:
        raise Refused("This period cannot be analysed: no one answered a question about satisfaction")
    return PreparedPeriod(waves, dataset, steps, instruments, answered, table, document)


def prepare_run(run: AnalysisRun) -> PreparedPeriod:
    """The data of an analysis with the design, the versions and the breaks that it was made with, without codes that
    were returned later."""
    waves = list(run.waves.select_related("programme", "load", "version__survey").order_by("month"))
    instruments = instruments_of_run(run)
    dataset = read_period(waves, last_month=run.last_month, until=run.run_at)
    answered = read_answers(dataset.sample, instruments)
    table = sample_table(answered, instruments)
    return PreparedPeriod(waves, dataset, (), instruments, answered, table, run.design)


def _returned_waves(programme: Programme, period: Period) -> list[Wave]:
    months = (period.first_month, period.last_month)
    found = programme.waves.filter(month__range=months).select_related("programme", "load", "version__survey")
    waves = list(found.order_by("month"))
    not_returned = [month(wave.month) for wave in waves if wave.state != WaveState.RETURNED]
    if not_returned:
        raise Refused(
            f"You cannot analyse this period yet. The results of {joined(not_returned)} have not been returned"
        )
    if not waves:
        raise Refused("This period has no waves. Choose months whose results have been returned")
    _require_all_months(period, waves)
    return waves


def _require_all_months(period: Period, waves: Sequence[Wave]) -> None:
    """Refuse a quarter or year of which a month had no wave: its figures must be about all of its months."""
    missing = sorted(set(period.months) - {wave.month for wave in waves})
    if missing and kind_of(period.first_month, period.last_month) is not PeriodKind.OTHER:
        words = period_words(period.first_month, period.last_month)
        raise Refused(f"{words} is not complete: {joined([month(one) for one in missing])} had no wave. Choose others")
