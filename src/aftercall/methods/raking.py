"""Raking: start weights changed as little as possible so that the sample agrees with known margins.

Iterative proportional fitting (Deming and Stephan 1940; Deville, Särndal and Sautory 1993). Rows that share every level
have the same factor, so the fitting runs over the cells of the margins rather than the rows.
"""

from collections.abc import Sequence

import numpy as np

from aftercall.methods.arrays import FloatArray, IntArray, MethodError, positive_weights
from aftercall.methods.calibration import Calibration, CellResidual, diagnose
from aftercall.methods.cells import cells_of
from aftercall.methods.margins import Margin, check_margins, check_presence

# As in R: raking subtracts unweighted means of the scores in ten passes, post-stratification subtracts weighted means.
_SWEEPS = 10


def rake(
    weights: FloatArray,
    margins: Sequence[Margin],
    *,
    counts: IntArray | None = None,
    tolerance: float = 1e-10,
    max_iterations: int = 1000,
) -> Calibration:
    """Rake (n,) start weights to the margins, each met to `tolerance` of its total.

    counts: (n,) people of each row, as in `Design`. Raises MethodError where a margin can't be met, margins disagree,
    or the iterations do not converge.
    """
    positive_weights(weights)
    check_margins(margins, len(weights))
    cells = cells_of(margins)
    start = cells.sums(weights)
    for margin in cells.margins:
        check_presence(margin, margin.sums(start))
    factor, iterations = _fit(start, cells.margins, tolerance, max_iterations)
    raked = weights * factor[cells.of_row]
    return Calibration(
        base_weights=weights,
        weights=raked,
        residual=CellResidual(cells, None if counts is None else counts.astype(np.float64), _SWEEPS),
        diagnose=lambda: diagnose(weights, raked, margins, iterations),
    )


def _fit(start: FloatArray, cells: Sequence[Margin], tolerance: float, limit: int) -> tuple[FloatArray, int]:
    current = start.copy()
    for iteration in range(1, limit + 1):
        for margin in cells:
            current *= _ratio(margin, current)[margin.codes]
        if all(np.abs(_ratio(margin, current) - 1).max() <= tolerance for margin in cells):
            return np.divide(current, start, out=np.ones_like(start), where=start > 0), iteration
    raise MethodError(_no_convergence(cells, current, limit))


def _ratio(margin: Margin, weights: FloatArray) -> FloatArray:
    """(levels,) population total over weighted count; 1 for a level in neither the sample nor the population."""
    sums = margin.sums(weights)
    return np.divide(margin.totals, sums, out=np.ones_like(sums), where=sums > 0)


def _no_convergence(cells: Sequence[Margin], current: FloatArray, limit: int) -> str:
    worst = max(cells, key=lambda margin: float(np.abs(_ratio(margin, current) - 1).max()))
    level = int(np.abs(_ratio(worst, current) - 1).argmax())
    return (
        f"raking did not converge in {limit} iterations; margin {worst.name}, level {worst.label(level)} is furthest "
        "from its total: merge levels that rarely occur together with the others"
    )
