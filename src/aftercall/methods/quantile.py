"""Quantiles, with intervals inverted from that of the proportion below (Woodruff 1952)."""

from math import nan, sqrt

import numpy as np

from aftercall.methods.arrays import BoolArray, FloatArray, MethodError
from aftercall.methods.calibration import Calibration
from aftercall.methods.estimate import Estimate, mean_estimator
from aftercall.methods.estimators import Sample, estimate_with_covariance, final_weights
from aftercall.methods.intervals import check_confidence, mean_interval, student_t
from aftercall.methods.scores import rows_with_values


def quantile(
    design: Sample,
    values: FloatArray,
    probability: float,
    *,
    domain: BoolArray | None = None,
    calibration: Calibration | None = None,
    confidence: float = 0.95,
) -> Estimate:
    """The smallest value such that at least the share `probability` of the domain's population is at or below it.

    The interval has the values at the bounds of that share's interval (`svyquantile` of R's survey with interval.type
    "mean" and qrule "math"). The standard error is its width over 2t. A bound beyond the values of the sample is
    unknown (None).
    """
    check_confidence(confidence)
    if not 0 <= probability <= 1:
        raise MethodError(f"the probability is {probability:g}; it must be between 0 and 1, such as 0.5")
    rows = rows_with_values(design.size, values, domain)
    weights = final_weights(design, calibration)[rows]
    distribution = _Distribution(values[rows], weights)
    found = float(distribution.values[min(distribution.index(probability), len(distribution.values) - 1)])
    below = np.where(np.isnan(values), np.nan, (values <= found).astype(np.float64))
    (share,), covariance = estimate_with_covariance(design, calibration, mean_estimator(design.size, below, domain))
    df = design.degrees_of_freedom(rows)
    bounds = mean_interval(share.value, sqrt(float(covariance[0, 0])), df, confidence)
    low, high = (distribution.quantile(bound) for bound in bounds) if bounds else (None, None)
    se = (high - low) / (2 * student_t(df, confidence)) if low is not None and high is not None else nan
    return Estimate(found, se, df, low, high, design.people(rows), float(weights.sum()), None, None, confidence)


class _Distribution:
    """The weighted distribution of a sample's values."""

    def __init__(self, values: FloatArray, weights: FloatArray) -> None:
        self.values, value_of_row = np.unique(values, return_inverse=True)
        sums = np.bincount(value_of_row.reshape(-1), weights=weights)
        self.shares = np.cumsum(sums) / sums.sum()

    def index(self, probability: float) -> int:
        """The index of the smallest value whose share reaches the probability."""
        return int(np.searchsorted(self.shares, probability - 1e-12))

    def quantile(self, probability: float) -> float | None:
        """That value; None where the probability is beyond those of the sample."""
        index = self.index(probability)
        return float(self.values[index]) if probability > 0 and index < len(self.values) else None
