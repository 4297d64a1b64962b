"""The power to detect an expected change of a proportion between independent design-based estimates."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, sqrt

import scipy

from aftercall.methods.arrays import MethodError

USUAL_POWER = 0.8


@dataclass(frozen=True, kw_only=True)
class PlannedEstimate:
    """A proportion that is going to be estimated. n: people who answer. deff: the design effect. fraction: of a finite
    population that is itself of interest; 0 where the question is about the service, as for the effect of an action."""

    share: float
    n: float
    deff: float = 1.0
    fraction: float = 0.0

    @property
    def variance(self) -> float:
        """deff · (1 − f) · p (1 − p) / n (Kish 1965, sections 2.4 and 8.2). Raises MethodError without people."""
        if self.n <= 0 or not 0 <= self.share <= 1 or self.deff <= 0 or not 0 <= self.fraction < 1:
            raise MethodError(
                "a planned estimate needs people, a share and a fraction from 0 to 1, and a design effect"
            )
        return self.deff * (1 - self.fraction) * self.share * (1 - self.share) / self.n


def power_of_change(change: float, variances: Sequence[float], *, level: float = 0.05, df: float = inf) -> float:
    """The probability that a change of this size (0.05: five points) is found by the two-sided test in its own
    direction, if its estimate is the sum of independent parts with these variances.

    T_df(|δ| / √ΣV − t) with t = t_df(1 − level/2): the unpooled test that is used afterwards (Fleiss, Levin and Paik
    2003, section 4.3; with variances of a complex design Valliant, Dever and Kreuter 2018, section 4.3).
    """
    se = _standard_error(variances)
    return float(scipy.special.stdtr(df, abs(change) / se - _critical(level, df)))


def detectable_change(
    variances: Sequence[float], *, power: float = USUAL_POWER, level: float = 0.05, df: float = inf
) -> float:
    """The smallest change that is found with this power."""
    if not level / 2 < power < 1:
        raise MethodError(f"the power is {power:g}; it must be between half the level of the test and 1")
    return _standard_error(variances) * (_critical(level, df) + float(scipy.special.stdtrit(df, power)))


def _standard_error(variances: Sequence[float]) -> float:
    if min(variances, default=0.0) < 0 or sum(variances) <= 0:
        raise MethodError("the variances of a planned change must be above 0")
    return sqrt(sum(variances))


def _critical(level: float, df: float) -> float:
    if not 0 < level < 1:
        raise MethodError(f"the level of the test is {level:g}; it must be between 0 and 1, such as 0.05")
    return float(scipy.special.stdtrit(df, 1 - level / 2))
