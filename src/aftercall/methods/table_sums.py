"""The sums over (domain, stratum, level) that a table is made of."""

from dataclasses import dataclass

import numpy as np

from aftercall.methods.arrays import BoolArray, Codes, FloatArray, IntArray, MethodError
from aftercall.methods.cells import cross_sums, few_or_compact, joint
from aftercall.methods.design import Design, Lonely


@dataclass(frozen=True, eq=False)
class Item:
    """levels: (n,) codes from 0, below 0 where missing. count: the number of levels."""

    levels: Codes
    count: int


@dataclass(frozen=True, eq=False)
class Pairs:
    """The (domain, stratum) pairs of the rows of any domain, in the order of their domains.

    rows: those rows, or a slice of all. of_row: their pair. domain, stratum: (pairs,). weight, square, count: the
    rows' Σw and Σw², and how many people each stands for (None: one).
    """

    rows: BoolArray | slice
    of_row: Codes
    domain: IntArray
    stratum: IntArray
    weight: FloatArray
    square: FloatArray
    count: FloatArray | None
    domains: int

    def by_domain(self, values: FloatArray) -> FloatArray:
        """(domains, …) sums of values of the pairs."""
        result = np.zeros((self.domains, *values.shape[1:]))
        starts = np.flatnonzero(np.diff(self.domain, prepend=-1))
        result[self.domain[starts]] = np.add.reduceat(values, starts, axis=0)
        return result


@dataclass(frozen=True, eq=False)
class ItemSums:
    """One item's sums over the pairs: (pairs, levels) Σw and Σw², and (pairs,) people with an answer."""

    weight: FloatArray
    square: FloatArray
    counts: FloatArray | IntArray


def pairs_of(design: Design, weights: FloatArray, squares: FloatArray, domains: Codes, domain_count: int) -> Pairs:
    """The pairs of a design whose rows are its units, with the (n,) weights to estimate with and their squares."""
    strata = len(design.primary.sampled)
    rows = slice(None) if domains.min() >= 0 else domains >= 0
    key = joint(domains[rows], design.primary.stratum_of_row[rows], (domain_count, strata))
    if not len(key):
        raise MethodError("no row lies in any domain")
    distinct, of_row = few_or_compact(key, domain_count * strata)
    return Pairs(
        rows=rows,
        of_row=of_row.astype(np.int32, copy=False),
        domain=distinct // strata,
        stratum=distinct % strata,
        weight=weights[rows],
        square=squares[rows],
        count=None if design.groups is None else design.groups.counts[rows].astype(np.float64),
        domains=domain_count,
    )


def sums_of(pairs: Pairs, item: Item) -> ItemSums:
    """The sums of one item."""
    levels, of_row = item.levels[pairs.rows].astype(np.int32), pairs.of_row
    values = [pairs.weight, pairs.square, pairs.count]
    if levels.min() < 0:
        answered = levels >= 0
        levels, of_row = levels[answered], of_row[answered]
        values = [None if column is None else column[answered] for column in values]
    shape = (len(pairs.domain), item.count)
    weight, square = (cross_sums(of_row, levels, column, shape) for column in values[:2])
    return ItemSums(weight, square, np.bincount(of_row, weights=values[2], minlength=shape[0]))


def factors(design: Design) -> tuple[FloatArray, FloatArray]:
    """(strata,) (1 − f) n/(n − 1), and 1/n, by which the square of the sum is taken off."""
    units = design.primary
    centring = 1 / units.sampled
    if design.lonely is Lonely.ADJUST:
        centring = np.where(units.sampled == 1, 0.0, centring)
    return units.spread_factor(), centring
