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

    rows: those rows, or a slice of all. of_row, domain_of_row: their pair, of 32 bits, and domain. domain, stratum:
    (pairs,). weight, spread, people: the rows' Σw and Σ s w², and how many people each stands for (None: one).
    """

    rows: BoolArray | slice
    of_row: Codes
    domain_of_row: Codes
    domain: IntArray
    stratum: IntArray
    weight: FloatArray
    spread: FloatArray
    people: FloatArray | None
    domains: int

    def by_domain(self, values: FloatArray) -> FloatArray:
        """(domains, …) sums of values of the pairs."""
        result = np.zeros((self.domains, *values.shape[1:]))
        starts = np.flatnonzero(np.diff(self.domain, prepend=-1))
        result[self.domain[starts]] = np.add.reduceat(values, starts, axis=0)
        return result


@dataclass(frozen=True, eq=False)
class Answers:
    """rows: the design's rows with an answer in any domain. within: the same among those of the pairs. levels: their
    answers, of 32 bits. count: the number of levels."""

    rows: BoolArray | slice
    within: BoolArray | slice
    levels: Codes
    count: int


def spread_of(design: Design, weights: FloatArray) -> FloatArray:
    """(n,) Σ s w² of each row's people, with s the stratum's (1 − f) n/(n − 1)."""
    spread = factors(design)[0].take(design.primary.stratum_of_row)
    if design.groups is not None:
        return spread * design.squares(weights)
    spread *= weights  # in its place: a second column of this length would cost more than the product
    spread *= weights
    return spread


def pairs_of(design: Design, weights: FloatArray, spread: FloatArray, domains: Codes, domain_count: int) -> Pairs:
    """The pairs of a design whose rows are its units, with the (n,) weights to estimate with and their `spread_of`."""
    strata = len(design.primary.sampled)
    rows = slice(None) if domains.min() >= 0 else domains >= 0
    within = domains[rows]
    key = joint(within, design.primary.stratum_of_row[rows], (domain_count, strata))
    if not len(key):
        raise MethodError("no row lies in any domain")
    distinct, of_row = few_or_compact(key, domain_count * strata)
    return Pairs(
        rows=rows,
        of_row=of_row.astype(np.int32, copy=False),
        domain_of_row=within,
        domain=distinct // strata,
        stratum=distinct % strata,
        weight=weights[rows],
        spread=spread[rows],
        people=None if design.groups is None else design.groups.counts[rows].astype(np.float64),
        domains=domain_count,
    )


def answers_of(pairs: Pairs, item: Item) -> Answers:
    """The answers to one item."""
    levels = item.levels[pairs.rows].astype(np.int32)
    if levels.min() >= 0:
        return Answers(pairs.rows, slice(None), levels, item.count)
    within = levels >= 0
    rows = within if isinstance(pairs.rows, slice) else pairs.rows & (item.levels >= 0)
    return Answers(rows, within, levels[within], item.count)


def sums_of(pairs: Pairs, answers: Answers, *columns: FloatArray) -> list[FloatArray]:
    """(pairs, levels) the sums of columns of the pairs' rows over those with an answer."""
    shape = (len(pairs.domain), answers.count)
    answered = [column[answers.within] for column in columns]
    return cross_sums(pairs.of_row[answers.within], answers.levels, answered, shape)


def people_of(pairs: Pairs, answers: Answers) -> IntArray:
    """(domains,) people with an answer."""
    people = None if pairs.people is None else pairs.people[answers.within]
    counts = np.bincount(pairs.domain_of_row[answers.within], weights=people, minlength=pairs.domains)
    return counts.astype(np.int64)


def over_levels(values: FloatArray) -> FloatArray:
    """(…, 1) sums over the levels: a product, since numpy is slow to add up rows as short as these."""
    return np.asarray(values @ np.ones((values.shape[1], 1)))


def factors(design: Design) -> tuple[FloatArray, FloatArray]:
    """(strata,) (1 − f) n/(n − 1), and 1/n, by which the square of the sum is taken off."""
    units = design.primary
    centring = 1 / units.sampled
    if design.lonely is Lonely.ADJUST:
        centring = np.where(units.sampled == 1, 0.0, centring)
    return units.spread_factor(), centring
