"""Which parts of the experience move the whole: each part's share of R², averaged over every order of entry.

Lindeman, Merenda and Gold (1980), known as LMG; the same as Shapley's value of R² (Grömping 2007, American
Statistician 61). Linearised here: a row moves the R² of a regression by ((1 − R²) y² − e²) / Σ w y², with y its
distance from the mean and e what the regression leaves of it. That is a square form of the row, so the shares, which
are sums of such R², are square forms too: one for each part, however many regressions there are.
"""

from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from math import comb, sqrt

import numpy as np

from aftercall.methods.arrays import BoolArray, FloatArray, MethodError
from aftercall.methods.calibration import Calibration
from aftercall.methods.intervals import check_confidence, mean_interval
from aftercall.methods.measure import Sample, final_weights, measure_together
from aftercall.methods.scores import Scored

_MOST = 12  # parts: 2^12 regressions


class Priority(StrEnum):
    """Where a part lies in the importance-performance picture (Martilla and James 1977, Journal of Marketing 41)."""

    BEGIN_HERE = "begin_here"  # it matters, and does badly
    KEEP_UP = "keep_up"  # it matters, and does well
    LATER = "later"  # it matters less, and does badly
    LEAVE = "leave"  # it matters less, and does well


@dataclass(frozen=True)
class Driver:
    """One part of the experience. importance: its share of the variance of the whole, from 0 to 1. performance: its
    mean."""

    part: str
    importance: float
    se: float
    low: float | None
    high: float | None
    performance: float


@dataclass(frozen=True)
class Drivers:
    """explained: R², the sum of the importances. n: rows with the whole and every part."""

    drivers: tuple[Driver, ...]
    explained: float
    n: int


def drivers(
    sample: Sample,
    whole: FloatArray,
    parts: FloatArray,
    names: tuple[str, ...],
    *,
    calibration: Calibration | None = None,
    confidence: float = 0.95,
) -> Drivers:
    """The importance of (n, k) parts for the (n,) whole, among the rows that have all of them (NaN where missing).

    Raises MethodError for more than 12 parts, or where the whole or a part does not vary.
    """
    check_confidence(confidence)
    if not 1 <= len(names) <= _MOST:
        raise MethodError(f"{len(names)} parts; give one to {_MOST}")
    values = np.column_stack([parts, whole])
    rows: BoolArray = ~np.isnan(values).any(axis=1)
    if not rows.any():
        raise MethodError("nobody answered on the whole and every part")
    complete = np.where(rows[:, None], values, 0.0)
    _check_spread(complete[rows], names)
    found, covariance = measure_together(sample, calibration, lambda weights: _shares(complete, weights, rows))
    weights = final_weights(sample, calibration)[rows]
    means = weights @ parts[rows] / weights.sum()
    df = sample.degrees_of_freedom(rows)
    made = []
    for name, share, variance, performance in zip(names, found, np.diag(covariance), means, strict=True):
        low, high = mean_interval(share.value, sqrt(variance), df, confidence) or (None, None)
        made.append(Driver(name, share.value, sqrt(variance), low, high, float(performance)))
    return Drivers(tuple(made), sum(driver.importance for driver in made), int(sample.people(rows)))


def priorities(found: Drivers) -> tuple[Priority, ...]:
    """Each part's place: more or less important than the parts' mean, better or worse than their mean performance."""
    count = len(found.drivers)
    importance = sum(driver.importance for driver in found.drivers) / count
    performance = sum(driver.performance for driver in found.drivers) / count
    places = {
        (True, False): Priority.BEGIN_HERE,
        (True, True): Priority.KEEP_UP,
        (False, False): Priority.LATER,
        (False, True): Priority.LEAVE,
    }
    return tuple(places[d.importance >= importance, d.performance >= performance] for d in found.drivers)


def _shares(values: FloatArray, weights: FloatArray, rows: BoolArray) -> tuple[Scored, ...]:
    """Each part's gain of R², averaged over the orders; the whole stands in the last column."""
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
        Scored(float(gain), used * np.einsum("ni,ij,nj->n", centred, form, centred, optimize=True), rows)
        for gain, form in zip(gains, forms, strict=True)
    )


def _explained(products: FloatArray, subset: tuple[int, ...]) -> tuple[float, FloatArray]:
    """R² of the regression on these parts, and the (k + 1, k + 1) form of its rows' scores."""
    chosen = list(subset)
    left = np.zeros(
        len(products)
    )  # what the regression leaves of a row: the whole less the parts by their coefficients
    left[-1] = 1.0
    left[chosen] = -np.linalg.lstsq(products[np.ix_(chosen, chosen)], products[chosen, -1], rcond=None)[0]
    r_squared = float(-left[chosen] @ products[chosen, -1] / products[-1, -1])
    form = -np.outer(left, left)
    form[-1, -1] += 1 - r_squared
    return r_squared, form / products[-1, -1]


def _check_spread(values: FloatArray, names: tuple[str, ...]) -> None:
    for name, column in zip((*names, "the whole"), values.T, strict=True):
        if column.min() == column.max():
            raise MethodError(f"{name}: everybody gave the same answer, so it moves nothing")
