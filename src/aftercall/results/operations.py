"""Weighting and estimating a period, and storing each figure with what it leads back to."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

import numpy as np
from django.db import transaction

from aftercall import __version__
from aftercall.accounts.models import User
from aftercall.core import audit
from aftercall.core.errors import Refused
from aftercall.dispositions.codes import BY_CODE, Group, group_counts
from aftercall.instrument.loading import load_instrument
from aftercall.methods.arrays import MethodError
from aftercall.methods.change import Change as JudgedChange
from aftercall.methods.outcome_rates import Outcomes, outcome_rates
from aftercall.programmes.models import Programme, Wave
from aftercall.programmes.states import WaveState
from aftercall.results.dataset import Dataset, read_period
from aftercall.results.estimation import (
    GroupEstimate,
    Importance,
    group_estimates,
    importance_of_parts,
    quarter_changes,
)
from aftercall.results.models import AnalysisRun, Change, Figure, PartImportance
from aftercall.results.periods import add_months, quarter_of, quarter_words
from aftercall.results.weighting import WeightedRespondents, weight

# Complete, and partial interviews that got as far as AAPOR's rule for them asks.
INTERVIEWED = (Group.COMPLETE, Group.PARTIAL)


@dataclass(frozen=True)
class Period:
    """First and last month of an analysis, and the last two quarters of it where it has two."""

    first_month: date
    last_month: date

    @property
    def quarters(self) -> tuple[str, str] | None:
        """The last quarter but one and the last, in words; None where the period does not hold both whole."""
        later = quarter_of(self.last_month, last_month=self.last_month)
        earlier = add_months(later, -3)
        return (quarter_words(earlier), quarter_words(later)) if earlier >= self.first_month else None


@dataclass(frozen=True)
class Findings:
    """All that is estimated of a period."""

    figures: Sequence[GroupEstimate]
    importances: Sequence[Importance]
    changes: dict[str, JudgedChange]


def analyse(*, programme: Programme, period: Period, actor: User, at: datetime) -> AnalysisRun:
    """Weight and estimate a period. Refused unless every wave planned in it has been returned."""
    waves = _returned_waves(programme, period)
    dataset = read_period(waves, last_month=period.last_month)
    responded = np.array([BY_CODE[person.disposition].group in INTERVIEWED for person in dataset.sample], dtype=bool)
    instrument = load_instrument(programme.instrument)
    try:
        respondents = weight(dataset, responded)
        figures = list(group_estimates(respondents, instrument))
        importances = importance_of_parts(respondents, instrument)
        changes = quarter_changes(respondents, instrument, period.quarters) if period.quarters else {}
    except MethodError as error:
        raise Refused(f"This period cannot be analysed: {error}") from None
    run = _new_run(programme, period, dataset, respondents, actor, at)
    return _store(run, waves, Findings(figures, importances, changes), period, actor)


def _returned_waves(programme: Programme, period: Period) -> list[Wave]:
    months = (period.first_month, period.last_month)
    waves = list(programme.waves.filter(month__range=months).select_related("programme", "load"))
    waiting = [wave.reference for wave in waves if wave.state != WaveState.RETURNED]
    if waiting:
        raise Refused(f"You cannot analyse this period yet. The results of {', '.join(waiting)} have not been returned")
    if not waves:
        raise Refused("This period has no waves. Choose months whose results have been returned")
    return waves


def _new_run(
    programme: Programme, period: Period, dataset: Dataset, respondents: WeightedRespondents, actor: User, at: datetime
) -> AnalysisRun:
    cases = Outcomes(**group_counts(person.disposition for person in dataset.sample))
    return AnalysisRun(
        programme=programme,
        first_month=period.first_month,
        last_month=period.last_month,
        run_at=at,
        run_by=actor,
        code_version=__version__,
        data_digest=dataset.digest(),
        frame_size=len(dataset.frame),
        sampled=len(dataset.sample),
        respondents=len(respondents.people),
        outcome_rates=asdict(outcome_rates(cases)),
        weighting=respondents.summary(),
    )


@transaction.atomic
def _store(
    run: AnalysisRun,
    waves: Sequence[Wave],
    found: Findings,
    period: Period,
    actor: User,
) -> AnalysisRun:
    run.save()
    run.waves.set(waves)
    Figure.objects.bulk_create(_figure(run, figure) for figure in found.figures)
    PartImportance.objects.bulk_create(_importance(run, part) for part in found.importances)
    if period.quarters:
        Change.objects.bulk_create(
            _change(run, item, judged, period.quarters) for item, judged in found.changes.items()
        )
    details = {"waves": [wave.reference for wave in waves], "data": run.data_digest, "code": run.code_version}
    audit.record(actor=actor, action="period.analysed", subject=run.subject, at=run.run_at, details=details)
    return run


def _figure(run: AnalysisRun, figure: GroupEstimate) -> Figure:
    estimate = figure.estimate
    return Figure(
        run=run,
        item=figure.item,
        breakdown=figure.breakdown,
        group=figure.group,
        base=estimate.n,
        satisfied=figure.satisfied,
        estimate=estimate.estimate,
        standard_error=estimate.se,
        low=estimate.low,
        high=estimate.high,
        degrees_of_freedom=estimate.df,
        design_effect=estimate.deff,
    )


def _importance(run: AnalysisRun, part: Importance) -> PartImportance:
    driver = part.driver
    return PartImportance(
        run=run,
        item=driver.part,
        base=part.base,
        importance=driver.importance,
        standard_error=driver.se,
        low=driver.low,
        high=driver.high,
        performance=driver.performance,
        priority=part.priority.value,
    )


def _change(run: AnalysisRun, item: str, judged: JudgedChange, quarters: tuple[str, str]) -> Change:
    found = judged.difference
    return Change(
        run=run,
        item=item,
        earlier=quarters[0],
        later=quarters[1],
        earlier_estimate=found.first,
        later_estimate=found.second,
        difference=found.estimate,
        low=found.low,
        high=found.high,
        p_value=judged.adjusted_p,
        verdict=judged.direction.value,
    )
