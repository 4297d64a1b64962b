"""Proportion, mean, total and ratio, overall or of a domain, with standard error, interval and design effect."""

from dataclasses import dataclass
from math import log, sqrt

import numpy as np

from aftercall.methods.arrays import BoolArray, FloatArray, MethodError, first_rows
from aftercall.methods.calibration import Calibration
from aftercall.methods.estimators import Sample, estimate_with_covariance, final_weights
from aftercall.methods.intervals import (
    Bounds,
    IntervalMethod,
    Precision,
    check_confidence,
    mean_interval,
    proportion_interval,
)
from aftercall.methods.replicates import ReplicateDesign
from aftercall.methods.scores import (
    Estimator,
    LinearisedEstimate,
    mean_scores,
    ratio_scores,
    rows_with_values,
    total_scores,
)


@dataclass(frozen=True)
class Estimate:
    """An estimate with its precision.

    n: people with a value in the domain (the base). weighted_n: the sum of their weights. df: degrees of freedom.
    low, high: the interval, None without degrees of freedom. deff: variance relative to that of a simple random sample
    of the same size without replacement (`deff=TRUE` in R's survey), deff_with_replacement: with replacement; None
    where such a sample would have no variance.
    """

    estimate: float
    se: float
    df: int
    low: float | None
    high: float | None
    n: int
    weighted_n: float
    deff: float | None
    deff_with_replacement: float | None
    confidence: float


def proportion(
    design: Sample,
    indicator: FloatArray | BoolArray,
    *,
    domain: BoolArray | None = None,
    calibration: Calibration | None = None,
    interval: IntervalMethod | str = IntervalMethod.LOGIT,
    confidence: float = 0.95,
) -> Estimate:
    """The share of the domain for which the (n,) indicator is 1.

    indicator: 1 and 0 or true and false; NaN where the question was not answered, which removes the row from the base
    but not from the design. Where the proportion is 0 or 1, the standard error is 0 and the interval is the
    Clopper-Pearson interval of n people.
    """
    check_confidence(confidence)
    estimator = proportion_estimator(design.size, indicator, domain)
    (share,), covariance = estimate_with_covariance(design, calibration, estimator)
    variance = float(covariance[0, 0])
    df = design.degrees_of_freedom(share.rows)
    log_odds = _log_odds_variance(design, calibration, indicator, domain) if variance > 0 else None
    precision = Precision(share.value, variance, design.people(share.rows), df, confidence, log_odds)
    bounds = proportion_interval(_interval(interval), precision)
    return _estimate(design, calibration, share, variance, bounds, confidence)


def _log_odds_variance(
    design: Sample, calibration: Calibration | None, indicator: FloatArray | BoolArray, domain: BoolArray | None
) -> float | None:
    """The variance of log p/(1 − p) over replicates; None without replicates, or where p is 0 or 1 in one of them."""
    if not isinstance(design, ReplicateDesign):
        return None
    share = proportion_estimator(design.size, indicator, domain)
    if not all(0 < share(weights).value < 1 for weights in design.replicates.T):
        return None

    def log_odds(weights: FloatArray) -> LinearisedEstimate:
        found = share(weights)
        return LinearisedEstimate(log(found.value / (1 - found.value)), found.scores, found.rows)

    return float(estimate_with_covariance(design, calibration, log_odds)[1][0, 0])


def mean(
    design: Sample,
    values: FloatArray,
    *,
    domain: BoolArray | None = None,
    calibration: Calibration | None = None,
    confidence: float = 0.95,
) -> Estimate:
    """The mean of the (n,) values in the domain; NaN where missing."""
    return with_t_interval(design, calibration, mean_estimator(design.size, values, domain), confidence)


