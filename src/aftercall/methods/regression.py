"""Weighted linear and logistic regression with design-based errors.

β solves Σ w x (y − μ(x'β)) = 0. Its scores are A⁻¹ x w (y − μ) with A = Σ w μ' x x' (Binder 1983; `svyglm` of R's
survey, families gaussian and quasibinomial).
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

import numpy as np
import scipy

from aftercall.methods.arrays import BoolArray, FloatArray, MethodError, first_rows, same_length
from aftercall.methods.calibration import Calibration
from aftercall.methods.estimators import Sample, estimate_jointly
from aftercall.methods.intervals import check_confidence, mean_interval
from aftercall.methods.scores import LinearisedEstimate

_MAX_STEPS = 25  # as in R's glm
_CONVERGED = 1e-8
_CERTAIN = 15.0  # log odds beyond which the fit is taken to be diverging


@dataclass(frozen=True, eq=False)
class Terms:
    """columns: (n, k), with the intercept; NaN where missing. names: (k,)."""

    columns: FloatArray
    names: tuple[str, ...]


@dataclass(frozen=True)
class Coefficient:
    """One coefficient. statistic: estimate / se. df: of the design, minus the terms after the first."""

    term: str
    estimate: float
    se: float
    df: int
    low: float | None
    high: float | None
    statistic: float | None
    p_value: float | None


@dataclass(frozen=True, eq=False)
class Regression:
    """coefficients: one per term. covariance: (k, k). n: rows with outcome and terms."""

    coefficients: tuple[Coefficient, ...]
    covariance: FloatArray
    n: int


@dataclass(frozen=True, eq=False)
class Fit:
    """(k,) coefficients, and the (n,) weights of the least squares in the last step."""

    coefficients: FloatArray
    working: FloatArray


type _Fitter = Callable[[FloatArray, FloatArray, FloatArray, tuple[str, ...]], Fit]


@dataclass(frozen=True, eq=False)
class _Model:
    """(n,) outcome and (n, k) terms with 0 where missing, the rows with both, and how they are fitted."""

    outcome: FloatArray
    terms: Terms
    rows: BoolArray
    fit: _Fitter
    mean: Callable[[FloatArray], FloatArray]
    slope: Callable[[FloatArray], FloatArray]  # the derivative of the mean by x'β, as a function of the mean

    def coefficients(self, weights: FloatArray) -> tuple[LinearisedEstimate, ...]:
        """The coefficients with their scores."""
        used = np.where(self.rows, weights, 0.0)
        columns = self.terms.columns
        fit = self.fit(columns, self.outcome, used, self.terms.names)
        fitted = self.mean(columns @ fit.coefficients)
        information = (columns * fit.working[:, None]).T @ columns
        residual = fit.working * (self.outcome - fitted) / self.slope(fitted)
        scores = np.linalg.solve(information, (columns * residual[:, None]).T)
        return tuple(LinearisedEstimate(float(b), z, self.rows) for b, z in zip(fit.coefficients, scores, strict=True))


def logistic_regression(
    design: Sample,
    outcome: FloatArray,
    terms: Terms,
    *,
    domain: BoolArray | None = None,
    calibration: Calibration | None = None,
    confidence: float = 0.95,
) -> Regression:
    """The log odds of an (n,) outcome of 0 and 1 by the terms.

    Raises MethodError where terms are collinear or predict the outcome perfectly.
    """
    invalid = ~(np.isnan(outcome) | (outcome == 0) | (outcome == 1))
    if invalid.any():
        raise MethodError(f"{first_rows(invalid)}: the outcome is neither 0 nor 1")
    complete, rows = _complete(design, outcome, terms, domain)
    model = _Model(*complete, rows, logistic_fit, scipy.special.expit, lambda fitted: fitted * (1 - fitted))
    return _regression(design, calibration, model, confidence)


def linear_regression(
    design: Sample,
    outcome: FloatArray,
    terms: Terms,
    *,
    domain: BoolArray | None = None,
    calibration: Calibration | None = None,
    confidence: float = 0.95,
) -> Regression:
    """The mean of an (n,) outcome by the terms. Raises MethodError where terms are collinear."""
    complete, rows = _complete(design, outcome, terms, domain)
    model = _Model(*complete, rows, _linear_fit, lambda predictor: predictor, np.ones_like)
    return _regression(design, calibration, model, confidence)


def logistic_fit(columns: FloatArray, outcome: FloatArray, weights: FloatArray, names: tuple[str, ...]) -> Fit:
    """Iteratively reweighted least squares that starts and stops as R's `glm` does, so that both end on the same step.

    Raises MethodError where the coefficients diverge.
    """
    _check_rank(columns[weights > 0], names)
    relative = weights * np.count_nonzero(weights) / weights.sum()
    fitted = (relative * outcome + 0.5) / (relative + 1)
    predictor, deviance = scipy.special.logit(fitted), np.inf
    for _ in range(_MAX_STEPS):
        slope = fitted * (1 - fitted)
        working = weights * slope
        target = predictor + (outcome - fitted) / slope
        coefficients = _least_squares(columns, target, working)
        predictor = columns @ coefficients
        fitted = scipy.special.expit(predictor)
        before, deviance = (
            deviance,
            -2
            * float(relative @ (scipy.special.xlogy(outcome, fitted) + scipy.special.xlogy(1 - outcome, 1 - fitted))),
        )
        if abs(deviance - before) / (deviance + 0.1) < _CONVERGED:
            _check_finite(predictor[weights > 0], coefficients, names)
            return Fit(coefficients, working)
    raise MethodError(f"the regression did not converge in {_MAX_STEPS} steps; leave out a term or merge levels")


def _check_finite(predictor: FloatArray, coefficients: FloatArray, names: tuple[str, ...]) -> None:
    if np.abs(predictor).max() > _CERTAIN:
        worst = names[int(np.abs(coefficients).argmax())]
        raise MethodError(f"the term {worst} predicts the outcome perfectly; leave it out or merge its levels")


def _linear_fit(columns: FloatArray, outcome: FloatArray, weights: FloatArray, names: tuple[str, ...]) -> Fit:
    _check_rank(columns[weights > 0], names)
    return Fit(_least_squares(columns, outcome, weights), weights)


def _least_squares(columns: FloatArray, target: FloatArray, weights: FloatArray) -> FloatArray:
    root = np.sqrt(weights)
    return np.asarray(np.linalg.lstsq(columns * root[:, None], target * root, rcond=None)[0])


def _complete(
    design: Sample, outcome: FloatArray, terms: Terms, domain: BoolArray | None
) -> tuple[tuple[FloatArray, Terms], BoolArray]:
    """Outcome and terms with 0 for missing values, and the rows without any."""
    same_length(design.size, outcome=outcome, terms=terms.columns, domain=domain)
    rows: BoolArray = ~np.isnan(outcome) & ~np.isnan(terms.columns).any(axis=1)
    rows = rows if domain is None else rows & domain
    if not rows.any():
        raise MethodError("no row of the domain has the outcome and every term")
    complete = np.where(rows, outcome, 0.0), Terms(np.where(rows[:, None], terms.columns, 0.0), terms.names)
    return complete, rows


def _check_rank(columns: FloatArray, names: tuple[str, ...]) -> None:
    scale = np.abs(columns).max(axis=0)
    if not scale.all():
        raise MethodError(f"the term {names[int(np.flatnonzero(scale == 0)[0])]} is 0 in every row; leave it out")
    for count in range(1, len(names) + 1):
        if np.linalg.matrix_rank(columns[:, :count] / scale[:count]) < count:
            raise MethodError(f"the term {names[count - 1]} is a combination of those before it; leave it out")


def _regression(design: Sample, calibration: Calibration | None, model: _Model, confidence: float) -> Regression:
    check_confidence(confidence)
    estimates, covariance = estimate_jointly(design, calibration, model.coefficients)
    df = design.degrees_of_freedom(model.rows) + 1 - len(estimates)
    coefficients = tuple(
        _coefficient(name, estimate.value, sqrt(variance), df, confidence)
        for name, estimate, variance in zip(model.terms.names, estimates, np.diag(covariance), strict=True)
    )
    return Regression(coefficients, covariance, design.people(model.rows))


def _coefficient(term: str, estimate: float, se: float, df: int, confidence: float) -> Coefficient:
    low, high = mean_interval(estimate, se, df, confidence) or (None, None)
    statistic = estimate / se if se > 0 else None
    p_value = 2 * float(scipy.special.stdtr(df, -abs(statistic))) if statistic is not None and df > 0 else None
    return Coefficient(term, estimate, se, df, low, high, statistic, p_value)
