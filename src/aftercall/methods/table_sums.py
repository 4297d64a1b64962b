"""The sums by domain, stratum and level from which a table is computed."""

from dataclasses import dataclass

import numpy as np

from aftercall.methods.arrays import BoolArray, Codes, FloatArray, IntArray, MethodError
from aftercall.methods.cells import cross_sums, few_or_compact, joint
from aftercall.methods.design import Design, Lonely


@dataclass(frozen=True, eq=False)
class Classification:
    """codes: (n,) the level of each row from 0, below 0 where missing. level_count: the number of levels."""

    codes: Codes
    level_count: int


@dataclass(frozen=True, eq=False)
class Pairs:
    """The (domain, stratum) pairs that have rows, ordered by domain.

    rows: the rows in any domain, or a slice of all. of_row, domain_of_row: their pair (32-bit), and domain. domain,
    stratum: (pairs,). weight, spread, people: the rows' Σw and Σ s w², and how many people each represents (None: one).
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
        """(domains, …) sums of the pairs' values."""
        result = np.zeros((self.domains, *values.shape[1:]))
        starts = np.flatnonzero(np.diff(self.domain, prepend=-1))
        result[self.domain[starts]] = np.add.reduceat(values, starts, axis=0)
        return result


@dataclass(frozen=True, eq=False)
class AnsweredRows:
    """rows: the design's rows with an answer in any domain. within: the same rows, among those of the pairs. codes:
    their answers (32-bit). level_count: the number of levels."""

    rows: BoolArray | slice
    within: BoolArray | slice
    codes: Codes
    level_count: int


def spread_of(design: Design, weights: FloatArray) -> FloatArray:
    """(n,) Σ s w² of each row's people, with s the stratum's (1 − f) n/(n − 1)."""
    spread = factors(design)[0].take(design.primary.stratum_of_row)
    if design.groups is not None:
        return spread * design.squares(weights)
    spread *= weights  # in place, because allocating a second column costs more than the product
    spread *= weights
    return spread


def pairs_of(design: Design, weights: FloatArray, spread: FloatArray, domains: Codes, domain_count: int) -> Pairs:
    """The pairs of a design whose rows are the units. weights, spread: (n,) to estimate with, and their `spread_of`."""
    strata = len(design.primary.sampled)
    rows = slice(None) if domains.min() >= 0 else domains >= 0
    within = domains[rows]
    key = joint(within, design.primary.stratum_of_row[rows], (domain_count, strata))
    if not len(key):
        raise MethodError("no row is in any domain")
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


def answered_rows(pairs: Pairs, variable: Classification) -> AnsweredRows:
    """The rows of the pairs in which a variable has a value."""
    codes = variable.codes[pairs.rows].astype(np.int32)
    if codes.min() >= 0:
        return AnsweredRows(pairs.rows, slice(None), codes, variable.level_count)
    within = codes >= 0
    rows = within if isinstance(pairs.rows, slice) else pairs.rows & (variable.codes >= 0)
    return AnsweredRows(rows, within, codes[within], variable.level_count)


def sums_of(pairs: Pairs, answers: AnsweredRows, *columns: FloatArray) -> list[FloatArray]:
    """(pairs, levels) the sums of columns over the rows with an answer."""
    shape = (len(pairs.domain), answers.level_count)
    answered = [column[answers.within] for column in columns]
    return cross_sums(pairs.of_row[answers.within], answers.codes, answered, shape)


def people_of(pairs: Pairs, answers: AnsweredRows) -> IntArray:
    """(domains,) people with an answer."""
    people = None if pairs.people is None else pairs.people[answers.within]
    counts = np.bincount(pairs.domain_of_row[answers.within], weights=people, minlength=pairs.domains)
    return counts.astype(np.int64)


def over_levels(values: FloatArray) -> FloatArray:
    """(…, 1) sums over the levels, as a product because numpy is slow to sum such short rows."""
    return np.asarray(values @ np.ones((values.shape[1], 1)))


def factors(design: Design) -> tuple[FloatArray, FloatArray]:
    """(strata,) (1 − f) n/(n − 1), and 1/n, with which the square of the sum is subtracted."""
    units = design.primary
    centring = 1 / units.sampled
    if design.lonely is Lonely.ADJUST:
        centring = np.where(units.sampled == 1, 0.0, centring)
    return units.spread_factor(), centring