def total(
    design: Sample,
    values: FloatArray,
    *,
    domain: BoolArray | None = None,
    calibration: Calibration | None = None,
    confidence: float = 0.95,
) -> Estimate:
    """The sum of the (n,) values over the domain's population; rows without a value (NaN) do not count."""
    rows = rows_with_values(design.size, values, domain)
    return with_t_interval(design, calibration, lambda weights: total_scores(weights, values, rows), confidence)


def ratio(
    design: Sample,
    numerator: FloatArray,
    denominator: FloatArray,
    *,
    domain: BoolArray | None = None,
    calibration: Calibration | None = None,
    confidence: float = 0.95,
) -> Estimate:
    """The numerator's total divided by the denominator's, among the domain's rows with both."""
    rows = rows_with_values(design.size, np.where(np.isnan(numerator), np.nan, denominator), domain)
    return with_t_interval(
        design, calibration, lambda weights: ratio_scores(weights, numerator, denominator, rows), confidence
    )


def mean_estimator(size: int, values: FloatArray, domain: BoolArray | None) -> Estimator:
    """The mean of the (n,) values among the domain's rows with one, as a function of the weights."""
    rows = rows_with_values(size, values, domain)
    return lambda weights: mean_scores(weights, values, rows)


def proportion_estimator(size: int, indicator: FloatArray | BoolArray, domain: BoolArray | None) -> Estimator:
    """A proportion as a function of the weights. Raises MethodError where the indicator is not 0, 1 or NaN."""
    values = np.asarray(indicator, dtype=np.float64)
    invalid = ~(np.isnan(values) | (values == 0) | (values == 1))
    if invalid.any():
        raise MethodError(f"{first_rows(invalid)}: the indicator is neither 0 nor 1")
    rows = rows_with_values(size, values, domain)
    first = float(values[rows][0])
    if (values[rows] == first).all():  # exactly 0 or 1, despite rounding in the sums of the weights
        return lambda _weights: LinearisedEstimate(first, np.zeros(size), rows)
    return lambda weights: mean_scores(weights, values, rows)


def _interval(name: IntervalMethod | str) -> IntervalMethod:
    try:
        return IntervalMethod(name)
    except ValueError:
        raise MethodError(f"no interval is called {name}; use one of {', '.join(IntervalMethod)}") from None


def with_t_interval(
    design: Sample, calibration: Calibration | None, estimator: Estimator, confidence: float
) -> Estimate:
    """Any estimate with the interval estimate ± t SE."""
    check_confidence(confidence)
    (found,), covariance = estimate_with_covariance(design, calibration, estimator)
    variance = float(covariance[0, 0])
    bounds = mean_interval(found.value, sqrt(variance), design.degrees_of_freedom(found.rows), confidence)
    return _estimate(design, calibration, found, variance, bounds, confidence)


def _estimate(
    design: Sample,
    calibration: Calibration | None,
    found: LinearisedEstimate,
    variance: float,
    bounds: Bounds | None,
    confidence: float,
) -> Estimate:
    weights = final_weights(design, calibration)[found.rows]
    n = design.people(found.rows)
    simple = _simple_random_variance(weights, found.scores[found.rows], n)
    finite = 1 - n / float(weights.sum())
    low, high = bounds if bounds is not None else (None, None)
    return Estimate(
        estimate=found.value,
        se=sqrt(variance),
        df=design.degrees_of_freedom(found.rows),
        low=low,
        high=high,
        n=n,
        weighted_n=float(weights.sum()),
        deff=variance / (simple * finite) if simple > 0 and finite > 0 else None,
        deff_with_replacement=variance / simple if simple > 0 else None,
        confidence=confidence,
    )


def _simple_random_variance(weights: FloatArray, scores: FloatArray, n: int) -> float:
    """The variance of the same estimate from a simple random sample of n people with replacement."""
    if n < 2:
        return 0.0
    relative = weights / weights.mean()  # the unit of the weights does not matter
    population = float(relative.sum())
    per_person = scores / relative
    centred = per_person - float(scores.sum()) / population
    return population * float(relative @ np.square(centred)) / (n - 1)
