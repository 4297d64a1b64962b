"""The squared length of a vector that was estimated, without bias and with an interval.

The vector holds differences of rates from their mean, each times the root of a share, so that its squared length is a
variance between communities. Where V is the covariance of its estimate x, x'x is too large by tr(V) (Shlomo, Skinner
and Schouten 2012, section 4, where this is the bias of the variance of response propensities); its variance is
4x'Vx + 2tr(VV), the first two terms of theirs. The interval inverts its distribution, approximated by a gamma with the
same three cumulants (Buckley and Eagleson 1988), because near 0 it is far from normal. An estimate smaller than what
chance alone gives on average has the upper bound of that average, because an interval must not be empty
(power-constrained limits: Cowan and others 2011).
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
import scipy

from aftercall.methods.arrays import FloatArray
from aftercall.methods.intervals import check_confidence

_HALVINGS = 40


@dataclass(frozen=True)
class SquaredLength:
    """value: the estimate less its bias, at least 0. plain: as observed. bias: tr(V). low, high: the interval."""

    value: float
    plain: float
    bias: float
    low: float
    high: float

    @property
    def root(self) -> tuple[float, float, float]:
        """The length itself with its interval."""
        return sqrt(self.value), sqrt(self.low), sqrt(self.high)


@dataclass(frozen=True)
class _Cumulants:
    """Of x'x where the squared length is θ: b + θ, 2q₂ + 4c₁θ and 8q₃ + 24c₂θ."""

    bias: float
    q2: float
    q3: float
    c1: float
    c2: float

    def below(self, observed: float, theta: float) -> float:
        """The probability of a smaller estimate than the observed one."""
        mean, variance = self.bias + theta, 2 * self.q2 + 4 * self.c1 * theta
        third = 8 * self.q3 + 24 * self.c2 * theta
        if variance <= 0:
            return float(observed >= mean)
        shape = 4 * variance**3 / third**2  # of the gamma, half its degrees of freedom
        return float(scipy.special.gammainc(shape, max(shape + (observed - mean) * sqrt(shape / variance), 0.0)))


def squared_length(vector: FloatArray, root: FloatArray, *, confidence: float = 0.95) -> SquaredLength:
    """The squared length of the vector that (m,) estimates. root: (m, k), V is root root'."""
    check_confidence(confidence)
    spread, along = root.T @ root, root.T @ vector
    plain, bias = float(vector @ vector), float(np.trace(spread))
    twice = spread @ spread
    scale = 1 / plain if plain > 0 else 0.0
    cumulants = _Cumulants(
        bias=bias,
        q2=float(np.trace(twice)),
        q3=float(np.trace(twice @ spread)),
        c1=scale * float(along @ along),
        c2=scale * float(along @ spread @ along),
    )
    tail = (1 - confidence) / 2
    low, high = _where(cumulants, plain, 1 - tail), _where(cumulants, max(plain, bias), tail)
    return SquaredLength(max(plain - bias, 0.0), plain, bias, low, high)


def _where(cumulants: _Cumulants, observed: float, probability: float) -> float:
    """The θ at which a smaller estimate than the observed one has this probability; 0 if it is smaller even there."""
    if cumulants.below(observed, 0.0) <= probability:
        return 0.0
    low, high = 0.0, max(observed, cumulants.bias, 1e-12)
    while cumulants.below(observed, high) > probability and high < 1e6:
        high *= 2
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if cumulants.below(observed, middle) > probability else (low, middle)
    return (low + high) / 2
