"""Calibration: weights changed as little as possible so that known columns have their population totals.

The new weight is w F(x'λ), and λ is found by Newton's method. F is the inverse of the distance's derivative (Deville
and Särndal 1992, section 2): 1 + u (linear), exp u (raking), or a logistic curve between two bounds (logit). The
linear distance may be truncated at bounds, too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from aftercall.methods.arrays import FloatArray, MethodError, first_rows, positive_weights, same_length
from aftercall.methods.calibration import Calibration, MarginLevel, diagnose

type Bounds = tuple[float, float]


class Distance(StrEnum):
    """How the change of the weights is measured."""

    LINEAR = "linear"
    RAKING = "raking"
    LOGIT = "logit"


@dataclass(frozen=True, eq=False)
class Totals:
    """columns: (n, k) auxiliary variables. totals: (k,) their population totals. names: (k,)."""

    columns: FloatArray
    totals: FloatArray
    names: tuple[str, ...]


@dataclass(frozen=True)
class _Curve:
    """The factor F(u) and its derivative, both (n,)."""

    factor: Callable[[FloatArray], FloatArray]
    slope: Callable[[FloatArray], FloatArray]


def calibrate(
    weights: FloatArray,
    known: Totals,
    *,
    distance: Distance = Distance.LINEAR,
    bounds: Bounds | None = None,
    tolerance: float = 1e-11,
    max_iterations: int = 200,
) -> Calibration:
    """Calibrate (n,) start weights to the totals, each met to `tolerance` of the weighted absolute sum of its column.

    bounds: the smallest and largest factor by which a weight may be multiplied; required for `logit`, not allowed for
    `raking`. Raises MethodError where the totals can't be met.
    """
    positive_weights(weights)
    _check(weights, known)
    curve = _curve(distance, bounds)
    scaled = _Problem(weights, known.columns / _scales(weights, known), known.totals / _scales(weights, known), curve)
    factor, iterations = _solve(scaled, known.names, tolerance, max_iterations)
    if not (factor > 0).all():
        raise MethodError("calibration makes a weight 0 or negative; set bounds, or use the distance raking or logit")
    adjusted = weights * factor
    return Calibration(
        base_weights=weights,
        weights=adjusted,
        residual=_RegressionResidual(weights, known.columns),
        diagnose=lambda: diagnose(weights, adjusted, (), iterations, _levels(known, weights, adjusted)),
    )


class _RegressionResidual:
    """Values minus their regression on the auxiliary variables, with the weights before calibration."""

    def __init__(self, weights: FloatArray, columns: FloatArray) -> None:
        self._root = np.sqrt(weights)
        left, singular, _ = np.linalg.svd(columns * self._root[:, None], full_matrices=False)
        self._basis = left[:, singular > singular.max() * 1e-11]

    def __call__(self, values: FloatArray) -> FloatArray:
        rooted = values * self._root
        return np.asarray((rooted - self._basis @ (self._basis.T @ rooted)) / self._root)


@dataclass(frozen=True, eq=False)
class _Problem:
    weights: FloatArray
    columns: FloatArray
    totals: FloatArray
    curve: _Curve

    def misfit(self, multiplier: FloatArray) -> FloatArray:
        """(k,) totals minus the calibrated sums of the columns."""
        return self.totals - (self.weights * self.curve.factor(self.columns @ multiplier)) @ self.columns

    def step(self, multiplier: FloatArray, misfit: FloatArray) -> FloatArray:
        """Newton's step; collinear columns share it."""
        slope = self.weights * self.curve.slope(self.columns @ multiplier)
        jacobian = (self.columns * slope[:, None]).T @ self.columns
        return np.asarray(np.linalg.lstsq(jacobian, misfit, rcond=1e-12)[0])


def _solve(problem: _Problem, names: tuple[str, ...], tolerance: float, limit: int) -> tuple[FloatArray, int]:
    multiplier = np.zeros(len(names))
    misfit = problem.misfit(multiplier)
    for iteration in range(1, limit + 1):
        multiplier, misfit = _damped(problem, multiplier, misfit)
        if np.abs(misfit).max() <= tolerance:
            return problem.curve.factor(problem.columns @ multiplier), iteration
    worst = names[int(np.abs(misfit).argmax())]
    raise MethodError(
        f"calibration did not converge in {limit} iterations; {worst} is furthest from its total: check it, widen the "
        "bounds, or leave it out"
    )


def _damped(problem: _Problem, multiplier: FloatArray, misfit: FloatArray) -> tuple[FloatArray, FloatArray]:
    """One step, halved until it reduces the misfit."""
    step = problem.step(multiplier, misfit)
    for _ in range(30):
        with np.errstate(over="ignore", invalid="ignore"):
            found = problem.misfit(multiplier + step)
        if np.isfinite(found).all() and np.abs(found).sum() < np.abs(misfit).sum():
            return multiplier + step, found
        step = step / 2
    return multiplier, misfit


def _curve(distance: Distance, bounds: Bounds | None) -> _Curve:
    if bounds is not None and not 0 <= bounds[0] < 1 < bounds[1]:
        raise MethodError("bounds: the lower must be between 0 and 1 and the upper above 1, such as 0.4 and 2.5")
    if distance is Distance.RAKING:
        if bounds is not None:
            raise MethodError("the distance raking allows no bounds; use logit or linear")
        return _Curve(np.exp, np.exp)
    if distance is Distance.LINEAR:
        return _linear(bounds or (-np.inf, np.inf))
    if bounds is None or not np.isfinite(bounds).all():
        raise MethodError("the distance logit needs two bounds, such as 0.4 and 2.5")
    return _logit(bounds)


def _linear(bounds: Bounds) -> _Curve:
    low, high = bounds
    return _Curve(
        lambda u: np.clip(1 + u, low, high),
        lambda u: ((1 + u > low) & (1 + u < high)).astype(np.float64),
    )


def _logit(bounds: Bounds) -> _Curve:
    low, high = bounds
    rate = (high - low) / ((1 - low) * (high - 1))

    def share(u: FloatArray) -> FloatArray:  # of the distance from low to high
        return np.asarray(1 / (1 + (high - 1) / (1 - low) * np.exp(-rate * u)))

    return _Curve(lambda u: low + (high - low) * share(u), lambda u: rate * (high - low) * share(u) * (1 - share(u)))


def _check(weights: FloatArray, known: Totals) -> None:
    same_length(len(weights), **{"the auxiliary variables": known.columns})
    for name, column, total in zip(known.names, known.columns.T, known.totals, strict=True):
        if not np.isfinite(column).all():
            raise MethodError(f"{name}: {first_rows(~np.isfinite(column))} has no value")
        if not np.isfinite(total):
            raise MethodError(f"{name}: the population total is missing")
        if not column.any() and total != 0:
            raise MethodError(f"{name}: is 0 in every row, so a total of {total:g} can't be met")


def _scales(weights: FloatArray, known: Totals) -> FloatArray:
    """(k,) divisors that make columns of different units comparable."""
    sums = weights @ np.abs(known.columns)
    return np.where(sums > 0, sums, 1.0)


def _levels(known: Totals, before: FloatArray, after: FloatArray) -> tuple[MarginLevel, ...]:
    sums = zip(known.names, before @ known.columns, after @ known.columns, known.totals, strict=True)
    return tuple(MarginLevel(name, "", float(was), float(now), float(total)) for name, was, now, total in sums)
