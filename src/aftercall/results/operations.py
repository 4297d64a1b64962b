"""Weights the interviews of a period, estimates its figures, and stores them with their provenance."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from aftercall import __version__
from aftercall.accounts.models import User
from aftercall.core import audit
from aftercall.core.errors import Refused
from aftercall.dispositions.codes import group_counts
from aftercall.errors import BadInput
from aftercall.estimates.rows import Row
from aftercall.estimates.run import Estimates, estimate_table
from aftercall.methods.outcome_rates import Outcomes, outcome_rates
from aftercall.programmes.models import Programme
from aftercall.results import rows
from aftercall.results.counts import measure_counts
from aftercall.results.document import weighting_summary
from aftercall.results.group_order import group_orders, in_own_order
from aftercall.results.instruments import stored_steps
from aftercall.results.models import AnalysisRun, Figure, MeasureCounts, PartImportance, SeriesStep
from aftercall.results.modes import modes_compared
from aftercall.results.periods import Period
from aftercall.results.prepared import PreparedPeriod, prepare_period


def analyse(*, programme: Programme, period: Period, actor: User, at: datetime) -> AnalysisRun:
    """Weight the interviews of a period and estimate its figures.

    Refused unless the period has waves, all of them have been returned, and their answers allow an estimate.
    """
    prepared = prepare_period(programme, period)
    try:
        estimates = estimate_table(prepared.table, prepared.document, data_name="its sample", design_name="its design")
    except BadInput as error:
        raise Refused(f"This period cannot be analysed: {error}") from None
    run = _new_run(programme, period, prepared, estimates, actor, at)
    return _store(run, prepared, estimates.rows, actor)


def _new_run(
    programme: Programme,
    period: Period,
    prepared: PreparedPeriod,
    estimates: Estimates,
    actor: User,
    at: datetime,
) -> AnalysisRun:
    dataset, document = prepared.dataset, prepared.document
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
        modes=modes_compared(estimates.weighted, list(prepared.instruments.measures)) if estimates.weighted else {},
    )


@transaction.atomic
def _store(run: AnalysisRun, prepared: PreparedPeriod, estimated: Sequence[Row], actor: User) -> AnalysisRun:
    waves, instruments, steps = prepared.waves, prepared.instruments, prepared.steps
    run.save()
    run.waves.set(waves)
    versions = {wave.release.instrument for wave in waves}
    run.instruments.set(versions)
    SeriesStep.objects.bulk_create(stored_steps(run, waves, steps))
    figures = rows.figures(run, estimated, instruments)
    Figure.objects.bulk_create(in_own_order(figures, group_orders(waves, instruments)))
    MeasureCounts.objects.bulk_create(measure_counts(run, prepared.answered))
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
