"""Linearised estimates: an estimate with the score of each row.

The variance of an estimate is that of the total of its scores z (Taylor linearisation; Woodruff 1971, Binder 1983).
Rows outside the domain have the score 0 but remain in the design, because the size of the domain is random.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from aftercall.methods.arrays import BoolArray, FloatArray, MethodError, same_length


@dataclass(frozen=True, eq=False)
class LinearisedEstimate:
    """An estimate, the (n,) scores of the rows, and the (n,) rows that it was made from."""

    value: float
    scores: FloatArray
    rows: BoolArray


def rows_with_values(size: int, values: FloatArray, domain: BoolArray | None) -> BoolArray:
    """(n,) the domain's rows with a value. Raises MethodError if there are none, or a value is infinite."""
    same_length(size, values=values, domain=domain)
    if np.isinf(values).any():
        raise MethodError("a value is infinite")
    rows = ~np.isnan(values) if domain is None else domain & ~np.isnan(values)
    if not rows.any():
        raise MethodError("no row of the domain has a value")
    return rows


type Estimator = Callable[[FloatArray], LinearisedEstimate]
"""An estimate as a function of the (n,) weights."""


def mean_scores(weights: FloatArray, values: FloatArray, rows: BoolArray) -> LinearisedEstimate:
    """sum(w y) / sum(w) over the rows, with z = w (y - mean) / sum(w)."""
    w = np.where(rows, weights, 0.0)
    y = np.where(rows, values, 0.0)
    mean = float(w @ y / w.sum())
    return LinearisedEstimate(mean, w * (y - mean) / w.sum(), rows)


def total_scores(weights: FloatArray, values: FloatArray, rows: BoolArray) -> LinearisedEstimate:
    """sum(w y) over the rows, with z = w y."""
    scores = np.where(rows, weights * np.where(rows, values, 0.0), 0.0)
    return LinearisedEstimate(float(scores.sum()), scores, rows)


def ratio_scores(
    weights: FloatArray, numerator: FloatArray, denominator: FloatArray, rows: BoolArray
) -> LinearisedEstimate:
    """sum(w y) / sum(w x) over the rows, with z = w (y - ratio x) / sum(w x)."""
    w = np.where(rows, weights, 0.0)
    y, x = np.where(rows, numerator, 0.0), np.where(rows, denominator, 0.0)
    denominator_total = float(w @ x)
    if denominator_total == 0:
        raise MethodError("the ratio's denominator adds up to 0")
    ratio = float(w @ y) / denominator_total
    return LinearisedEstimate(ratio, w * (y - ratio * x) / denominator_total, rows)
