"""Confidence intervals for a proportion and for a mean, from the design-based variance.

Names and formulas are those of `svyciprop` in R's survey (Lumley 2010; Korn and Graubard 1998; Dean and Pagano
2015). Where p is 0 or 1, the linearised variance is 0 and all of them fail; the Clopper-Pearson interval of the people
asked is used instead.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from math import asin, cos, exp, log, sin, sqrt

import scipy

from aftercall.methods.arrays import MethodError

type Bounds = tuple[float, float]


class IntervalMethod(StrEnum):
    """How the interval of a proportion is computed."""

    LOGIT = "logit"
    BETA = "beta"
    KORN_GRAUBARD = "korn-graubard"
    LIKELIHOOD = "likelihood"
    WILSON = "wilson"
    MEAN = "mean"
    ASIN = "asin"
    XLOGIT = "xlogit"


@dataclass(frozen=True)
class Precision:
    """A proportion, its variance, people, degrees of freedom and level of confidence.

    The intervals need 0 < p < 1 and a variance above 0. log_odds_variance: that of log p/(1 − p) where replicates give
    it; otherwise it follows from the variance.
    """

    p: float
    variance: float
    n: int
    df: int
    confidence: float
    log_odds_variance: float | None = None

    @property
    def log_odds_error(self) -> float:
        """The standard error of log p/(1 − p)."""
        variance = self.log_odds_variance
        return sqrt(variance) if variance is not None else sqrt(self.variance) / (self.p * (1 - self.p))

    @property
    def t(self) -> float:
        """The critical value of Student's t."""
        return student_t(self.df, self.confidence)

    @property
    def effective_n(self) -> float:
        """The size of a simple random sample with replacement that would be as precise."""
        return self.p * (1 - self.p) / self.variance


def student_t(df: int, confidence: float) -> float:
    """The two-sided critical value of Student's t."""
    return float(scipy.special.stdtrit(df, 0.5 + confidence / 2))


def check_confidence(confidence: float) -> None:
    """Raise MethodError unless the level is between 0 and 1."""
    if not 0 < confidence < 1:
        raise MethodError(f"the level of confidence is {confidence:g}; it must be between 0 and 1, such as 0.95")


def mean_interval(estimate: float, se: float, df: int, confidence: float) -> Bounds | None:
    """estimate ± t SE, or None without degrees of freedom."""
    if df < 1:
        return None
    margin = student_t(df, confidence) * se
    return estimate - margin, estimate + margin


def proportion_interval(method: IntervalMethod, precision: Precision) -> Bounds | None:
    """The interval of a proportion; None without degrees of freedom, unless p is 0 or 1."""
    if not 0 < precision.p < 1:
        return clopper_pearson(precision.p, precision.n, precision.confidence)
    if precision.df < 1:
        return None
    if precision.variance == 0:  # everybody was asked, so there is no sampling error
        return precision.p, precision.p
    return _METHODS[method](precision)


def clopper_pearson(p: float, n: float, confidence: float) -> Bounds:
    """The exact binomial interval (Clopper and Pearson 1934). n need not be a whole number."""
    tail = (1 - confidence) / 2
    successes, failures = p * n, (1 - p) * n
    low = 0.0 if p <= 0 else float(scipy.special.betaincinv(successes, failures + 1, tail))
    high = 1.0 if p >= 1 else float(scipy.special.betaincinv(successes + 1, failures, 1 - tail))
    return low, high


def _mean(q: Precision) -> Bounds:
    margin = q.t * sqrt(q.variance)
    return q.p - margin, q.p + margin


def _logit(q: Precision) -> Bounds:
    return _on_log_odds(q, q.log_odds_error)


def _xlogit(q: Precision) -> Bounds:
    """The same with the standard error that follows from that of p, even if replicates give another."""
    return _on_log_odds(q, sqrt(q.variance) / (q.p * (1 - q.p)))


def _on_log_odds(q: Precision, error: float) -> Bounds:
    centre = log(q.p / (1 - q.p))
    return _expit(centre - q.t * error), _expit(centre + q.t * error)


def _asin(q: Precision) -> Bounds:
    """On the scale arcsin √p. As in R, a bound beyond the end of that scale folds back, so do not use it for rare
    answers in few clusters.
    """
    centre = asin(sqrt(q.p))
    margin = q.t * sqrt(q.variance) / (2 * sin(centre) * cos(centre))
    return sin(centre - margin) ** 2, sin(centre + margin) ** 2


def _beta(q: Precision) -> Bounds:
    """Korn and Graubard's as in R: the effective size may exceed the number of people asked."""
    n = q.effective_n * (student_t(q.n - 1, q.confidence) / q.t) ** 2
    return clopper_pearson(q.p, n, q.confidence)


def _korn_graubard(q: Precision) -> Bounds:
    """The same with an effective size of at most the number of people asked, as in NCHS and Stata."""
    n = q.effective_n * (student_t(q.n - 1, q.confidence) / q.t) ** 2
    return clopper_pearson(q.p, min(n, q.n), q.confidence)


def _likelihood(q: Precision) -> Bounds:
    """Where the binomial log-likelihood of the effective sample has fallen by t²/2 (Rao and Scott 1984).

    As in R, with the effective size times (n - 1)/n. This is the exact root; R reads it off a spline.
    """
    brentq, xlogy = scipy.optimize.brentq, scipy.special.xlogy
    n = 1 / (q.p * (1 - q.p) * q.log_odds_error**2) * (q.n - 1) / q.n

    def fallen(p: float) -> float:
        return float(2 * n * (xlogy(q.p, q.p / p) + xlogy(1 - q.p, (1 - q.p) / (1 - p))) - q.t**2)

    tiny = 1e-15
    return float(brentq(fallen, tiny, q.p, xtol=1e-15)), float(brentq(fallen, q.p, 1 - tiny, xtol=1e-15))


def _wilson(q: Precision) -> Bounds:
    z2 = q.t**2 / q.effective_n
    centre = (q.p + z2 / 2) / (1 + z2)
    margin = sqrt(z2 * (q.p * (1 - q.p) + z2 / 4)) / (1 + z2)
    return centre - margin, centre + margin


def _expit(x: float) -> float:
    return 1 / (1 + exp(-x))


_METHODS: dict[IntervalMethod, Callable[[Precision], Bounds]] = {
    IntervalMethod.LOGIT: _logit,
    IntervalMethod.BETA: _beta,
    IntervalMethod.KORN_GRAUBARD: _korn_graubard,
    IntervalMethod.LIKELIHOOD: _likelihood,
    IntervalMethod.WILSON: _wilson,
    IntervalMethod.MEAN: _mean,
    IntervalMethod.ASIN: _asin,
    IntervalMethod.XLOGIT: _xlogit,
}
