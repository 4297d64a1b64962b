"""Whether people who answer in another mode answer differently: the difference of two shares, and the same after the
second group has been weighted to the first.

People choose their mode, so part of a difference is who chose which. After raking the second group to the first group's
shares of some classifications (Deming and Stephan 1940), what is left is measured differently or follows from what the
classifications do not say. Linearised as a regression estimator (Deville and Särndal 1992): with B the weighted least
squares slopes of the second group, x the levels, w weights and a bar their weighted means,

    difference = ȳ₂ + (x̄₁ − x̄₂)'B − ȳ₁,

so person i of the second group contributes w (y − x'B), and one of the first w ((x − x̄₁)'B − (y − ȳ₁)). Each group is
treated as drawn with replacement, which without finite population corrections makes intervals a little too wide.

The interval of a difference without weighting, and wherever all of a group agree, is made from those of the two shares
(Newcombe 1998, Statistics in Medicine 17:873, method 10): where all of few people agree, the truth is on one side.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import hypot, sqrt

import numpy as np

from aftercall.methods.arrays import BoolArray, FloatArray, MethodError, same_length
from aftercall.methods.intervals import (
    IntervalMethod,
    Precision,
    mean_interval,
    proportion_interval,
)
from aftercall.methods.margins import Margin, merge_small_levels
from aftercall.methods.raking import rake

# Levels of a classification with fewer people of the second group are merged, because their weights would be extreme.
MINIMUM_IN_LEVEL = 5
_CONFIDENCE = 0.95


@dataclass(frozen=True)
class GroupShare:
    """The share of one group. n: people; low, high: its 95% interval (Wilson), None without degrees of freedom."""

    n: int
    share: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Gap:
    """The second share minus the first, with its standard error and 95% interval."""

    difference: float
    se: float
    low: float
    high: float


@dataclass(frozen=True)
class ModeComparison:
    """Two groups on one measure. adjusted: the difference after weighting, None where the second group has too few
    people to be weighted to the first."""

    first: GroupShare
    second: GroupShare
    difference: Gap
    adjusted: Gap | None


def compare_modes(
    values: FloatArray, weights: FloatArray, second: BoolArray, classifications: Sequence[Sequence[str]]
) -> ModeComparison:
    """Compare two groups of people.

    values: (n,) 1 or 0; weights: (n,) above 0; second: (n,) whether the person is in the second group;
    classifications: each (n,) names of levels, by which the second group is weighted. Raises MethodError unless both
    groups have at least two people.
    """
    same_length(len(weights), values=values, second=second)
    if min(int(second.sum()), int((~second).sum())) < 2:
        raise MethodError("each group needs at least two people")
    groups = _Groups(values, weights, second)
    return ModeComparison(
        groups.share_of(~second), groups.share_of(second), groups.plain, groups.adjusted(classifications)
    )


@dataclass(frozen=True, eq=False)
class _Groups:
    values: FloatArray
    weights: FloatArray
    second: BoolArray

    def share_of(self, rows: BoolArray) -> GroupShare:
        y, w = self.values[rows], _normalised(self.weights[rows])
        n, p = len(y), _share(y, w)
        precision = Precision(p, _variance(w * (y - p)), n, n - 1, _CONFIDENCE)
        low, high = proportion_interval(IntervalMethod.WILSON, precision) or (None, None)
        return GroupShare(n, p, low, high)

    @cached_property
    def plain(self) -> Gap:
        """Without weighting the second group to the first."""
        return _from_shares(
            self.gap([np.ones(len(self.values))]), self.share_of(~self.second), self.share_of(self.second)
        )

    def adjusted(self, classifications: Sequence[Sequence[str]]) -> Gap | None:
        levels = [_merged(np.asarray(one), self.second) for one in classifications]
        levels = [one for one in levels if one.shape[1] > 1]
        if not levels:
            return self.plain
        try:
            gap = self.gap(levels)
        except MethodError:  # the margins cannot be met by so few people
            return None
        return _as_wide_as(self.plain, gap) if self._all_agree else gap

    @property
    def _all_agree(self) -> bool:
        """In either group."""
        return any(len(set(self.values[rows].tolist())) == 1 for rows in (self.second, ~self.second))

    def gap(self, levels: Sequence[FloatArray]) -> Gap:
        """levels: for each classification, (n, k) which level each person is in."""
        first, second = ~self.second, self.second
        x = np.column_stack(levels)
        y1, w1 = self.values[first], _normalised(self.weights[first])
        y2, w2 = self.values[second], self._raked(levels, w1)
        slopes, *_ = np.linalg.lstsq(
            (x[second] * w2[:, None]).T @ x[second], (x[second] * w2[:, None]).T @ y2, rcond=None
        )
        explained = x[first] @ slopes
        scores1 = w1 * (explained - w1 @ explained - (y1 - w1 @ y1))
        scores2 = w2 * (y2 - x[second] @ slopes)
        difference = _share(y2, w2) - _share(y1, w1)
        variance = _variance(scores1) + _variance(scores2)
        df = min(len(y1), len(y2)) - 1
        low, high = mean_interval(difference, sqrt(variance), df, _CONFIDENCE) or (difference, difference)
        return Gap(difference, sqrt(variance), low, high)

    def _raked(self, levels: Sequence[FloatArray], w1: FloatArray) -> FloatArray:
        """(n₂,) the second group's weights with the first one's shares of every level, adding up to 1."""
        start = _normalised(self.weights[self.second])
        margins = [
            Margin(str(place), one[self.second].argmax(axis=1), np.asarray(w1 @ one[~self.second]))
            for place, one in enumerate(level.reshape(len(self.values), -1) for level in levels)
        ]
        return _normalised(rake(start, margins).weights)


def _from_shares(gap: Gap, first: GroupShare, second: GroupShare) -> Gap:
    """With the interval that follows from those of the two shares."""
    if first.low is None or first.high is None or second.low is None or second.high is None:
        return gap
    low = gap.difference - hypot(second.share - second.low, first.high - first.share)
    high = gap.difference + hypot(second.high - second.share, first.share - first.low)
    return replace(gap, low=low, high=high)


def _as_wide_as(plain: Gap, gap: Gap) -> Gap:
    """With the interval of the plain difference, moved."""
    moved = gap.difference - plain.difference
    return replace(gap, low=plain.low + moved, high=plain.high + moved)


def _normalised(weights: FloatArray) -> FloatArray:
    return np.asarray(weights / weights.sum())


def _share(y: FloatArray, w: FloatArray) -> float:
    """Exactly 0 or 1 where everybody agrees, however the weights are rounded."""
    return float(y[0]) if (y == y[0]).all() else float(w @ y)


def _variance(scores: FloatArray) -> float:
    """Of a sum of contributions of people drawn with replacement."""
    n = len(scores)
    return float(n / (n - 1) * np.sum((scores - scores.mean()) ** 2))


def _merged(names: "np.ndarray[tuple[int], np.dtype[np.str_]]", second: BoolArray) -> FloatArray:
    """(n, k) which level each person is in, after small levels of the second group have been merged."""
    counts = Counter(names[second].tolist())
    into = merge_small_levels({name: float(counts[name]) for name in sorted(set(names.tolist()))}, MINIMUM_IN_LEVEL)
    kept = np.array([into.get(name, name) for name in names.tolist()])
    return np.column_stack([kept == name for name in sorted(set(kept.tolist()))]).astype(np.float64)
