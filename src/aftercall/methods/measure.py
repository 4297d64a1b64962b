"""Figures of a sample with their covariance, whichever way the sample's variance is known."""

from collections.abc import Callable

import numpy as np

from aftercall.methods.arrays import FloatArray, MethodError, check_size, same_length
from aftercall.methods.calibration import Calibration
from aftercall.methods.design import Design
from aftercall.methods.replicates import ReplicateDesign
from aftercall.methods.scores import Figure, Scored
from aftercall.methods.variance import covariance

type Sample = Design | ReplicateDesign


def final_weights(sample: Sample, calibration: Calibration | None) -> FloatArray:
    """The weights to estimate with. Raises MethodError where the calibration was made for another sample."""
    if calibration is None:
        return sample.weights
    same_length(sample.size, calibration=calibration.weights)
    same = calibration.base_weights is sample.weights or np.array_equal(calibration.base_weights, sample.weights)
    if not same:
        raise MethodError("the calibration started from other weights than the design's")
    return calibration.weights


type Figures = Callable[[FloatArray], tuple[Scored, ...]]
"""Several figures as one function of the (n,) weights."""


def measure(sample: Sample, calibration: Calibration | None, *figures: Figure) -> tuple[tuple[Scored, ...], FloatArray]:
    """The k figures and their (k, k) covariance; after calibration that of what the margins leave unexplained."""
    return measure_together(sample, calibration, lambda weights: tuple(figure(weights) for figure in figures))


def measure_together(
    sample: Sample, calibration: Calibration | None, figures: Figures
) -> tuple[tuple[Scored, ...], FloatArray]:
    """The same for figures that are worked out together, as a regression's coefficients."""
    scored = figures(final_weights(sample, calibration))
    if isinstance(sample, ReplicateDesign):
        return scored, _replicated(sample, calibration, figures, scored)
    return scored, _linearised(sample, calibration, scored)


def _linearised(design: Design, calibration: Calibration | None, scored: tuple[Scored, ...]) -> FloatArray:
    """(k, k) covariance of linearised figures."""
    scores = np.column_stack([figure.scores for figure in scored])
    check_size(scores)
    if calibration is not None:  # the margins reach across domains, so every row takes part
        return covariance(design, calibration.residuals(scores))
    return covariance(design, scores, touched=np.logical_or.reduce([figure.rows for figure in scored]))


def _replicated(
    sample: ReplicateDesign, calibration: Calibration | None, figures: Figures, scored: tuple[Scored, ...]
) -> FloatArray:
    if calibration is not None:
        raise MethodError("replicate weights are calibrated one by one; give the calibrated replicates as a design")
    with np.errstate(invalid="ignore", divide="ignore"):  # a domain without weight is told of by `covariance`
        replicated = [[figure.value for figure in figures(weights)] for weights in sample.replicates.T]
    check_size(np.array(replicated))
    return sample.covariance(np.array([figure.value for figure in scored]), np.array(replicated))
