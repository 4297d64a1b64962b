"""The difference between two domains or periods, with their covariance under the common design."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
import scipy

from aftercall.methods.arrays import BoolArray, FloatArray
from aftercall.methods.calibration import Calibration
from aftercall.methods.estimate import mean_estimator, proportion_estimator
from aftercall.methods.estimators import Sample, estimate_with_covariance
from aftercall.methods.intervals import check_confidence, clopper_pearson, mean_interval, student_t
from aftercall.methods.scores import LinearisedEstimate


@dataclass(frozen=True)
class Difference:
    """The second estimate minus the first, with its standard error, interval and two-sided test.

    covariance: of the two estimates. df: degrees of freedom of both domains together. low, high, p_value: None where
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
    """The second domain's proportion minus the first's.

    A proportion of 0 or 1 has a linearised variance of 0. Its standard error is then taken to be half the width of its
    Clopper-Pearson interval over t, because two small samples in which everybody agrees do not make a change certain
    (Newcombe 1998 combines intervals in a similar way).
    """
    check_confidence(confidence)
    estimators = (proportion_estimator(design.size, indicator, domain) for domain in (first, second))
    shares, covariance = estimate_with_covariance(design, calibration, *estimators)
    df = design.degrees_of_freedom(shares[0].rows | shares[1].rows)
    if df > 0:
        extra = [_boundary_variance(share, design.people(share.rows), df, confidence) for share in shares]
        covariance = covariance + np.diag(extra)
    return _difference(design, shares, covariance, confidence)


def mean_difference(
    design: Sample,
    values: FloatArray,
    *,
    first: BoolArray,
    second: BoolArray,
    calibration: Calibration | None = None,
    confidence: float = 0.95,
) -> Difference:
    """The second domain's mean minus the first's."""
    check_confidence(confidence)
    estimators = (mean_estimator(design.size, values, domain) for domain in (first, second))
    return _difference(design, *estimate_with_covariance(design, calibration, *estimators), confidence)


def _boundary_variance(share: LinearisedEstimate, n: int, df: int, confidence: float) -> float:
    """The variance to add where the proportion is 0 or 1."""
    if 0 < share.value < 1:
        return 0.0
    low, high = clopper_pearson(share.value, n, confidence)
    return ((high - low) / 2 / student_t(df, confidence)) ** 2


def _difference(
    design: Sample, estimates: tuple[LinearisedEstimate, ...], covariance: FloatArray, confidence: float
) -> Difference:
    first, second = estimates
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
    return 2 * float(scipy.special.stdtr(df, -abs(change) / se))
