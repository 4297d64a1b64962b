"""Weights the interviews of a period, estimates its figures, and stores them with their provenance."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from aftercall import __version__
from aftercall.accounts.models import User
from aftercall.core import audit
from aftercall.core.errors import Refused
from aftercall.core.words import joined, month
from aftercall.dispositions.codes import group_counts
from aftercall.errors import BadInput
from aftercall.estimates.rows import Row
from aftercall.estimates.run import Estimates, estimate_table
from aftercall.instrument.series import InstrumentSeries
from aftercall.instrument.series_breaks import VersionStep
from aftercall.methods.outcome_rates import Outcomes, outcome_rates
from aftercall.programmes.models import Programme, Wave
from aftercall.programmes.states import WaveState
from aftercall.results import rows
from aftercall.results.answered import Answered, read_answers
from aftercall.results.counts import measure_counts
from aftercall.results.dataset import Dataset, read_period
from aftercall.results.document import design_document, weighting_summary
from aftercall.results.group_order import group_orders, in_own_order
from aftercall.results.instruments import instruments_of_waves, steps_of_waves, stored_steps
from aftercall.results.models import AnalysisRun, Figure, MeasureCounts, PartImportance, SeriesStep
from aftercall.results.periods import Period, PeriodKind, kind_of, period_words
from aftercall.results.table import sample_table


def analyse(*, programme: Programme, period: Period, actor: User, at: datetime) -> AnalysisRun:
    """Weight the interviews of a period and estimate its figures.

    Refused unless the period has waves, all of them have been returned, and their answers allow an estimate.
    """
    waves = _returned_waves(programme, period)
    dataset = read_period(waves, last_month=period.last_month)
    steps = steps_of_waves(waves)
    instruments = instruments_of_waves(waves, steps)
    answered = read_answers(dataset.sample, instruments)
    table = sample_table(answered, instruments)
    document = design_document(dataset.margins, table, instruments)
    if not document["estimate"]:
        raise Refused("This period cannot be analysed: no one answered a question about satisfaction")
    try:
        estimates = estimate_table(table, document, data_name="its sample", design_name="its design")
    except BadInput as error:
        raise Refused(f"This period cannot be analysed: {error}") from None
    run = _new_run(programme, period, dataset, document, estimates, actor, at)
    return _store(run, waves, instruments, steps, estimates.rows, answered, actor)


def _returned_waves(programme: Programme, period: Period) -> list[Wave]:
    months = (period.first_month, period.last_month)
    waves = list(programme.waves.filter(month__range=months).select_related("programme", "load", "version"))
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


def _new_run(
    programme: Programme,
    period: Period,
    dataset: Dataset,
    document: Mapping[str, Any],
    estimates: Estimates,
    actor: User,
    at: datetime,
) -> AnalysisRun:
    outcomes = Outcomes(**group_counts(Counter(dataset.outcomes).elements()))
    return AnalysisRun(
        programme=programme,
        first_month=period.first_month,
        last_month=period.last_month,
        run_at=at,
        run_by=actor,
        code_version=__version__,
        data_digest=dataset.digest(),
        design_text=json.dumps(document),
        frame_size=dataset.frame_size,
        sampled=len(dataset.sample),
        respondents=sum(person.responded for person in dataset.sample),
        outcome_rates=asdict(outcome_rates(outcomes)),
        weighting=weighting_summary(document, estimates.diagnostics()),
    )


@transaction.atomic
def _store(
    run: AnalysisRun,
    waves: Sequence[Wave],
    instruments: InstrumentSeries,
    steps: Sequence[VersionStep],
    estimated: Sequence[Row],
    answered: Answered,
    actor: User,
) -> AnalysisRun:
    run.save()
    run.waves.set(waves)
    versions = {wave.release.instrument for wave in waves}
    run.instruments.set(versions)
    SeriesStep.objects.bulk_create(stored_steps(run, waves, steps))
    figures = rows.figures(run, estimated, instruments)
    Figure.objects.bulk_create(in_own_order(figures, group_orders(waves, instruments)))
    MeasureCounts.objects.bulk_create(measure_counts(run, answered))
    PartImportance.objects.bulk_create(rows.importances(run, estimated))
    details = {
        "waves": [wave.reference for wave in waves],
        "instruments": sorted(version.reference for version in versions),
        "breaks": sorted({step.measure for step in steps if step.is_break}),
        "data": run.data_digest,
        "design": run.design_digest,
        "code": run.code_version,
    }
    audit.record(actor=actor, action="period.analysed", subject=run.subject, at=run.run_at, details=details)
    return run
