"""Estimates from a sample with their covariance, by linearisation or from replicate weights."""

from collections.abc import Callable

import numpy as np

from aftercall.methods.arrays import FloatArray, MethodError, check_magnitude, same_length
from aftercall.methods.calibration import Calibration
from aftercall.methods.design import Design
from aftercall.methods.replicates import ReplicateDesign
from aftercall.methods.scores import Estimator, LinearisedEstimate
from aftercall.methods.variance import covariance

type Sample = Design | ReplicateDesign


def final_weights(sample: Sample, calibration: Calibration | None) -> FloatArray:
    """The weights to estimate with. Raises MethodError where the calibration was made for another sample."""
    if calibration is None:
        return sample.weights
    same_length(sample.size, calibration=calibration.weights)
    same = calibration.base_weights is sample.weights or np.array_equal(calibration.base_weights, sample.weights)
    if not same:
        raise MethodError("the calibration did not start from the weights of the design")
    return calibration.weights


type JointEstimator = Callable[[FloatArray], tuple[LinearisedEstimate, ...]]
"""Several estimates as one function of the (n,) weights."""


def estimate_with_covariance(
    sample: Sample, calibration: Calibration | None, *estimators: Estimator
) -> tuple[tuple[LinearisedEstimate, ...], FloatArray]:
    """The k estimates and their (k, k) covariance; after calibration, that of the residuals on the margins."""
    return estimate_jointly(sample, calibration, lambda weights: tuple(of(weights) for of in estimators))


def estimate_jointly(
    sample: Sample, calibration: Calibration | None, estimator: JointEstimator
) -> tuple[tuple[LinearisedEstimate, ...], FloatArray]:
    """The same for estimates that are computed together, such as the coefficients of a regression."""
    estimates = estimator(final_weights(sample, calibration))
    if isinstance(sample, ReplicateDesign):
        return estimates, _replicated(sample, calibration, estimator, estimates)
    return estimates, _linearised(sample, calibration, estimates)


def _linearised(
    design: Design, calibration: Calibration | None, estimates: tuple[LinearisedEstimate, ...]
) -> FloatArray:
    scores = np.column_stack([estimate.scores for estimate in estimates])
    check_magnitude(scores)
    if calibration is not None:  # the margins extend across domains, so every row matters
        return covariance(design, calibration.residuals(scores))
    return covariance(design, scores, touched=np.logical_or.reduce([estimate.rows for estimate in estimates]))


def _replicated(
    sample: ReplicateDesign,
    calibration: Calibration | None,
    estimator: JointEstimator,
    estimates: tuple[LinearisedEstimate, ...],
) -> FloatArray:
    if calibration is not None:
        raise MethodError("replicate weights must be calibrated one by one; give the calibrated replicates as a design")
    with np.errstate(invalid="ignore", divide="ignore"):  # `covariance` reports a domain without weight
        replicated = [[one.value for one in estimator(weights)] for weights in sample.replicates.T]
    check_magnitude(np.array(replicated))
    return sample.covariance(np.array([estimate.value for estimate in estimates]), np.array(replicated))
