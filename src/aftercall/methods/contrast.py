"""Any linear combination of the means of several domains, with their covariance under the common design."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import scipy

from aftercall.methods.arrays import BoolArray, FloatArray, MethodError
from aftercall.methods.calibration import Calibration
from aftercall.methods.estimate import mean_estimator
from aftercall.methods.estimators import Sample, estimate_with_covariance
from aftercall.methods.intervals import check_confidence, mean_interval


@dataclass(frozen=True)
class Contrast:
    """Σ c_d mean_d with its t test. df: degrees of freedom of all domains together. n: their people."""

    estimate: float
    se: float
    df: int
    low: float | None
    high: float | None
    statistic: float | None
    p_value: float | None
    n: int


def contrast(
    design: Sample,
    values: FloatArray,
    domains: Sequence[BoolArray],
    coefficients: FloatArray,
    *,
    calibration: Calibration | None = None,
    confidence: float = 0.95,
) -> Contrast:
    """The (k,) coefficients times the means of the (n,) values in k domains (`svycontrast` of R's survey)."""
    check_confidence(confidence)
    if len(domains) != len(coefficients):
        raise MethodError(f"{len(coefficients)} coefficients for {len(domains)} domains")
    estimators = (mean_estimator(design.size, values, rows) for rows in domains)
    means, covariance = estimate_with_covariance(design, calibration, *estimators)
    estimate = float(coefficients @ np.array([mean.value for mean in means]))
    se = sqrt(max(float(coefficients @ covariance @ coefficients), 0.0))
    rows = np.logical_or.reduce([mean.rows for mean in means])
    df = design.degrees_of_freedom(rows)
    low, high = mean_interval(estimate, se, df, confidence) or (None, None)
    statistic = estimate / se if se > 0 else None
    p_value = 2 * float(scipy.special.stdtr(df, -abs(statistic))) if statistic is not None and df > 0 else None
    return Contrast(estimate, se, df, low, high, statistic, p_value, design.people(rows))
