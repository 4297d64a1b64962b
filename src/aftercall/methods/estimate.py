"""Proportion, mean, total and ratio, of everybody or of a domain, with standard error, interval and design effect."""

from dataclasses import dataclass
from math import log, sqrt

import numpy as np

from aftercall.methods.arrays import BoolArray, FloatArray, MethodError, first_rows
from aftercall.methods.calibration import Calibration
from aftercall.methods.intervals import (
    Bounds,
    IntervalMethod,
    Precision,
    check_confidence,
    mean_interval,
    proportion_interval,
)
from aftercall.methods.measure import Sample, final_weights, measure
from aftercall.methods.replicates import ReplicateDesign
from aftercall.methods.scores import Figure, Scored, mean_scores, ratio_scores, rows_with_values, total_scores


@dataclass(frozen=True)
class Estimate:
    """One figure with its precision.

    n: rows with a value in the domain (the base). weighted_n: the sum of their weights. df: degrees of freedom of
    the domain's own units and strata. low, high: the interval, None where no degree of freedom is left to judge the
    spread by. deff: variance against that of a simple random sample of the same size without replacement
    (`deff=TRUE` in R's survey), deff_with_replacement: against one with replacement; None where such a sample would
    have no variance.
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

    indicator: 1 and 0 or true and false; NaN where the question was not answered, which leaves the base but not the
    design. Where everybody or nobody has it, the standard error is 0 and the interval that of Clopper and Pearson
    with n rows.
    """
    check_confidence(confidence)
    (figure,), covariance = measure(design, calibration, proportion_figure(design.size, indicator, domain))
    variance = float(covariance[0, 0])
    df = design.degrees_of_freedom(figure.rows)
    log_odds = _log_odds_variance(design, calibration, indicator, domain) if variance > 0 else None
    precision = Precision(figure.value, variance, design.people(figure.rows), df, confidence, log_odds)
    bounds = proportion_interval(_interval(interval), precision)
    return _estimate(design, calibration, figure, variance, bounds, confidence)


def _log_odds_variance(
    design: Sample, calibration: Calibration | None, indicator: FloatArray | BoolArray, domain: BoolArray | None
) -> float | None:
    """The spread of log p/(1 − p) over replicates; None without replicates, or where p is 0 or 1 in one of them."""
    if not isinstance(design, ReplicateDesign):
        return None
    share = proportion_figure(design.size, indicator, domain)
    if not all(0 < share(weights).value < 1 for weights in design.replicates.T):
        return None

    def log_odds(weights: FloatArray) -> Scored:
        found = share(weights)
        return Scored(log(found.value / (1 - found.value)), found.scores, found.rows)

    return float(measure(design, calibration, log_odds)[1][0, 0])


def mean(
    design: Sample,
    values: FloatArray,
    *,
    domain: BoolArray | None = None,
    calibration: Calibration | None = None,
    confidence: float = 0.95,
) -> Estimate:
    """The mean of the (n,) values over the domain; NaN where missing."""
    return with_t_interval(design, calibration, mean_figure(design.size, values, domain), confidence)


def total(
    design: Sample,
    values: FloatArray,
    *,
    domain: BoolArray | None = None,
    calibration: Calibration | None = None,
    confidence: float = 0.95,
) -> Estimate:
    """The sum of the (n,) values over the domain's population; rows without a value (NaN) count for nothing."""
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
    """The numerator's total over the denominator's, among the domain's rows that have both."""
    rows = rows_with_values(design.size, np.where(np.isnan(numerator), np.nan, denominator), domain)
    figure: Figure = lambda weights: ratio_scores(weights, numerator, denominator, rows)  # noqa: E731 - its type shows
    return with_t_interval(design, calibration, figure, confidence)


def mean_figure(size: int, values: FloatArray, domain: BoolArray | None) -> Figure:
    """The mean of (n,) values over the domain's rows that have one, as a function of the weights."""
    rows = rows_with_values(size, values, domain)
    return lambda weights: mean_scores(weights, values, rows)


def proportion_figure(size: int, indicator: FloatArray | BoolArray, domain: BoolArray | None) -> Figure:
    """A proportion as a function of the weights. Raises MethodError where the indicator is neither 0, 1 nor NaN."""
    values = np.asarray(indicator, dtype=np.float64)
    astray = ~(np.isnan(values) | (values == 0) | (values == 1))
    if astray.any():
        raise MethodError(f"{first_rows(astray)}: the indicator is neither 0 nor 1")
    rows = rows_with_values(size, values, domain)
    first = float(values[rows][0])
    if (values[rows] == first).all():  # exactly 0 or 1, whatever the rounding of the weights' sums
        return lambda _weights: Scored(first, np.zeros(size), rows)
    return lambda weights: mean_scores(weights, values, rows)


def _interval(name: IntervalMethod | str) -> IntervalMethod:
    try:
        return IntervalMethod(name)
    except ValueError:
        raise MethodError(f"no interval is called {name}; choose one of {', '.join(IntervalMethod)}") from None


def with_t_interval(design: Sample, calibration: Calibration | None, figure: Figure, confidence: float) -> Estimate:
    """Any figure with the interval estimate ± t SE."""
    check_confidence(confidence)
    (scored,), covariance = measure(design, calibration, figure)
    variance = float(covariance[0, 0])
    bounds = mean_interval(scored.value, sqrt(variance), design.degrees_of_freedom(scored.rows), confidence)
    return _estimate(design, calibration, scored, variance, bounds, confidence)


def _estimate(
    design: Sample,
    calibration: Calibration | None,
    figure: Scored,
    variance: float,
    bounds: Bounds | None,
    confidence: float,
) -> Estimate:
    weights = final_weights(design, calibration)[figure.rows]
    n = design.people(figure.rows)
    simple = _simple_random_variance(weights, figure.scores[figure.rows], n)
    finite = 1 - n / float(weights.sum())
    low, high = bounds if bounds is not None else (None, None)
    return Estimate(
        estimate=figure.value,
        se=sqrt(variance),
        df=design.degrees_of_freedom(figure.rows),
        low=low,
        high=high,
        n=n,
        weighted_n=float(weights.sum()),
        deff=variance / (simple * finite) if simple > 0 and finite > 0 else None,
        deff_with_replacement=variance / simple if simple > 0 else None,
        confidence=confidence,
    )


def _simple_random_variance(weights: FloatArray, scores: FloatArray, n: int) -> float:
    """The variance that the same figure would have from n people drawn simply with replacement."""
    if n < 2:
        return 0.0
    relative = weights / weights.mean()  # the result does not depend on their unit
    population = float(relative.sum())
    per_person = scores / relative
    centred = per_person - float(scores.sum()) / population
    return population * float(relative @ np.square(centred)) / (n - 1)
