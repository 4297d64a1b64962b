"""Chances that are as equal as the quotas allow: leximin.

The smallest chance is as large as possible, then the next smallest, and so on. Column generation (Flanigan, Gölz,
Gupta, Hennig and Procaccia 2021, Nature 596, Fair algorithms for selecting citizens' assemblies): a linear programme
over the compositions found so far gives a price for each kind of person; an integer programme finds the permitted
composition worth most at these prices, until none improves. Kinds with a positive price have the same chance in every
optimum, so they are fixed at it. The chances are unique; the compositions that produce them are not.
"""

from dataclasses import dataclass

import numpy as np
import scipy

from aftercall.methods.arrays import FloatArray, IntArray, MethodError
from aftercall.methods.sortition import PanelRules
from aftercall.methods.sortition_panels import best_composition

_IMPROVES = 1e-8
_PRICED = 1e-6
_DISCOUNT = 0.8
_FIRST_COMPOSITIONS = 20
_TOLERANCE = 1e-9
_NOT_EXACT = "the chances can't be computed exactly for this pool; merge quotas"


@dataclass(frozen=True, eq=False)
class FairChances:
    """chances: (kinds,) of each person of a kind. compositions: (m, kinds). probabilities: (m,) of these."""

    chances: FloatArray
    compositions: IntArray
    probabilities: FloatArray


@dataclass(frozen=True, eq=False)
class _Prices:
    smallest: float
    prices: FloatArray
    total: float


def leximin(rules: PanelRules) -> FairChances:
    """The chances that are as equal as possible. Raises MethodError where no panel is permitted."""
    people = rules.people
    found = _first_compositions(rules)
    chances = np.full(len(rules.kinds), np.nan)
    while np.isnan(chances).any():
        prices = _optimum(rules, people, chances, found)
        at_least = np.isnan(chances) & (prices.prices > _PRICED)
        chances[at_least] = max(prices.smallest, 0.0)
    compositions = np.array(found)
    return _without_unused(chances, compositions, _mixture(people, chances, compositions))


def _optimum(rules: PanelRules, people: FloatArray, chances: FloatArray, found: list[IntArray]) -> _Prices:
    """The largest smallest chance of those who are not fixed yet. Adds to the compositions found."""
    known = {tuple(composition.tolist()) for composition in found}
    while True:
        current = _prices(people, chances, np.array(found))
        values = current.prices / people
        better = best_composition(rules, values)
        key = tuple(better.tolist())
        if float(values @ better) <= current.total + _IMPROVES or key in known:
            return current
        known.add(key)
        found.append(better)


def _prices(people: FloatArray, chances: FloatArray, compositions: IntArray) -> _Prices:
    """max z: Σ λ x / people ≥ z for those not fixed, ≥ their chance for the others; Σ λ = 1, λ ≥ 0."""
    is_open = np.isnan(chances)
    shares = (compositions / people).T
    result = scipy.optimize.linprog(
        np.append(np.zeros(len(compositions)), -1.0),
        A_ub=np.column_stack([-shares, is_open.astype(np.float64)]),
        b_ub=np.where(is_open, 0.0, -np.nan_to_num(chances) + 1e-10),
        A_eq=np.append(np.ones(len(compositions)), 0.0)[None, :],
        b_eq=[1.0],
        bounds=[(0, None)] * len(compositions) + [(None, None)],
        method="highs",
        options={"primal_feasibility_tolerance": _TOLERANCE, "dual_feasibility_tolerance": _TOLERANCE},
    )
    if result.x is None:
        raise MethodError(_NOT_EXACT)
    return _Prices(float(result.x[-1]), -result.ineqlin.marginals, -float(result.eqlin.marginals[0]))


def _mixture(people: FloatArray, chances: FloatArray, compositions: IntArray) -> FloatArray:
    """(m,) probabilities of the compositions that give everybody at least their chance."""
    shares = (compositions / people).T
    result = scipy.optimize.linprog(
        np.append(np.zeros(len(compositions)), 1.0),
        A_ub=np.column_stack([-shares, -np.ones(len(people))]),
        b_ub=-chances,
        A_eq=np.append(np.ones(len(compositions)), 0.0)[None, :],
        b_eq=[1.0],
        bounds=[(0, None)] * (len(compositions) + 1),
        method="highs",
        options={"primal_feasibility_tolerance": _TOLERANCE, "dual_feasibility_tolerance": _TOLERANCE},
    )
    if result.x is None:
        raise MethodError(_NOT_EXACT)
    return np.clip(np.asarray(result.x[:-1]), 0.0, None)


def _without_unused(chances: FloatArray, compositions: IntArray, probabilities: FloatArray) -> FairChances:
    used = probabilities > 0
    return FairChances(chances, compositions[used], probabilities[used] / probabilities[used].sum())


def _first_compositions(rules: PanelRules) -> list[IntArray]:
    """Varied compositions to begin with: whoever has been on one counts less for the next."""
    values = 1 / rules.people
    found: dict[tuple[int, ...], IntArray] = {}
    for _ in range(min(_FIRST_COMPOSITIONS, 2 * len(rules.kinds))):
        composition = best_composition(rules, values)
        found.setdefault(tuple(composition.tolist()), composition)
        values = np.where(composition > 0, values * _DISCOUNT, values)
        values = values / values.sum()
    return list(found.values())
