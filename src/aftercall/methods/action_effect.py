"""Whether a measure changed after an action by more than chance explains, and how large the change could be.

What is judged was declared before: the measure, the group, the direction, and when it is looked at. The period that
prompted the action is never its baseline: of many areas, the one that looked weakest would mostly look better next time
without any action (regression to the mean). Which periods count is decided in `choose_periods`.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import inf, sqrt

import numpy as np
import scipy

from aftercall.methods.arrays import MethodError
from aftercall.methods.effect_verdict import EffectVerdict
from aftercall.methods.independent_change import Measured

LEVEL = 0.05

# The first and the last month of a period, as the first days of these months.
type Months = tuple[date, date]


@dataclass(frozen=True)
class ChosenPeriods:
    """The periods before the action began and since, that count."""

    before: Sequence[Months]
    after: Sequence[Months]


@dataclass(frozen=True)
class Effect:
    """The change of the group since the action began: minus that of the groups it is compared with, if there are any.

    own and others: the changes themselves, as proportions; others is None without a comparison. between: the standard
    deviation by which changes of groups without the action differ beyond sampling. low, high: the interval at the
    confidence of this look. p_value: two-sided; None where no degrees of freedom are left, as the interval.
    """

    difference: float
    low: float | None
    high: float | None
    p_value: float | None
    own: float
    others: float | None
    between: float
    level: float


def choose_periods(
    periods: Iterable[Months],
    *,
    prompting: Months,
    seen: Collection[Months],
    starts_on: date,
    in_place_on: date,
    last_month: date,
) -> ChosenPeriods:
    """Which periods are the baseline and which show the effect.

    Baseline: those that end before the action starts and whose results nobody had seen when it was opened; without any,
    those that had been seen, but share no month with the prompting period. After: those that begin once the action is
    in place, up to `last_month`. seen: the periods whose results were known when it was opened.
    """
    known = [one for one in sorted(set(periods)) if not _overlap(one, prompting)]
    before = [one for one in known if one[1] < starts_on.replace(day=1)]
    after = [one for one in known if one[0] >= in_place_on and one[1] <= last_month]
    return ChosenPeriods([one for one in before if one not in seen] or before, after)


def for_the_service(estimate: Measured, fraction: float) -> Measured:
    """The estimate without its finite population correction. An action is to change what victims experience, not only
    what this period's victims said, so a test of it must not assume that they are all there are (Cochran 1977, section
    2.14). fraction: of the population that answered."""
    if not 0 <= fraction < 1:
        raise MethodError(f"the fraction is {fraction:g}; it must be at least 0 and below 1")
    return Measured(estimate.share, estimate.se / sqrt(1 - fraction), estimate.df)


def pooled(estimates: Sequence[Measured], bases: Sequence[float]) -> Measured:
    """The mean of independent periods, weighted by their people, with Satterthwaite's (1946) degrees of freedom."""
    if not estimates or len(estimates) != len(bases) or sum(bases) <= 0:
        raise MethodError("there is no period to pool")
    weights = [base / sum(bases) for base in bases]
    parts = [(weight * one.se) ** 2 for weight, one in zip(weights, estimates, strict=True)]
    share = sum(weight * one.share for weight, one in zip(weights, estimates, strict=True))
    return Measured(share, sqrt(sum(parts)), _satterthwaite(parts, [one.df for one in estimates]))


