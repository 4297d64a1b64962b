"""Panels as an integer programme, solved by HiGHS."""

from collections.abc import Iterable

import numpy as np
import scipy

from aftercall.methods.arrays import FloatArray, IntArray, MethodError
from aftercall.methods.sortition import PanelRules

# HiGHS stops within 1e-6 of the optimum; in these units that is a billionth of the largest value.
_SCALE = 1e3


def best_composition(rules: PanelRules, values: FloatArray) -> IntArray:
    """(kinds,) people of each kind on the permitted panel with the largest sum of (kinds,) values a person.

    Raises MethodError, saying how the quotas could be met, if there is no permitted panel.
    """
    constraints = [
        scipy.optimize.LinearConstraint(rules.matrix, rules.lows, rules.highs),
        scipy.optimize.LinearConstraint(rules.of_household, -np.inf, np.array(rules.households)),
        scipy.optimize.LinearConstraint(np.ones((1, len(rules.kinds))), rules.size, rules.size),
    ]
    largest = float(np.abs(values).max()) or 1.0
    result = scipy.optimize.milp(
        -values / largest * _SCALE,
        integrality=np.ones(len(values), dtype=np.int64),
        bounds=scipy.optimize.Bounds(0, rules.people),
        constraints=constraints,
        options={"mip_rel_gap": 0.0},
    )
    if result.x is None:
        raise MethodError(_why_impossible(rules))
    return np.rint(result.x).astype(np.int64)


def _why_impossible(rules: PanelRules) -> str:
    """The smallest change of the quotas with which a panel would be possible."""
    changes = "; ".join(_smallest_changes(rules))
    if not changes:
        return "the pool has too few households for a panel of this size: recruit more people"
    return f"no panel meets all quotas. Recruit more people, or change: {changes}"


def _smallest_changes(rules: PanelRules) -> Iterable[str]:
    kinds, quotas = len(rules.kinds), len(rules.quotas)
    eye, none = np.eye(quotas), np.zeros((quotas, quotas))
    wide = np.zeros((1, 2 * quotas))
    constraints = [
        scipy.optimize.LinearConstraint(np.hstack([rules.matrix, eye, none]), rules.lows, np.inf),
        scipy.optimize.LinearConstraint(np.hstack([rules.matrix, none, -eye]), -np.inf, rules.highs),
        scipy.optimize.LinearConstraint(
            np.hstack([rules.of_household, np.zeros((len(rules.households), 2 * quotas))]),
            -np.inf,
            np.array(rules.households),
        ),
        scipy.optimize.LinearConstraint(np.hstack([np.ones((1, kinds)), wide]), rules.size, rules.size),
    ]
    cost = np.concatenate([np.zeros(kinds), np.ones(2 * quotas)])
    bounds = scipy.optimize.Bounds(0, np.concatenate([rules.people, np.full(2 * quotas, rules.size)]))
    result = scipy.optimize.milp(
        cost, integrality=np.ones(len(cost), dtype=np.int64), bounds=bounds, constraints=constraints
    )
    if result.x is None:
        return
    under, over = np.rint(result.x[kinds : kinds + quotas]), np.rint(result.x[kinds + quotas :])
    for quota, less, more in zip(rules.quotas, under, over, strict=True):
        if less:
            yield f"{quota.name}, at least {quota.low - int(less)} instead of {quota.low}"
        if more:
            yield f"{quota.name}, at most {quota.high + int(more)} instead of {quota.high}"
