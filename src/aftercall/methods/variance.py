"""The design-based covariance of linearised estimates.

V = sum over strata h of (1 - f_h) n_h / (n_h - 1) sum over units i of (t_hi - t_h.)(t_hi - t_h.)', where t_hi is the
sum of the scores in unit i and t_h. its mean in the stratum (Binder 1983; Lumley 2010, chapter 2; `svyrecvar` of R's
survey).
"""

import numpy as np

from aftercall.methods.arrays import BoolArray, FloatArray, IntArray, MethodError
from aftercall.methods.design import Design, Lonely, first_stratum


def covariance(design: Design, scores: FloatArray, *, touched: BoolArray | None = None) -> FloatArray:
    """(k, k) covariance of k estimates from their (n, k) scores, 0 outside a domain.

    touched: (n,) the rows that the lonely-unit rule looks at, the domain as a rule; omitted: all.
    Raises MethodError for a lonely unit under the rule `fail`.
    """
    totals = _unit_totals(design, scores)
    centred = totals - _stratum_means(design, totals)[design.unit_stratum]
    scale = _stratum_scale(design)[design.unit_stratum]
    spread = (centred * scale[:, None]).T @ centred
    return np.asarray(spread * _average_factor(design, _lonely_strata(design, touched), touched))


def _unit_totals(design: Design, scores: FloatArray) -> FloatArray:
    if design.clusters is None:
        return scores
    return _sums(design.unit, scores, len(design.unit_stratum))


def _stratum_means(design: Design, totals: FloatArray) -> FloatArray:
    means = _sums(design.unit_stratum, totals, len(design.sampled_units)) / design.sampled_units[:, None]
    if design.lonely is Lonely.ADJUST:
        means[design.sampled_units == 1] = 0.0  # scores sum to 0 over the population, so 0 is the mean of all strata
    return means


def _stratum_scale(design: Design) -> FloatArray:
    n = design.sampled_units
    return np.asarray((1 - design.sampling_fraction) * n / np.maximum(n - 1, 1))


def _lonely_strata(design: Design, touched: BoolArray | None) -> BoolArray:
    """(strata,) one unit sampled out of more, and looked at; a take-all stratum of one leaves nothing to chance."""
    lonely: BoolArray = (design.sampled_units == 1) & (design.population_units > 1)
    if touched is not None:
        lonely = lonely & (np.bincount(design.stratum[touched], minlength=len(lonely)) > 0)
    if design.lonely is Lonely.FAIL and lonely.any():
        where = first_stratum(design, lonely[design.stratum])
        raise MethodError(f"{where}: one unit sampled, so its spread is unknown; merge it or choose a lonely-unit rule")
    return lonely


def _average_factor(design: Design, lonely: BoolArray, touched: BoolArray | None) -> float:
    if design.lonely is not Lonely.AVERAGE:
        return 1.0
    strata = len(np.unique(design.stratum if touched is None else design.stratum[touched]))
    if lonely.sum() == strata:
        raise MethodError(
            "every stratum has one unit, so there is no average of the others; choose another lonely-unit rule"
        )
    return strata / (strata - float(lonely.sum()))


def _sums(index: IntArray, values: FloatArray, groups: int) -> FloatArray:
    return np.column_stack([np.bincount(index, weights=column, minlength=groups) for column in values.T])
