"""The design-based covariance of linearised estimates.

V = Σ_h (1 − f_h) n_h / (n_h − 1) Σ_i (t_hi − t̄_h)(t_hi − t̄_h)' over strata h and units i, where t_hi is the sum of the
scores in unit i and t̄_h the mean in the stratum (Binder 1983; Lumley 2010, chapter 2). Each later stage adds the same,
times the sampling fractions of the previous stages (Cochran 1977, section 10.8; `svyrecvar` of R's survey).
"""

import numpy as np

from aftercall.methods.arrays import BoolArray, FloatArray, IntArray, MethodError
from aftercall.methods.design import Design, Lonely
from aftercall.methods.groups import Groups
from aftercall.methods.stages import StageUnits, stratum_name


def covariance(design: Design, scores: FloatArray, *, touched: BoolArray | None = None) -> FloatArray:
    """(k, k) covariance of k estimates from their (n, k) scores, 0 outside a domain.

    touched: (n,) the rows to which the rule for lonely units applies, usually the domain; omitted: all. Raises
    MethodError for a lonely unit under the rule `fail`.
    """
    reached = np.ones(1)  # (units of the previous stage,) product of the sampling fractions so far
    found = np.zeros((scores.shape[1], scores.shape[1]))
    for number in range(len(design.stages)):
        units = design.stages[number]
        share = reached[units.parent]
        if not share.any():  # drawn with replacement: the first stage's variance includes that of later stages
            break
        found += _stage_covariance(design, number, scores, share, touched)
        reached = (share * units.fraction)[units.stratum]
    return found


def _stage_covariance(
    design: Design, number: int, scores: FloatArray, share: FloatArray, touched: BoolArray | None
) -> FloatArray:
    units = design.stages[number]
    totals = _unit_totals(units, scores)
    factor = share * units.spread_factor() * _average_factor(units, _lonely(design, number, touched), design, touched)
    if design.groups is not None:
        return _spread_of_groups(design, design.groups, totals, factor, touched)
    centred = totals - _stratum_means(units, totals, design.lonely, _seen(units, touched))[units.stratum]
    spread: FloatArray = (centred * factor[units.stratum][:, None]).T @ centred
    return spread


def _spread_of_groups(
    design: Design, groups: Groups, totals: FloatArray, factor: FloatArray, touched: BoolArray | None
) -> FloatArray:
    """The same where a row represents several people: the variance between the rows' means, plus that of the people's
    weights within rows, because the people of a row differ in nothing else."""
    units = design.primary
    means = _stratum_means(units, totals, design.lonely, _seen(units, touched))
    between = totals / groups.counts[:, None] - means[units.stratum]
    slopes = totals / design.weights[:, None]
    inner, outer = factor[units.stratum] * groups.spreads, factor[units.stratum] * groups.counts
    return np.asarray((slopes * inner[:, None]).T @ slopes + (between * outer[:, None]).T @ between)


def _unit_totals(units: StageUnits, scores: FloatArray) -> FloatArray:
    if len(units.stratum) == len(scores):  # every row is a unit; only their order can differ
        return scores[np.argsort(units.of_row)]
    return _sums(units.of_row, scores)


def _stratum_means(units: StageUnits, totals: FloatArray, lonely: Lonely, seen: BoolArray) -> FloatArray:
    """(strata, k) means of the units. Under the rule `adjust` a lonely stratum has the mean of all units of the seen
    strata in the same unit of the previous stage."""
    sums = _sums(units.stratum, totals)
    means = sums / units.sampled[:, None]
    if lonely is Lonely.ADJUST:
        alone = (units.sampled == 1) & seen
        counts = np.bincount(units.parent, weights=units.sampled * seen)
        together = _sums(units.parent, sums) / np.maximum(counts, 1)[:, None]
        means[alone] = together[units.parent[alone]]
    return means


def _lonely(design: Design, number: int, touched: BoolArray | None) -> BoolArray:
    """(strata,) the seen strata with one sampled unit out of more. A stratum of one unit has no sampling error."""
    units = design.stages[number]
    lonely: BoolArray = (units.sampled == 1) & (units.population > 1) & _seen(units, touched)
    if design.lonely is Lonely.FAIL and lonely.any():
        stage = (design.first, *design.later)[number]
        where = stratum_name(stage, lonely[units.stratum_of_row])
        raise MethodError(
            f"{where}: one unit sampled, so its variance is unknown; merge it or choose a rule for lonely units"
        )
    return lonely


def _seen(units: StageUnits, touched: BoolArray | None) -> BoolArray:
    """(strata,) whether the rule for lonely units applies to it."""
    if touched is None:
        return np.ones(len(units.sampled), dtype=np.bool_)
    return np.asarray(np.bincount(units.stratum_of_row[touched], minlength=len(units.sampled)) > 0)


def _average_factor(units: StageUnits, lonely: BoolArray, design: Design, touched: BoolArray | None) -> FloatArray:
    """(strata,) the factor for the lonely strata in the same unit of the previous stage, under the rule `average`."""
    if design.lonely is not Lonely.AVERAGE:
        return np.ones(len(lonely))
    strata = np.bincount(units.parent, weights=_seen(units, touched))
    kept = strata - np.bincount(units.parent, weights=lonely)
    if ((kept == 0) & (strata > 0)).any():
        raise MethodError(
            "every stratum has one unit, so there is no average of the others; choose another rule for lonely units"
        )
    return np.divide(strata, kept, out=np.ones_like(kept), where=kept > 0)[units.parent]


def _sums(index: IntArray, values: FloatArray) -> FloatArray:
    return np.column_stack([np.bincount(index, weights=column) for column in values.T])
