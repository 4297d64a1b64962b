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
import scipy

from aftercall.methods.arrays import BoolArray, FloatArray, IntArray
from aftercall.methods.quadratic import SquaredLength, squared_length
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
    spread: SquaredLength


@dataclass(frozen=True)
class PartialIndicators:
    """How much one characteristic contributes.

    unconditional: the standard deviation between its levels. conditional: that within cells of all the others, 0 if it
    adds nothing to them. by_level: √share (rate − mean), below 0 for a level that responds less than the average.
    conditional_by_level: √Σ share (rate − mean of the cells with the same other levels)² over the cells of a level.
    """

    name: str
    unconditional: Indicator
    conditional: Indicator
    by_level: dict[int, Indicator]
    conditional_by_level: dict[int, Indicator]


def representativeness(cells: ResponseCells, *, confidence: float = 0.95) -> Representativeness:
    """The R-indicator of these cells."""
    spread = _length(cells, np.zeros(len(cells.shares), dtype=np.int64), confidence)
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
    others = _group([cells.column(other) for other in cells.names if other != name], len(own))
    by_level = level_indicators(cells, name, confidence=confidence)
    levels = _levels_as_cells(cells, own)
    everybody = np.zeros(len(levels.shares), dtype=np.int64)
    within = {level: _root(_length(cells, others, confidence, of=own == level)) for level in by_level}
    return PartialIndicators(
        name,
        _root(_length(levels, everybody, confidence)),
        _root(_length(cells, others, confidence)),
        by_level,
        within,
    )


def _length(cells: ResponseCells, group: IntArray, confidence: float, *, of: BoolArray | None = None) -> SquaredLength:
    """Σ share (rate − mean of its group)², over all cells or some."""
    share = cells.shares if of is None else cells.shares * of
    parts = np.sqrt(share)
    rates, root = (_less_mean(values, cells.shares, group) for values in (cells.rates[:, None], cells.root))
    return squared_length(parts * rates[:, 0], parts[:, None] * root, confidence=confidence)


def _root(length: SquaredLength) -> Indicator:
    return Indicator(*length.root)


def _less_mean(values: FloatArray, shares: FloatArray, group: IntArray) -> FloatArray:
    """(cells, k) values less the mean of their group."""
    return np.asarray(values - _means(values, shares, group)[group])


def _means(values: FloatArray, shares: FloatArray, group: IntArray) -> FloatArray:
    """(groups, k) the mean of each group."""
    sums = np.zeros((int(group.max()) + 1, values.shape[1]))
    np.add.at(sums, group, shares[:, None] * values)
    return np.asarray(sums / np.bincount(group, weights=shares)[:, None])


def _group(columns: Sequence[IntArray], size: int) -> IntArray:
    """(cells,) the number of the group with the same levels; one group without any columns."""
    if not columns:
        return np.zeros(size, dtype=np.int64)
    return np.unique(np.column_stack(columns), axis=0, return_inverse=True)[1].reshape(size).astype(np.int64)


def _levels_as_cells(cells: ResponseCells, own: IntArray) -> ResponseCells:
    """The levels of one characteristic as cells."""
    group = _group([own], len(own))
    rates, root = (_means(values, cells.shares, group) for values in (cells.rates[:, None], cells.root))
    levels = np.unique(own)[:, None]
    return ResponseCells(("",), levels, np.bincount(group, weights=cells.shares), rates[:, 0], root)


def _of_level(cells: ResponseCells, member: BoolArray, confidence: float) -> Indicator:
    share = float(cells.shares[member].sum())
    weights = cells.shares * member / share - cells.shares
    value = sqrt(share) * float(weights @ cells.rates)
    reach = float(scipy.special.ndtri(0.5 + confidence / 2)) * sqrt(
        share * float(np.square(weights @ cells.root).sum())
    )
    return Indicator(value, value - reach, value + reach)
