"""The programme's figures: the share satisfied with each part of the experience, in groups, and what changed."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aftercall.instrument.series import InstrumentSeries
from aftercall.methods.arrays import MethodError
from aftercall.methods.change import Change, judge_changes
from aftercall.methods.difference import proportion_difference
from aftercall.methods.drivers import Driver, Priority, drivers, priorities
from aftercall.methods.estimate import Estimate, proportion
from aftercall.methods.intervals import IntervalMethod
from aftercall.methods.small_sample import Thresholds
from aftercall.results.weighting import WeightedRespondents

# The one that holds the truth as often as it says for groups of any size (docs/coverage.md).
_INTERVAL = IntervalMethod.WILSON


@dataclass(frozen=True)
class GroupEstimate:
    """One measure's estimate for all (breakdown and group empty) or one group."""

    measure: str
    breakdown: str
    group: str
    satisfied: int
    estimate: Estimate


def satisfied_values(
    respondents: WeightedRespondents, instruments: InstrumentSeries, measure: str
) -> NDArray[np.float64]:
    """(respondents,) 1 satisfied, 0 not, NaN outside the base: don't know, refused, not applicable, not asked."""
    found = [instruments.satisfied(person.instrument, person.answers, measure) for person in respondents.people]
    return np.array([np.nan if satisfied is None else float(satisfied) for satisfied in found])


def group_estimates(respondents: WeightedRespondents, instruments: InstrumentSeries) -> Iterator[GroupEstimate]:
    """Every measure for all respondents, then by each breakdown's groups. A group without a base has no estimate."""
    for measure in instruments.measures:
        values = satisfied_values(respondents, instruments, measure)
        if np.isnan(values).all():
            continue
        yield _estimate(respondents, measure, values, "", "", np.ones(len(values), dtype=bool))
        for breakdown in instruments.breakdowns:
            of = np.array([person.levels[breakdown] for person in respondents.people])
            for group in sorted(set(of[~np.isnan(values)])):
                yield _estimate(respondents, measure, values, breakdown, str(group), of == group)


def _estimate(
    respondents: WeightedRespondents,
    measure: str,
    values: NDArray[np.float64],
    breakdown: str,
    group: str,
    domain: NDArray[np.bool_],
) -> GroupEstimate:
    estimate = proportion(
        respondents.design, values, domain=domain, calibration=respondents.calibration, interval=_INTERVAL
    )
    return GroupEstimate(measure, breakdown, group, int(np.nansum(values[domain])), estimate)


@dataclass(frozen=True)
class Importance:
    """What one part of the experience has to do with the whole, among the `base` people who answered on every part."""

    base: int
    driver: Driver
    priority: Priority


def importance_of_parts(respondents: WeightedRespondents, instruments: InstrumentSeries) -> list[Importance]:
    """Every part's share in the overall measure, by satisfied or not as in all figures. None if fewer than a sound
    base answered on all of them, if everyone answered alike, or if there is no overall measure."""
    parts = instruments.parts
    if not parts or instruments.overall is None:
        return []
    measures = (*parts, instruments.overall)
    values = np.column_stack([satisfied_values(respondents, instruments, measure) for measure in measures])
    if np.count_nonzero(~np.isnan(values).any(axis=1)) < Thresholds().sound:
        return []
    try:
        found = drivers(respondents.design, values[:, -1], values[:, :-1], parts, calibration=respondents.calibration)
    except MethodError:
        return []
    return [
        Importance(found.n, driver, priority) for driver, priority in zip(found.drivers, priorities(found), strict=True)
    ]


def quarter_changes(
    respondents: WeightedRespondents, instruments: InstrumentSeries, quarters: tuple[str, str]
) -> dict[str, Change]:
    """The change of every measure from the first quarter to the second, judged as one family. A measure without
    answers in either of them is left out."""
    quarter = np.array([person.levels["quarter"] for person in respondents.people])
    first, second = (quarter == words for words in quarters)
    measures, differences = [], []
    for measure in instruments.measures:
        values = satisfied_values(respondents, instruments, measure)
        if np.isnan(values[first]).all() or np.isnan(values[second]).all():
            continue
        measures.append(measure)
        differences.append(
            proportion_difference(
                respondents.design, values, first=first, second=second, calibration=respondents.calibration
            )
        )
    return dict(zip(measures, judge_changes(differences), strict=True))
