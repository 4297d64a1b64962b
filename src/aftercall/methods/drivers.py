"""Key drivers: each part's share of the R² of the overall rating, averaged over all orders of entry.

Lindeman, Merenda and Gold (1980), known as LMG; the same as Shapley's value of R² (Grömping 2007, American
Statistician 61). Linearised: a row's influence on the R² of a regression is ((1 − R²) y² − e²) / Σ w y², with y its
distance from the mean and e its residual. That is a quadratic form in the row. The shares are sums of such R², so each
is a single quadratic form, whatever the number of regressions.
"""

from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from math import comb, sqrt

import numpy as np

from aftercall.methods.arrays import BoolArray, FloatArray, MethodError
from aftercall.methods.calibration import Calibration
from aftercall.methods.estimators import Sample, estimate_jointly, final_weights
from aftercall.methods.intervals import check_confidence, mean_interval
from aftercall.methods.scores import LinearisedEstimate

_MAX_PARTS = 12  # 2^12 regressions


class Priority(StrEnum):
    """The quadrant of a part in importance-performance analysis (Martilla and James 1977, Journal of Marketing 41)."""

    BEGIN_HERE = "begin_here"  # more important, worse
    KEEP_UP = "keep_up"  # more important, better
    LATER = "later"  # less important, worse
    LEAVE = "leave"  # less important, better


@dataclass(frozen=True)
class Driver:
    """One part of the experience. importance: its share of the variance of the overall rating, from 0 to 1.
    performance: its mean."""

    part: str
    importance: float
    se: float
    low: float | None
    high: float | None
    performance: float


@dataclass(frozen=True)
class Drivers:
    """explained: R², the sum of the importances. n: rows with an overall rating and every part."""

    drivers: tuple[Driver, ...]
    explained: float
    n: int


def drivers(
    sample: Sample,
    overall: FloatArray,
    parts: FloatArray,
    names: tuple[str, ...],
    *,
    calibration: Calibration | None = None,
    confidence: float = 0.95,
) -> Drivers:
    """The importance of (n, k) parts for the (n,) overall rating, among rows with all of them (NaN where missing).

    Raises MethodError for more than 12 parts, or where the overall rating or a part does not vary.
    """
    check_confidence(confidence)
    if not 1 <= len(names) <= _MAX_PARTS:
        raise MethodError(f"{len(names)} parts; give one to {_MAX_PARTS}")
    values = np.column_stack([parts, overall])
    rows: BoolArray = ~np.isnan(values).any(axis=1)
    if not rows.any():
        raise MethodError("nobody rated the whole experience and every part")
    complete = np.where(rows[:, None], values, 0.0)
    _check_spread(complete[rows], names)
    found, covariance = estimate_jointly(sample, calibration, lambda weights: _shares(complete, weights, rows))
    weights = final_weights(sample, calibration)[rows]
    means = weights @ parts[rows] / weights.sum()
    df = sample.degrees_of_freedom(rows)
    made = []
    for name, share, variance, performance in zip(names, found, np.diag(covariance), means, strict=True):
        low, high = mean_interval(share.value, sqrt(variance), df, confidence) or (None, None)
        made.append(Driver(name, share.value, sqrt(variance), low, high, float(performance)))
    return Drivers(tuple(made), sum(driver.importance for driver in made), int(sample.people(rows)))


def priorities(found: Drivers) -> tuple[Priority, ...]:
    """Each part's quadrant: above or below the mean importance, and above or below the mean performance."""
    count = len(found.drivers)
    importance = sum(driver.importance for driver in found.drivers) / count
    performance = sum(driver.performance for driver in found.drivers) / count
    quadrants = {
        (True, False): Priority.BEGIN_HERE,
        (True, True): Priority.KEEP_UP,
        (False, False): Priority.LATER,
        (False, True): Priority.LEAVE,
    }
    return tuple(quadrants[d.importance >= importance, d.performance >= performance] for d in found.drivers)


def _shares(values: FloatArray, weights: FloatArray, rows: BoolArray) -> tuple[LinearisedEstimate, ...]:
    """Each part's gain of R², averaged over the orders. The last column is the overall rating."""
    used = np.where(rows, weights, 0.0)
    centred = np.where(rows[:, None], values - used @ values / used.sum(), 0.0)
    products = (centred * used[:, None]).T @ centred
    k = len(products) - 1
    explained = {
        subset: _explained(products, subset) for size in range(k + 1) for subset in combinations(range(k), size)
    }
    gains, forms = np.zeros(k), np.zeros((k, k + 1, k + 1))
    for subset, (before, form_before) in explained.items():
        for part in set(range(k)) - set(subset):
            after, form_after = explained[tuple(sorted((*subset, part)))]
            share_of_orders = 1 / (k * comb(k - 1, len(subset)))
            gains[part] += share_of_orders * (after - before)
            forms[part] += share_of_orders * (form_after - form_before)
    return tuple(
        LinearisedEstimate(float(gain), used * np.einsum("ni,ij,nj->n", centred, form, centred, optimize=True), rows)
        for gain, form in zip(gains, forms, strict=True)
    )


def _explained(products: FloatArray, subset: tuple[int, ...]) -> tuple[float, FloatArray]:
    """R² of the regression on these parts, and the (k + 1, k + 1) quadratic form of its scores."""
    chosen = list(subset)
    residual = np.zeros(len(products))  # coefficients of a row's residual: 1 for the rating, minus those of the parts
    residual[-1] = 1.0
    residual[chosen] = -np.linalg.lstsq(products[np.ix_(chosen, chosen)], products[chosen, -1], rcond=None)[0]
    r_squared = float(-residual[chosen] @ products[chosen, -1] / products[-1, -1])
    form = -np.outer(residual, residual)
    form[-1, -1] += 1 - r_squared
    return r_squared, form / products[-1, -1]


def _check_spread(values: FloatArray, names: tuple[str, ...]) -> None:
    for name, column in zip((*names, "the overall rating"), values.T, strict=True):
        if column.min() == column.max():
            raise MethodError(f"{name}: everybody gave the same answer, so its importance is undefined")