def effect(
    before: Measured, after: Measured, others: Sequence[tuple[Measured, Measured]] = (), *, level: float = LEVEL
) -> Effect:
    """The difference in differences between a group and others, which are (before, after), all independent.

    V = V_own + τ² + 1/Σ 1/(V_k + τ²), with the variance τ² of changes between groups by DerSimonian and Laird (1986):
    where groups change for reasons of their own, one must change by more (Higgins, Thompson and Spiegelhalter 2009;
    Donald and Lang 2007). Degrees of freedom by Satterthwaite, k − 1 for τ². With one other group τ² is unknown, and
    taken to be 0. Without any, it is the plain change (Welch 1947), and what happened everywhere is part of it.
    """
    if not 0 < level < 1:
        raise MethodError(f"the level of the test is {level:g}; it must be between 0 and 1, such as 0.05")
    own, variance, df = _change(before, after)
    changes = [_change(*pair) for pair in others]
    if not changes:
        return _tested(own, [variance], [df], own=own, others=None, between=0.0, level=level)
    mean, mean_variance, between = _random_effects([one[0] for one in changes], [one[1] for one in changes])
    between_df = len(changes) - 1 if between else inf
    mean_df = between_df if between else _satterthwaite(*_spread(changes))
    variances, dfs = [variance, between, mean_variance], [df, between_df, mean_df]
    return _tested(own - mean, variances, dfs, own=own, others=mean, between=sqrt(between), level=level)


def level_per_look(looks: int) -> float:
    """The level of each of several declared looks at one action, so that the chance that any of them finds an effect
    that is not there is at most 5 per cent (Bonferroni; looks share data, which it allows)."""
    if looks < 1:
        raise MethodError("an action needs at least one look")
    return LEVEL / looks


def judge_effect(found: Effect, *, expected: float) -> EffectVerdict:
    """What may be said of an effect. expected: the declared change; only its sign counts."""
    if expected == 0:
        raise MethodError("the expected change is 0, so nothing can be as expected")
    if found.p_value is None:
        return EffectVerdict.NOT_JUDGED
    if found.p_value >= found.level:
        return EffectVerdict.NO_CLEAR_CHANGE
    return EffectVerdict.AS_EXPECTED if found.difference * expected > 0 else EffectVerdict.OPPOSITE


def _overlap(one: Months, other: Months) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _change(before: Measured, after: Measured) -> tuple[float, float, float]:
    """The difference, its variance and its degrees of freedom."""
    variances = [before.se**2, after.se**2]
    return after.share - before.share, sum(variances), _satterthwaite(variances, [before.df, after.df])


def _spread(changes: Sequence[tuple[float, float, float]]) -> tuple[list[float], list[float]]:
    """Each change's part of the variance of their mean by inverse variances, and its degrees of freedom."""
    return [1 / variance for _, variance, _ in changes], [df for _, _, df in changes]


def _random_effects(changes: Sequence[float], variances: Sequence[float]) -> tuple[float, float, float]:
    """The mean of the changes, its variance, and the variance between them beyond sampling."""
    values, weights = np.array(changes), 1 / np.array(variances)
    fixed = float(weights @ values / weights.sum())
    excess = float(weights @ (values - fixed) ** 2) - (len(values) - 1)
    scale = float(weights.sum() - (weights**2).sum() / weights.sum())
    between = max(excess / scale, 0.0) if scale > 0 else 0.0
    weights = 1 / (np.array(variances) + between)
    return float(weights @ values / weights.sum()), float(1 / weights.sum()), between


def _satterthwaite(parts: Sequence[float], dfs: Sequence[float]) -> float:
    if any(part > 0 >= df for part, df in zip(parts, dfs, strict=True)):
        return 0.0
    spread = sum(part**2 / df for part, df in zip(parts, dfs, strict=True) if part > 0)
    return sum(parts) ** 2 / spread if spread > 0 else inf


def _tested(
    difference: float,
    variances: Sequence[float],
    dfs: Sequence[float],
    *,
    own: float,
    others: float | None,
    between: float,
    level: float,
) -> Effect:
    df, se = _satterthwaite(variances, dfs), sqrt(sum(variances))
    if df <= 0 or se <= 0:
        return Effect(difference, None, None, None, own, others, between, level)
    margin = float(scipy.special.stdtrit(df, 1 - level / 2)) * se
    p_value = 2 * float(scipy.special.stdtr(df, -abs(difference) / se))
    return Effect(difference, difference - margin, difference + margin, p_value, own, others, between, level)
