"""Where a share changed in the course of time, by more than chance explains.

The statistic of a series is the largest difference between the share before and the share after any of its gaps, each
in units of its standard error under no change (Worsley 1979, JASA 74). Under no change these form a Gaussian Markov
chain, so that the probability that the largest of them exceeds a limit is an exact recursion of integrals (Armitage,
McPherson and Rowe 1969). Looking at every gap is therefore paid for, and no simulation is needed.

A series with a change is divided there, and each side is tested in its turn at its part of the level (binary
segmentation, Vostrikova 1981; the level is divided as in Meinshausen 2008).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import scipy
from numpy.polynomial.legendre import leggauss

from aftercall.methods.arrays import FloatArray, MethodError
from aftercall.methods.independent_change import holm

_FEWEST_NODES, _MOST_NODES = 48, 400
_FINDS_NOTHING = 0.2
_LARGEST = 8.0  # beyond it, a probability is below 1e-15
_ALIKE = 0.1  # statistics that spread no more around the one before


@dataclass(frozen=True)
class PeriodShare:
    """The share of one period: n people, with the design-based standard error. n: at least 1."""

    share: float
    se: float
    n: int


@dataclass(frozen=True)
class ChangePoint:
    """A change between the periods `place` − 1 and `place`. before, after: the shares of the people on either side, as
    far as the next changes found earlier. low, high: the 95% interval of the difference at this place, which was chosen
    because it is large. p_value: of the largest difference of its stretch."""

    place: int
    before: float
    after: float
    low: float
    high: float
    p_value: float

    @property
    def difference(self) -> float:
        """The share after minus the share before."""
        return self.after - self.before


def change_points(series: Sequence[Sequence[PeriodShare]], *, level: float = 0.05) -> list[tuple[ChangePoint, ...]]:
    """The changes of each series, in order of time. The series are judged as one family: the chance of finding any
    change in any of them is at most `level` if nothing changed (Holm; within a series as said above)."""
    if not 0 < level < _FINDS_NOTHING:
        raise MethodError(f"the level of the test is {level:g}; it must be between 0 and 0.2, such as 0.05")
    first = [_largest(periods, 0, len(periods)) for periods in series]
    tested = [place for place, one in enumerate(first) if one is not None]
    adjusted = dict(zip(tested, holm(np.array([_p(first[place]) for place in tested])).tolist(), strict=True))
    return [
        tuple(_changes(periods, level / max(len(tested), 1))) if adjusted.get(place, 1.0) < level else ()
        for place, periods in enumerate(series)
    ]


def _p(found: ChangePoint | None) -> float:
    return 1.0 if found is None else found.p_value


def _changes(periods: Sequence[PeriodShare], level: float) -> Iterator[ChangePoint]:
    """The changes of a series whose largest difference is more than chance explains. Each side of a change is tested at
    the part of the level that is its part of the gaps."""
    found = _largest(periods, 0, len(periods))
    if found is None:
        return
    yield from _within(periods, 0, found.place, level)
    yield found
    yield from _within(periods, found.place, len(periods), level)


def _within(periods: Sequence[PeriodShare], start: int, end: int, level: float) -> Iterator[ChangePoint]:
    found = _largest(periods, start, end)
    part = level * (end - start - 1) / (len(periods) - 1)
    if found is not None and found.p_value < part:
        yield from _within(periods, start, found.place, level)
        yield found
        yield from _within(periods, found.place, end, level)


def _largest(periods: Sequence[PeriodShare], start: int, end: int) -> ChangePoint | None:
    """The gap of a stretch with the largest difference; None where there is no gap or nothing varies."""
    stretch = periods[start:end]
    if len(stretch) < 2:
        return None
    n = np.array([one.n for one in stretch], dtype=np.float64)
    share = np.array([one.share for one in stretch])
    pooled = float(n @ share) / float(n.sum())
    if not 0 < pooled < 1:
        return None
    inflation = _inflation(stretch)
    people, gave = np.cumsum(n), np.cumsum(n * share)
    before, after = gave[:-1] / people[:-1], (gave[-1] - gave[:-1]) / (people[-1] - people[:-1])
    spread = 1 / people[:-1] + 1 / (people[-1] - people[:-1])
    z = np.abs(after - before) / np.sqrt(inflation * pooled * (1 - pooled) * spread)
    gap = int(np.argmax(z))
    one, other = float(before[gap]), float(after[gap])
    sizes = (float(people[gap]), float(people[-1] - people[gap]))
    margin = float(scipy.special.ndtri(0.975)) * sqrt(
        inflation * (one * (1 - one) / sizes[0] + other * (1 - other) / sizes[1])
    )
    p_value = _p_value(float(z[gap]), people[:-1] / people[-1])
    return ChangePoint(start + gap + 1, one, other, other - one - margin, other - one + margin, p_value)


def _p_value(z: float, fractions: FloatArray) -> float:
    """That of the largest difference. Where the test of a single gap finds nothing, neither does that of the largest of
    several, so its p-value is enough."""
    single = 2 * float(scipy.special.ndtr(-z))
    return single if single > _FINDS_NOTHING else exceedance(z, fractions)


def _inflation(periods: Sequence[PeriodShare]) -> float:
    """The design-based variance relative to that of simple random samples with replacement, of all periods together: a
    period in which everybody agrees says nothing about it by itself."""
    simple = sum(one.share * (1 - one.share) / one.n for one in periods)
    found = sum(one.se**2 for one in periods)
    return found / simple if simple > 0 and found > 0 else 1.0


def exceedance(limit: float, fractions: FloatArray) -> float:
    """The probability that the largest |Z| exceeds a limit if nothing changed. fractions: (gaps,) the part of all
    people that is before each gap, increasing. corr(Z_j, Z_k) = √(t_j (1 − t_k) / (t_k (1 − t_j))) for j < k."""
    if limit >= _LARGEST:
        return 0.0
    steps = list(_spreads(fractions))
    nodes, weights = leggauss(_nodes(limit, min((spread for _, spread in steps), default=1.0)))
    points = nodes * limit
    inside = _normal(points) * weights * limit
    for correlation, spread in steps:
        inside = (_normal((points[:, None] - correlation * points) / spread) @ inside) / spread * weights * limit
    return min(max(1 - float(inside.sum()), 0.0), 1.0)


def _normal(values: FloatArray) -> FloatArray:
    return np.asarray(np.exp(-np.square(values) / 2) / sqrt(2 * np.pi))


def _nodes(limit: float, spread: float) -> int:
    """As many nodes as integrate a normal density of this spread to six digits."""
    return min(max(_FEWEST_NODES, int(16 * limit / spread)), _MOST_NODES)


def _spreads(fractions: FloatArray) -> Iterator[tuple[float, float]]:
    """The correlation of each statistic with the next, and the standard deviation of that one given the first. Those
    that hardly differ from the one before count as that one."""
    earlier = float(fractions[0])
    for later in fractions[1:].tolist():
        squared = earlier * (1 - later) / (later * (1 - earlier))
        if squared < 1 - _ALIKE**2:
            yield sqrt(squared), sqrt(1 - squared)
            earlier = later
