"""Changes between two figures from samples with nobody in common, judged together (Welch's test, Holm's family)."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import scipy

from aftercall.methods.arrays import FloatArray, MethodError
from aftercall.methods.change import Direction
from aftercall.methods.intervals import clopper_pearson

# The design effect assumed for published figures whose interval is not known. Our own yearly figures have a lower one,
# so a difference from another supplier's figure must be larger to be called a change.
ASSUMED_DESIGN_EFFECT = 1.5


@dataclass(frozen=True)
class Measured:
    """A proportion with its standard error and the degrees of freedom that this is estimated with."""

    share: float
    se: float
    df: float


@dataclass(frozen=True)
class Change:
    """The later proportion minus the earlier one, with its 95% interval and two-sided p-value. None where no degrees of
    freedom are left."""

    difference: float
    low: float | None
    high: float | None
    p_value: float | None


@dataclass(frozen=True)
class JudgedChange:
    """A change and what may be said of it. adjusted_p: adjusted for all changes that are published together."""

    change: Change
    adjusted_p: float | None
    direction: Direction


def measured(share: float, se: float, *, n: int, df: float) -> Measured:
    """A figure as it is compared. A proportion of 0 or 1 has a linearised standard error of 0: half the width of its
    Clopper-Pearson interval over t replaces it, as in `methods.difference`. Raises MethodError if nobody answered."""
    if n < 1:
        raise MethodError("nobody answered, so there is nothing to compare")
    if se > 0 or df <= 0:
        return Measured(share, se, df)
    low, high = clopper_pearson(share, n, 0.95)
    return Measured(share, (high - low) / 2 / _t(df, 0.95), df)


def measured_from_published(share: float, n: int, *, low: float | None, high: float | None) -> Measured:
    """Another supplier's proportion, of which only the base and perhaps the 95% interval are known (low, high: from 0
    to 100). Its standard error is that of the interval, or else of a simple random sample with ASSUMED_DESIGN_EFFECT.
    Raises MethodError if nobody answered."""
    df = n - 1
    if low is not None and high is not None and df > 0:
        se = (high - low) / 200 / _t(df, 0.95)
    else:
        se = sqrt(ASSUMED_DESIGN_EFFECT * share * (1 - share) / n)
    return measured(share, se, n=max(round(n / ASSUMED_DESIGN_EFFECT), 1), df=df)


def change(earlier: Measured, later: Measured, *, confidence: float = 0.95) -> Change:
    """The difference between two independent samples: the variances add up, with the degrees of freedom of Welch (1947)
    and Satterthwaite (1946)."""
    difference = later.share - earlier.share
    variances = (earlier.se**2, later.se**2)
    if min(earlier.df, later.df) <= 0 or sum(variances) <= 0:
        return Change(difference, None, None, None)
    se = sqrt(sum(variances))
    df = sum(variances) ** 2 / (variances[0] ** 2 / earlier.df + variances[1] ** 2 / later.df)
    margin = _t(df, confidence) * se
    return Change(
        difference, difference - margin, difference + margin, 2 * float(scipy.special.stdtr(df, -abs(difference) / se))
    )


def judge(changes: Sequence[Change], *, level: float = 0.05) -> tuple[JudgedChange, ...]:
    """Judge all changes of a publication as one family, so that the chance of calling any of them a rise or fall is at
    most `level` if nothing changed. One that could not be tested is no clear change and does not count."""
    tested = np.array([one.p_value for one in changes if one.p_value is not None], dtype=np.float64)
    adjusted = iter(holm(tested).tolist())
    return tuple(_judged(one, next(adjusted) if one.p_value is not None else None, level) for one in changes)


def holm(p_values: FloatArray) -> FloatArray:
    """(k,) adjusted p-values: max over j ≤ i of p_(j) (k - j + 1), at most 1, in the order given (Holm 1979;
    `p.adjust(method="holm")` in R). They hold however the tests depend on one another."""
    order = np.argsort(p_values, kind="stable")
    stepped = p_values[order] * np.arange(len(p_values), 0, -1)
    adjusted = np.empty(len(p_values))
    adjusted[order] = np.minimum(np.maximum.accumulate(stepped), 1.0)
    return adjusted


def _t(df: float, confidence: float) -> float:
    return float(scipy.special.stdtrit(df, 0.5 + confidence / 2))


def _judged(one: Change, adjusted: float | None, level: float) -> JudgedChange:
    if adjusted is None or adjusted >= level or one.difference == 0:
        return JudgedChange(one, adjusted, Direction.NO_CLEAR_CHANGE)
    return JudgedChange(one, adjusted, Direction.ROSE if one.difference > 0 else Direction.FELL)
