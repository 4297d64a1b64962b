"""Weights calibrated to known margins, with diagnostics and the residuals that their variance needs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from aftercall.methods.arrays import FloatArray, MethodError
from aftercall.methods.cells import Cells
from aftercall.methods.margins import Margin
from aftercall.methods.weight_diagnostics import WeightDiagnostics, weight_diagnostics


@dataclass(frozen=True)
class MarginLevel:
    """One level of one margin: the weighted count before and after, and its target."""

    margin: str
    level: str
    before: float
    after: float
    target: float


@dataclass(frozen=True)
class CalibrationDiagnostics:
    """What the calibration did to the weights. iterations: 1 where one step meets the margin."""

    iterations: int
    levels: tuple[MarginLevel, ...]
    before: WeightDiagnostics
    after: WeightDiagnostics
    smallest_factor: float
    largest_factor: float


@dataclass(frozen=True, eq=False)
class Calibration:
    """Weights that meet the margins, and what the variance of estimates made with them needs.

    base_weights, weights: (n,) before and after. residual: what the margins leave unexplained of (n,) values per
    person. diagnose: computes the diagnostics on demand. earlier: the calibration whose weights this one started from.
    """

    base_weights: FloatArray
    weights: FloatArray
    residual: Callable[[FloatArray], FloatArray]
    diagnose: Callable[[], CalibrationDiagnostics]
    earlier: "Calibration | None" = None

    @cached_property
    def diagnostics(self) -> CalibrationDiagnostics:
        """What the calibration did to the weights."""
        return self.diagnose()

    def residuals(self, scores: FloatArray) -> FloatArray:
        """(n, k) scores minus the part that the margins explain (Deville and Särndal 1992, section 3)."""
        left = scores if self.earlier is None else self.earlier.residuals(scores)
        columns = [self.residual(column / self.weights) for column in left.T]
        return np.asarray(np.column_stack(columns) * self.weights[:, None])

    def after(self, earlier: "Calibration") -> "Calibration":
        """This calibration as the step after an earlier one. Raises MethodError unless it started from its weights."""
        if not np.array_equal(earlier.weights, self.base_weights):
            raise MethodError("the second calibration did not start from the weights of the first")
        return replace(self, base_weights=earlier.base_weights, earlier=earlier)


@dataclass(frozen=True, eq=False)
class CellResidual:
    """Values minus the mean of their level, for one margin after another.

    weights: (n,) with which a level's mean is taken; None: unweighted. sweeps: passes over all margins.
    """

    cells: Cells
    weights: FloatArray | None
    sweeps: int

    @property
    def counts(self) -> FloatArray:
        """(cells,) the weight that each cell has in the means."""
        return self.cells.counts if self.weights is None else self.cells.sums(self.weights)

    def __call__(self, values: FloatArray) -> FloatArray:
        """(n,) what the margins leave unexplained of the values of their cell's people."""
        counts = self.counts
        sums = self.cells.sums(values if self.weights is None else self.weights * values)
        means = np.divide(sums, counts, out=np.zeros_like(sums), where=counts > 0)
        left = means
        for _ in range(self.sweeps):
            for margin in self.cells.margins:
                left = left - _level_means(margin, counts, left)[margin.codes]
        return np.asarray(values - (means - left)[self.cells.of_row])


def _level_means(margin: Margin, counts: FloatArray, values: FloatArray) -> FloatArray:
    """(levels,) the mean of the cells' values in each level, weighted by `counts`."""
    sums, weight = margin.sums(counts * values), margin.sums(counts)
    return np.divide(sums, weight, out=np.zeros_like(sums), where=weight > 0)


def diagnose(
    before: FloatArray,
    after: FloatArray,
    margins: Sequence[Margin],
    iterations: int,
    totals: tuple[MarginLevel, ...] = (),
) -> CalibrationDiagnostics:
    """Margins and weights before and after. totals: of columns that are not classifications."""
    factor = after / before
    return CalibrationDiagnostics(
        iterations=iterations,
        levels=totals + tuple(level for margin in margins for level in _margin_levels(margin, before, after)),
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
