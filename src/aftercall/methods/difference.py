"""The difference between two domains or two periods, with the covariance that their common design gives them."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.special import stdtr

from aftercall.methods.arrays import BoolArray, FloatArray
from aftercall.methods.calibration import Calibration
from aftercall.methods.estimate import mean_figure, proportion_figure
from aftercall.methods.intervals import check_confidence, clopper_pearson, mean_interval, student_t
from aftercall.methods.measure import Sample, measure
from aftercall.methods.scores import Scored


@dataclass(frozen=True)
class Difference:
    """The second figure less the first, with its standard error, interval and two-sided test.

    covariance: of the two figures. df: degrees of freedom of both domains together. low, high, p_value: None where
    df is 0.
    """

    first: float
    second: float
    estimate: float
    se: float
    covariance: float
    df: int
    low: float | None
    high: float | None
    p_value: float | None
    n: tuple[int, int]
    confidence: float


def proportion_difference(
    design: Sample,
    indicator: FloatArray | BoolArray,
    *,
    first: BoolArray,
    second: BoolArray,
    calibration: Calibration | None = None,
    confidence: float = 0.95,
) -> Difference:
    """The second domain's proportion less the first's.

    A proportion of 0 or 1 shows no spread of its own, so half the width of its honest interval over t stands for its
    standard error: two small samples in which everybody agrees do not make a change certain (Newcombe 1998 combines
    intervals in the same spirit).
    """
    check_confidence(confidence)
    shares = (proportion_figure(design.size, indicator, domain) for domain in (first, second))
    figures, covariance = measure(design, calibration, *shares)
    df = design.degrees_of_freedom(figures[0].rows | figures[1].rows)
    if df > 0:
        hidden = [_hidden_variance(figure, design.people(figure.rows), df, confidence) for figure in figures]
        covariance = covariance + np.diag(hidden)
    return _difference(design, figures, covariance, confidence)


def mean_difference(
    design: Sample,
    values: FloatArray,
    *,
    first: BoolArray,
    second: BoolArray,
    calibration: Calibration | None = None,
    confidence: float = 0.95,
) -> Difference:
    """The second domain's mean less the first's."""
    check_confidence(confidence)
    means = (mean_figure(design.size, values, domain) for domain in (first, second))
    return _difference(design, *measure(design, calibration, *means), confidence)


def _hidden_variance(figure: Scored, n: int, df: int, confidence: float) -> float:
    if 0 < figure.value < 1:
        return 0.0
    low, high = clopper_pearson(figure.value, n, confidence)
    return ((high - low) / 2 / student_t(df, confidence)) ** 2


def _difference(design: Sample, figures: tuple[Scored, ...], covariance: FloatArray, confidence: float) -> Difference:
    first, second = figures
    change = second.value - first.value
    se = sqrt(max(float(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1]), 0.0))
    df = design.degrees_of_freedom(first.rows | second.rows)
    low, high = mean_interval(change, se, df, confidence) or (None, None)
    return Difference(
        first=first.value,
        second=second.value,
        estimate=change,
        se=se,
        covariance=float(covariance[0, 1]),
        df=df,
        low=low,
        high=high,
        p_value=_p_value(change, se, df),
        n=(design.people(first.rows), design.people(second.rows)),
        confidence=confidence,
    )


def _p_value(change: float, se: float, df: int) -> float | None:
    if df < 1:
        return None
    if se == 0:
        return 1.0 if change == 0 else 0.0
    return 2 * float(stdtr(df, -abs(change) / se))
