"""Proportion, mean, total and ratio, of everybody or of a domain, with standard error, interval and design effect."""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from aftercall.methods.arrays import BoolArray, FloatArray, MethodError, first_rows
from aftercall.methods.calibration import Calibration
from aftercall.methods.design import Design
from aftercall.methods.intervals import (
    Bounds,
    Interval,
    Precision,
    check_confidence,
    mean_interval,
    proportion_interval,
)
from aftercall.methods.scores import (
    Scored,
    final_weights,
    mean_scores,
    ratio_scores,
    rows_with_values,
    scored_covariance,
    total_scores,
)


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
    design: Design,
    indicator: FloatArray | BoolArray,
    *,
    domain: BoolArray | None = None,
    calibration: Calibration | None = None,
    interval: Interval | str = Interval.LOGIT,
    confidence: float = 0.95,
) -> Estimate:
    """The share of the domain for which the (n,) indicator is 1.

    indicator: 1 and 0 or true and false; NaN where the question was not answered, which leaves the base but not the
    design. Where everybody or nobody has it, the standard error is 0 and the interval that of Clopper and Pearson
    with n rows.
    """
    check_confidence(confidence)
    figure = proportion_scores(design, indicator, domain, calibration)
    variance = _variance(design, calibration, figure)
    df = design.degrees_of_freedom(figure.rows)
    precision = Precision(figure.value, variance, int(figure.rows.sum()), df, confidence)
    bounds = proportion_interval(_interval(interval), precision)
    return _estimate(design, calibration, figure, variance, bounds, confidence)


def mean(
    design: Design,
    values: FloatArray,
    *,
    domain: BoolArray | None = None,
    calibration: Calibration | None = None,
    confidence: float = 0.95,
) -> Estimate:
    """The mean of the (n,) values over the domain; NaN where missing."""
    rows = rows_with_values(design, values, domain)
    figure = mean_scores(final_weights(design, calibration), values, rows)
    return _with_t_interval(design, calibration, figure, confidence)


def total(
    design: Design,
    values: FloatArray,
    *,
    domain: BoolArray | None = None,
    calibration: Calibration | None = None,
    confidence: float = 0.95,
) -> Estimate:
    """The sum of the (n,) values over the domain's population; rows without a value (NaN) count for nothing."""
    rows = rows_with_values(design, values, domain)
    figure = total_scores(final_weights(design, calibration), values, rows)
    return _with_t_interval(design, calibration, figure, confidence)


def ratio(
    design: Design,
    numerator: FloatArray,
    denominator: FloatArray,
    *,
    domain: BoolArray | None = None,
    calibration: Calibration | None = None,
    confidence: float = 0.95,
) -> Estimate:
    """The numerator's total over the denominator's, among the domain's rows that have both."""
    rows = rows_with_values(design, np.where(np.isnan(numerator), np.nan, denominator), domain)
    figure = ratio_scores(final_weights(design, calibration), numerator, denominator, rows)
    return _with_t_interval(design, calibration, figure, confidence)


def proportion_scores(
    design: Design, indicator: FloatArray | BoolArray, domain: BoolArray | None, calibration: Calibration | None
) -> Scored:
    """A proportion as a figure with scores. Raises MethodError where the indicator is neither 0, 1 nor NaN."""
    values = np.asarray(indicator, dtype=np.float64)
    astray = ~(np.isnan(values) | (values == 0) | (values == 1))
    if astray.any():
        raise MethodError(f"{first_rows(astray)}: the indicator is neither 0 nor 1")
    rows = rows_with_values(design, values, domain)
    figure = mean_scores(final_weights(design, calibration), values, rows)
    if values[rows].min() == values[rows].max():  # exactly 0 or 1, whatever the rounding of the weights' sums
        return Scored(float(values[rows][0]), np.zeros(design.size), rows)
    return figure


def _interval(name: Interval | str) -> Interval:
    try:
        return Interval(name)
    except ValueError:
        raise MethodError(f"no interval is called {name}; choose one of {', '.join(Interval)}") from None


def _with_t_interval(design: Design, calibration: Calibration | None, figure: Scored, confidence: float) -> Estimate:
    check_confidence(confidence)
    variance = _variance(design, calibration, figure)
    bounds = mean_interval(figure.value, sqrt(variance), design.degrees_of_freedom(figure.rows), confidence)
    return _estimate(design, calibration, figure, variance, bounds, confidence)


def _variance(design: Design, calibration: Calibration | None, figure: Scored) -> float:
    return float(scored_covariance(design, calibration, figure)[0, 0])


def _estimate(
    design: Design,
    calibration: Calibration | None,
    figure: Scored,
    variance: float,
    bounds: Bounds | None,
    confidence: float,
) -> Estimate:
    weights = final_weights(design, calibration)[figure.rows]
    simple = _simple_random_variance(weights, figure.scores[figure.rows])
    finite = 1 - len(weights) / float(weights.sum())
    low, high = bounds if bounds is not None else (None, None)
    return Estimate(
        estimate=figure.value,
        se=sqrt(variance),
        df=design.degrees_of_freedom(figure.rows),
        low=low,
        high=high,
        n=len(weights),
        weighted_n=float(weights.sum()),
        deff=variance / (simple * finite) if simple > 0 and finite > 0 else None,
        deff_with_replacement=variance / simple if simple > 0 else None,
        confidence=confidence,
    )


def _simple_random_variance(weights: FloatArray, scores: FloatArray) -> float:
    """The variance that the same figure would have from as many rows drawn simply with replacement."""
    if len(weights) < 2:
        return 0.0
    population = float(weights.sum())
    per_person = scores / weights
    centred = per_person - float(scores.sum()) / population
    return population * float(weights @ np.square(centred)) / (len(weights) - 1)
