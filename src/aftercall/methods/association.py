"""Tests of whether two classifications are associated, which allow for the design.

Rao and Scott (1984), Annals of Statistics 12, with the F of Thomas and Rao (1990), and Koch, Freeman and Freeman's
(1975) Wald statistic, as in `svychisq` of R's survey.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import scipy

from aftercall.methods.arrays import BoolArray, Codes, FloatArray, MethodError, same_length
from aftercall.methods.calibration import Calibration
from aftercall.methods.estimators import Sample, estimate_with_covariance, final_weights
from aftercall.methods.scores import Estimator, mean_scores, total_scores


class Association(StrEnum):
    """The statistic of the test."""

    F = "F"
    CHISQ = "Chisq"
    WALD = "Wald"
    ADJUSTED_WALD = "adjWald"


@dataclass(frozen=True)
class TestResult:
    """A statistic with its degrees of freedom (df2 None for a chi-square) and p-value. n: rows with both values."""

    statistic: float
    df: float
    df2: float | None
    p_value: float
    n: int


@dataclass(frozen=True, eq=False)
class _Table:
    """cells: (rows, columns) population shares or counts. covariance: of the cells, row by row. n: respondents."""

    cells: FloatArray
    covariance: FloatArray
    n: int
    df: int


def association(
    design: Sample,
    rows: Codes,
    columns: Codes,
    *,
    statistic: Association = Association.F,
    domain: BoolArray | None = None,
    calibration: Calibration | None = None,
) -> TestResult:
    """Test whether (n,) rows and columns are independent. Codes below 0 are missing.

    Raises MethodError where either has only one level, or a Wald statistic does not exist.
    """
    same_length(design.size, rows=rows, columns=columns, domain=domain)
    base = (rows >= 0) & (columns >= 0)
    base = base if domain is None else base & domain
    if not base.any():
        raise MethodError("no row of the domain has a value of both variables")
    if statistic in {Association.F, Association.CHISQ}:
        return _rao_scott(_table(design, rows, columns, base, calibration, _share), statistic)
    return _wald(_table(design, rows, columns, base, calibration, _count), statistic)


def _table(
    design: Sample,
    rows: Codes,
    columns: Codes,
    base: BoolArray,
    calibration: Calibration | None,
    of: Callable[[BoolArray, BoolArray], Estimator],
) -> _Table:
    row, column = (np.unique(codes[base], return_inverse=True)[1] for codes in (rows, columns))
    shape = (int(row.max()) + 1, int(column.max()) + 1)
    if min(shape) < 2:
        raise MethodError("a test of association needs at least two levels of each variable")
    cell = np.full(design.size, -1)
    cell[base] = row * shape[1] + column
    estimators = (of(cell == number, base) for number in range(shape[0] * shape[1]))
    estimates, covariance = estimate_with_covariance(design, calibration, *estimators)
    cells = np.array([estimate.value for estimate in estimates]).reshape(shape)
    counted = base & (final_weights(design, calibration) > 0)
    return _Table(cells, covariance, design.people(counted), design.degrees_of_freedom(base))


def _share(indicator: BoolArray, base: BoolArray) -> Estimator:
    return lambda weights: mean_scores(weights, indicator.astype(np.float64), base)


def _count(indicator: BoolArray, base: BoolArray) -> Estimator:
    return lambda weights: total_scores(weights, indicator.astype(np.float64), base)


def _rao_scott(table: _Table, statistic: Association) -> TestResult:
    shares = table.cells
    expected = np.outer(shares.sum(axis=1), shares.sum(axis=0))
    pearson = table.n * float(np.sum(np.square(shares - expected) / expected))
    delta = _generalised_effects(table)
    trace, squares = float(np.trace(delta)), float(np.trace(delta @ delta))
    count = len(delta)
    if statistic is Association.CHISQ:
        return TestResult(pearson, count, None, float(scipy.special.chdtrc(count, pearson * count / trace)), table.n)
    df = trace**2 / squares
    adjusted = pearson / trace
    return TestResult(adjusted, df, df * table.df, float(scipy.special.fdtrc(df, df * table.df, adjusted)), table.n)


def _generalised_effects(table: _Table) -> FloatArray:
    """(k, k) generalised design effects of the k = (rows - 1)(columns - 1) contrasts that are 0 under independence."""
    shares = table.cells.ravel()
    inverse = np.divide(1.0, shares, out=np.zeros_like(shares), where=shares > 0)
    contrasts = _interactions(table.cells.shape)
    simple = (contrasts * (inverse / table.n)[:, None]).T @ contrasts
    scaled = contrasts * inverse[:, None]
    return np.linalg.solve(simple, scaled.T @ table.covariance @ scaled)


def _interactions(shape: tuple[int, ...]) -> FloatArray:
    """(cells, k) the interactions of a two-way table, with its main effects removed."""
    rows, columns = np.divmod(np.arange(shape[0] * shape[1]), shape[1])
    row, column = (rows[:, None] == np.arange(1, shape[0])), (columns[:, None] == np.arange(1, shape[1]))
    main = np.column_stack([np.ones(len(rows)), row, column])
    crossed = (row[:, :, None] & column[:, None, :]).reshape(len(rows), -1).astype(np.float64)
    return np.asarray(crossed - main @ np.linalg.lstsq(main, crossed, rcond=None)[0])


def _wald(table: _Table, statistic: Association) -> TestResult:
    differences, slopes = _departures(table.cells)
    variance = slopes @ table.covariance @ slopes.T
    if np.linalg.matrix_rank(variance) < len(variance):
        raise MethodError("the Wald statistic does not exist because the table's covariance is singular; use F")
    wald = float(differences @ np.linalg.solve(variance, differences))
    count = len(differences)
    if statistic is Association.WALD:
        return TestResult(
            wald / count, count, table.df, float(scipy.special.fdtrc(count, table.df, wald / count)), table.n
        )
    df2 = table.df - count + 1
    adjusted = wald * df2 / (count * table.df)
    return TestResult(adjusted, count, df2, float(scipy.special.fdtrc(count, df2, adjusted)), table.n)


def _departures(counts: FloatArray) -> tuple[FloatArray, FloatArray]:
    """(k,) n_ij - n_i. n_.j / n without the last row and column, and (k, cells) their derivatives by the counts."""
    rows, columns = counts.sum(axis=1), counts.sum(axis=0)
    kept = [(i, j) for i in range(len(rows) - 1) for j in range(len(columns) - 1)]
    slopes = [_slope(i, j, rows, columns) for i, j in kept]
    return np.array([counts[i, j] - rows[i] * columns[j] / rows.sum() for i, j in kept]), np.array(slopes)


def _slope(i: int, j: int, rows: FloatArray, columns: FloatArray) -> FloatArray:
    n = rows.sum()
    slope = np.full((len(rows), len(columns)), rows[i] * columns[j] / n**2)
    slope[i, j] += 1
    slope[i, :] -= columns[j] / n
    slope[:, j] -= rows[i] / n
    return slope.ravel()
