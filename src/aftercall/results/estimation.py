"""The programme's figures: the share satisfied with each part of the experience, in groups, and what changed."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aftercall.instrument.instrument import Instrument
from aftercall.instrument.scale import SATISFIED
from aftercall.methods.arrays import MethodError
from aftercall.methods.change import Change, judge_changes
from aftercall.methods.difference import proportion_difference
from aftercall.methods.drivers import Driver, Priority, drivers, priorities
from aftercall.methods.estimate import Estimate, proportion
from aftercall.methods.intervals import IntervalMethod
from aftercall.methods.small_sample import Thresholds
from aftercall.results.dataset import MARGINS
from aftercall.results.weighting import WeightedRespondents
from aftercall.results.words import WHOLE

# The one that holds the truth as often as it says for groups of any size (docs/coverage.md).
_INTERVAL = IntervalMethod.WILSON


@dataclass(frozen=True)
class GroupEstimate:
    """One item's estimate for all (breakdown and group empty) or one group."""

    item: str
    breakdown: str
    group: str
    satisfied: int
    estimate: Estimate


def satisfied_values(respondents: WeightedRespondents, instrument: Instrument, item: str) -> NDArray[np.float64]:
    """(respondents,) 1 satisfied, 0 not, NaN outside the base: don't know, refused, not applicable, not asked."""
    levels = [instrument.seven_point(person.answers, item) for person in respondents.people]
    outside = {None, *instrument.leaves_base}
    return np.array([np.nan if level in outside else float(level in SATISFIED) for level in levels])


def group_estimates(respondents: WeightedRespondents, instrument: Instrument) -> Iterator[GroupEstimate]:
    """Every item for all respondents, then by each margin's groups. A group without a base has no estimate."""
    for item in instrument.items:
        values = satisfied_values(respondents, instrument, item)
        if np.isnan(values).all():
            continue
        yield _estimate(respondents, item, values, "", "", np.ones(len(values), dtype=bool))
        for breakdown in MARGINS:
            of = np.array([person.levels[breakdown] for person in respondents.people])
            for group in sorted(set(of[~np.isnan(values)])):
                yield _estimate(respondents, item, values, breakdown, str(group), of == group)


def _estimate(
    respondents: WeightedRespondents,
    item: str,
    values: NDArray[np.float64],
    breakdown: str,
    group: str,
    domain: NDArray[np.bool_],
) -> GroupEstimate:
    estimate = proportion(
        respondents.design, values, domain=domain, calibration=respondents.calibration, interval=_INTERVAL
    )
    return GroupEstimate(item, breakdown, group, int(np.nansum(values[domain])), estimate)


@dataclass(frozen=True)
class Importance:
    """What one part of the experience has to do with the whole, among the `base` people who answered on every part."""

    base: int
    driver: Driver
    priority: Priority


def importance_of_parts(respondents: WeightedRespondents, instrument: Instrument) -> list[Importance]:
    """Every part's share in the whole experience, by satisfied or not as in all figures; none where fewer than a sound
    base answered on all of them, or everybody alike."""
    parts = tuple(item for item in instrument.items if item != WHOLE)
    values = np.column_stack([satisfied_values(respondents, instrument, item) for item in (*parts, WHOLE)])
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
    respondents: WeightedRespondents, instrument: Instrument, quarters: tuple[str, str]
) -> dict[str, Change]:
    """The change of every item from the first quarter to the second, judged as one family; an item unknown in either
    is left out."""
    quarter = np.array([person.levels["quarter"] for person in respondents.people])
    first, second = (quarter == words for words in quarters)
    items, differences = [], []
    for item in instrument.items:
        values = satisfied_values(respondents, instrument, item)
        if np.isnan(values[first]).all() or np.isnan(values[second]).all():
            continue
        items.append(item)
        differences.append(
            proportion_difference(
                respondents.design, values, first=first, second=second, calibration=respondents.calibration
            )
        )
    return dict(zip(items, judge_changes(differences), strict=True))
