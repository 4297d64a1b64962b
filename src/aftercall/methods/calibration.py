"""Weights adjusted to known margins, their diagnostics, and the residuals that their variance is made of."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from aftercall.methods.arrays import FloatArray
from aftercall.methods.cells import Cells
from aftercall.methods.margins import Margin
from aftercall.methods.weight_diagnostics import WeightDiagnostics, weight_diagnostics


@dataclass(frozen=True)
class MarginLevel:
    """One level of one margin: the weighted count before and after, and what it was to be."""

    margin: str
    level: str
    before: float
    after: float
    target: float


@dataclass(frozen=True)
class CalibrationDiagnostics:
    """What the adjustment did to the weights. iterations: 1 where one step meets the margin."""

    iterations: int
    levels: tuple[MarginLevel, ...]
    before: WeightDiagnostics
    after: WeightDiagnostics
    smallest_factor: float
    largest_factor: float


@dataclass(frozen=True, eq=False)
class Calibration:
    """Weights that meet the margins, and what the variance of estimates made with them needs.

    base_weights, weights: (n,) before and after. residual_weights: (n,) those with which a level's mean score is taken,
    and sweeps: how often over all margins.
    """

    base_weights: FloatArray
    weights: FloatArray
    cells: Cells
    residual_weights: FloatArray
    sweeps: int
    diagnostics: CalibrationDiagnostics

    def residuals(self, scores: FloatArray) -> FloatArray:
        """(n, k) scores less what the margins explain of them (Deville and Särndal 1992, section 3)."""
        columns = [self._residual(column / self.weights) for column in scores.T]
        return np.asarray(np.column_stack(columns) * self.weights[:, None])

    def _residual(self, values: FloatArray) -> FloatArray:
        """(n,) values less what the margins explain of their cell's mean."""
        counts = self.cells.sums(self.residual_weights)
        means = self.cells.sums(self.residual_weights * values) / counts
        left = means
        for _ in range(self.sweeps):
            for margin in self.cells.margins:
                left = left - _level_means(margin, counts, left)[margin.codes]
        return np.asarray(values - (means - left)[self.cells.of_row])


def _level_means(margin: Margin, counts: FloatArray, values: FloatArray) -> FloatArray:
    """(levels,) the mean of the cells' values in each level, each cell counting as often as `counts` says."""
    sums, weight = margin.sums(counts * values), margin.sums(counts)
    return np.divide(sums, weight, out=np.zeros_like(sums), where=weight > 0)


def diagnose(
    before: FloatArray, after: FloatArray, margins: Sequence[Margin], iterations: int
) -> CalibrationDiagnostics:
    """Margins and weights before and after."""
    factor = after / before
    return CalibrationDiagnostics(
        iterations=iterations,
        levels=tuple(level for margin in margins for level in _margin_levels(margin, before, after)),
        before=weight_diagnostics(before),
        after=weight_diagnostics(after),
        smallest_factor=float(factor.min()),
        largest_factor=float(factor.max()),
    )


def _margin_levels(margin: Margin, before: FloatArray, after: FloatArray) -> list[MarginLevel]:
    sums = zip(margin.sums(before), margin.sums(after), margin.totals, strict=True)
    return [
        MarginLevel(margin.name, margin.label(level), float(was), float(now), float(target))
        for level, (was, now, target) in enumerate(sums)
    ]
