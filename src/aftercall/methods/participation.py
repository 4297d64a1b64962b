"""Who took part, where nobody was drawn: participants of a self-selected survey against the population's counts.

There is no frame and no response rate in the usual sense, so R = 1 − 2S says nothing: participation is so rare that S
is nearly 0. What can be said is how far the participants' composition is from the population's: the coefficient of
variation of the participation propensities, S / ρ̄, is the square root of Σ p (s/p − 1)², and the largest possible bias
of a mean in standard deviations, if participation depends on nothing else (population-based indicators: Bianchi and
others 2019, Survey Methodology 45; the coefficient of variation: Schouten, Cobben and Bethlehem 2009). None of these
becomes 0 or infinite because a small group is absent. Intervals treat the participants as independent of each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import pi, sqrt

import numpy as np

from aftercall.methods.arrays import FloatArray, IntArray, MethodError
from aftercall.methods.intervals import IntervalMethod, Precision, proportion_interval
from aftercall.methods.quadratic import squared_length
from aftercall.methods.representativeness import Indicator

_MANY = 10**6  # degrees of freedom: the multinomial distribution is known


@dataclass(frozen=True)
class GroupParticipation:
    """One community. share, population_share: of the participants and of the population. ratio: share over population
    share, 1 where the community is represented as it is in the population. rate: participants over people."""

    participants: int
    population: float
    share: Indicator
    population_share: float
    ratio: Indicator
    rate: Indicator

    @property
    def missing(self) -> bool:
        """Whether the community is under-represented beyond chance. Nobody is missing where nobody lives."""
        return self.population > 0 and self.ratio.high < 1


@dataclass(frozen=True)
class Participation:
    """groups: in the order of the counts. variation: S / ρ̄. dissimilarity: ½Σ|s − p|, the share of participants who
    would have to belong to other groups. by_chance: what it would be on average if all took part alike. hellinger:
    √(1 − Σ√(sp)). chi_square: Σ(observed − expected)² / expected; df: its degrees of freedom."""

    groups: tuple[GroupParticipation, ...]
    participants: int
    variation: Indicator
    dissimilarity: float
    by_chance: float
    hellinger: float
    chi_square: float
    df: int


def participation(
    participants: Sequence[int], population: Sequence[float], *, confidence: float = 0.95
) -> Participation:
    """Compare (k,) participants with the (k,) people of the population. Groups of nobody are left out of the measures.

    Raises MethodError without participants, or with some in a group of which the population has nobody.
    """
    counts, people = np.array(participants, dtype=np.int64), np.array(population, dtype=np.float64)
    _check(counts, people)
    groups = tuple(_group(int(c), float(n), counts, people, confidence) for c, n in zip(counts, people, strict=True))
    used = people > 0
    shares, expected = counts[used] / counts.sum(), people[used] / people.sum()
    return Participation(
        groups,
        int(counts.sum()),
        _variation(counts[used], expected, confidence),
        float(np.abs(shares - expected).sum() / 2),
        float(np.sqrt(2 * expected * (1 - expected) / (pi * counts.sum())).sum() / 2),
        sqrt(max(1 - float(np.sqrt(shares * expected).sum()), 0.0)),
        float(counts.sum() * (np.square(shares - expected) / expected).sum()),
        int(used.sum()) - 1,
    )


def _check(counts: IntArray, people: FloatArray) -> None:
    if not counts.sum():
        raise MethodError("nobody has taken part, so there is nothing to compare")
    if ((people <= 0) & (counts > 0)).any():
        raise MethodError("people took part in a group of which the population has nobody; check the table")


def _group(
    count: int, people: float, counts: IntArray, population: FloatArray, confidence: float
) -> GroupParticipation:
    total, everybody = int(counts.sum()), float(population.sum())
    share, expected = share_interval(count, total, confidence=confidence), people / everybody
    ratio = Indicator(*(bound / expected for bound in (share.value, share.low, share.high))) if people else share
    rate = share_interval(count, people, confidence=confidence) if people else Indicator(0.0, 0.0, 0.0)
    return GroupParticipation(count, people, share, expected, ratio, rate)


def share_interval(count: int, total: float, *, confidence: float = 0.95) -> Indicator:
    """Wilson's interval (1927; Brown, Cai and DasGupta 2001); the exact one where nobody took part."""
    p = count / total
    precision = Precision(p, p * (1 - p) / total, round(total), _MANY, confidence)
    low, high = proportion_interval(IntervalMethod.WILSON, precision) or (0.0, 1.0)
    return Indicator(p, max(low, 0.0), min(high, 1.0))


def _variation(counts: IntArray, expected: FloatArray, confidence: float) -> Indicator:
    """With the covariance of a multinomial distribution, one participant added to each group: with less, intervals are
    too short where a group is small."""
    total = counts.sum()
    ratios = counts / total / expected
    smooth = (counts + 1) / (counts + 1).sum()
    root = np.sqrt(smooth / total)[:, None] * (np.eye(len(smooth)) - np.outer(np.sqrt(smooth), np.sqrt(smooth)))
    centred = root / expected[:, None] - root.sum(axis=0)
    parts = np.sqrt(expected)
    return Indicator(*squared_length(parts * (ratios - 1), parts[:, None] * centred, confidence=confidence).root)
