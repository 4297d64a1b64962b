"""R-indicators: how much response propensities differ within a population whose frame is known.

R = 1 − 2S, S the standard deviation of the propensities (Schouten, Cobben and Bethlehem 2009): 1 if everybody responds
with the same probability, whatever it is. A small group that is absent lowers R only by its share. The propensities
are the response rates of crossed cells, or those of a logistic model (`response_cells`); bias and variance are those of
Shlomo, Skinner and Schouten (2012), section 4, for shares of the population that are known. S / ρ̄ is the largest
possible bias of a mean, in standard deviations of what is asked (Schouten and others 2009, section 3.2).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.special import ndtri

from aftercall.methods.arrays import BoolArray, FloatArray, IntArray
from aftercall.methods.quadratic import SquaredDistance, squared_distance
from aftercall.methods.response_cells import ResponseCells


@dataclass(frozen=True)
class Indicator:
    """An estimate with its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Representativeness:
    """r: the R-indicator. propensity: the mean response propensity. largest_bias: S / ρ̄. spread: S² as estimated."""

    r: Indicator
    propensity: float
    largest_bias: Indicator
    spread: SquaredDistance


@dataclass(frozen=True)
class PartialIndicators:
    """How much one characteristic contributes.

    unconditional: the standard deviation between its levels. conditional: that within cells of all the others, 0 if it
    adds nothing to them. by_level: √share (rate − mean), below 0 for a level that responds less than the average.
    conditional_by_level: the part of the conditional one in each level.
    """

    name: str
    unconditional: Indicator
    conditional: Indicator
    by_level: dict[int, Indicator]
    conditional_by_level: dict[int, Indicator]


def representativeness(cells: ResponseCells, *, confidence: float = 0.95) -> Representativeness:
    """The R-indicator of these cells."""
    spread = _distance(cells, _between(cells.shares), confidence)
    value, low, high = spread.root
    r = Indicator(1 - 2 * value, max(1 - 2 * high, 0.0), 1 - 2 * low)
    mean = cells.mean
    bias = Indicator(*(bound / mean for bound in (value, low, high))) if mean > 0 else Indicator(0.0, 0.0, 0.0)
    return Representativeness(r, mean, bias, spread)


def partial_indicators(cells: ResponseCells, *, confidence: float = 0.95) -> tuple[PartialIndicators, ...]:
    """The partial R-indicators of every characteristic (Schouten, Shlomo and Skinner 2011)."""
    return tuple(_partial(cells, name, confidence) for name in cells.names)


def level_indicators(cells: ResponseCells, name: str, *, confidence: float = 0.95) -> dict[int, Indicator]:
    """√share (rate − mean) of each level of one characteristic."""
    own = cells.column(name)
    return {int(level): _of_level(cells, own == level, confidence) for level in np.unique(own)}


def _partial(cells: ResponseCells, name: str, confidence: float) -> PartialIndicators:
    own = cells.column(name)
    others = [cells.column(other) for other in cells.names if other != name]
    within = _within(cells.shares, others)
    levels = [int(level) for level in np.unique(own)]
    averages = _averages(own, cells.shares)
    return PartialIndicators(
        name,
        _root(
            _distance(
                cells, averages.T @ _between(np.bincount(_ranks(own), weights=cells.shares)) @ averages, confidence
            )
        ),
        _root(_distance(cells, within.T @ np.diag(cells.shares) @ within, confidence)),
        level_indicators(cells, name, confidence=confidence),
        {
            level: _root(_distance(cells, within.T @ np.diag(cells.shares * (own == level)) @ within, confidence))
            for level in levels
        },
    )


def _distance(cells: ResponseCells, matrix: FloatArray, confidence: float) -> SquaredDistance:
    return squared_distance(cells.rates, matrix, cells.root, confidence=confidence)


def _root(distance: SquaredDistance) -> Indicator:
    return Indicator(*distance.root)


def _between(shares: FloatArray) -> FloatArray:
    """The matrix of Σ share (rate − mean)²."""
    return np.diag(shares) - np.outer(shares, shares)


def _ranks(codes: IntArray) -> IntArray:
    return np.unique(codes, return_inverse=True)[1].reshape(len(codes))


def _averages(codes: IntArray, shares: FloatArray) -> FloatArray:
    """(levels, cells) that turn rates of cells into those of levels."""
    ranks = _ranks(codes)
    member = (ranks[None, :] == np.arange(ranks.max() + 1)[:, None]) * shares[None, :]
    return np.asarray(member / member.sum(axis=1, keepdims=True))


def _within(shares: FloatArray, others: Sequence[IntArray]) -> FloatArray:
    """(cells, cells) that turn rates into their distances from the mean of the cells with the same other levels."""
    keys = np.column_stack(others) if others else np.zeros((len(shares), 1), dtype=np.int64)
    group = np.unique(keys, axis=0, return_inverse=True)[1].reshape(len(shares))
    averages = _averages(group, shares)
    return np.eye(len(shares)) - averages[group]


def _of_level(cells: ResponseCells, member: BoolArray, confidence: float) -> Indicator:
    share = float(cells.shares[member].sum())
    weights = cells.shares * member / share - cells.shares
    value = sqrt(share) * float(weights @ cells.rates)
    reach = float(ndtri(0.5 + confidence / 2)) * sqrt(share * float(np.square(weights @ cells.root).sum()))
    return Indicator(value, value - reach, value + reach)
