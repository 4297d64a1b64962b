"""The part of a table's variances that calibration margins explain, from sums over their levels.

Raking and post-stratification subtract w x'u from a row's score, where x indicates its level in each margin. That
changes the variance by u'Gu − 2 u'T, with T = Σ s w² e x, G = Σ s w² x x', e the score per person, and s the stratum's
(1 − f) n/(n − 1). u follows from the sums of e by level, so sums are enough.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from operator import call

import numpy as np
from scipy.sparse import csr_array

from aftercall.methods.arrays import FloatArray, MethodError, ShortCodes, short_codes
from aftercall.methods.calibration import Calibration, CellResidual
from aftercall.methods.cells import Column, cross_sums, joint
from aftercall.methods.design import Design
from aftercall.methods.joined_margins import JoinedMargin, join_small_margins
from aftercall.methods.margin_matrices import indicators_of, overlap_of, sums_by_stratum, sweep_of
from aftercall.methods.table_sums import AnsweredRows, Pairs, factors
from aftercall.methods.threads import map_in_threads

_BLOCK = 128  # domains at a time, so that they fit in the processor's cache
_BATCH = 64  # rows of a matrix product: too few for BLAS to start threads, which are costly on a busy machine


@dataclass(frozen=True, eq=False)
class Moments:
    """For each joined margin, (domains, levels, combinations) sums. people: Σ x, weighted as the calibration weights
    people. spread: Σ s w² x."""

    margins: list[JoinedMargin]
    people: list[FloatArray]
    spread: list[FloatArray]

    def spread_of_levels(self) -> FloatArray:
        """(domains, levels) Σ s w², to which every margin adds up."""
        return np.asarray(min(self.spread, key=np.size).sum(axis=2))


@dataclass(frozen=True, eq=False)
class Strata:
    """centring: (levels, domains, columns) Σ over strata of s/n Σz Σ w x. lonely: (domains, levels) Σ s z of the lonely
    strata; None without any. Both times W."""

    centring: FloatArray
    lonely: FloatArray | None


class TableMargins:
    """The margins of a calibration as columns x, one per level, and the sums over them that all variables share."""

    def __init__(self, design: Design, calibration: Calibration, weights: FloatArray, spread: FloatArray) -> None:
        """weights, spread: (n,) the weights to estimate with, and their `spread_of`.

        Raises MethodError where the calibration is not to classifications.
        """
        residual = calibration.residual
        if not isinstance(residual, CellResidual):
            raise MethodError("a table needs calibration to classifications")
        cells, units = residual.cells, design.primary
        scale, centring = factors(design)
        self._people = residual.weights
        self._margins, indicators = join_small_margins(cells.rows), indicators_of(cells.margins)
        self._by_stratum, counts, spreads = map_in_threads(
            call,
            (
                lambda: sums_by_stratum(design, cells, indicators, weights),
                lambda: residual.counts,
                lambda: cells.sums(spread),
            ),
            design.size,
        )
        self._sweep = sweep_of(overlap_of(indicators, counts), cells.margins, residual.sweeps)
        self._centring = scale * centring
        between = (self._by_stratum * self._centring[:, None]).T @ self._by_stratum
        self._gram = overlap_of(indicators, spreads) - between
        self._alone = scale * (centring == 0)  # lonely strata deviate from the mean of all
        self._sampled = float(units.sampled.sum())

    def moments(self, pairs: Pairs, answers: AnsweredRows) -> Moments:
        """What `explained` needs of a variable's rows."""
        shape = (pairs.domains, answers.level_count)
        ones, first, *codes = short_codes(2 + len(self._margins), len(answers.codes))
        key = joint(pairs.domain_of_row[answers.within], answers.codes, shape, first)
        people = self._people_of(answers, ones)

        def sums(margin: JoinedMargin, code: ShortCodes) -> list[FloatArray]:
            margin.write_codes(answers.rows, code)
            found = cross_sums(key, code, (people, pairs.spread[answers.within]), (prod(shape), margin.size))
            return [table.reshape(*shape, margin.size) for table in found]

        jobs = zip(self._margins, codes, strict=True)
        found = map_in_threads(lambda job: sums(*job), jobs, len(key))
        return Moments(self._margins, [people for people, _ in found], [spread for _, spread in found])

    def _people_of(self, answers: AnsweredRows, ones: ShortCodes) -> Column:
        """(rows,) the calibration's weight of each row with an answer; written to `ones` where all are the same."""
        if self._people is not None:
            return self._people[answers.rows]
        ones[:] = 1
        return ones

    def strata(self, pairs: Pairs, first: FloatArray) -> Strata:
        """What `explained` needs of the strata. first: (pairs, levels) Σz times W."""
        centring = _by_domain(pairs, first * self._centring[pairs.stratum][:, None], self._by_stratum)
        if not self._alone.any():
            return Strata(centring, None)
        return Strata(centring, pairs.by_domain(first * self._alone[pairs.stratum][:, None]))

    def explained(self, moments: Moments, strata: Strata, shares: FloatArray) -> FloatArray:
        """(domains, levels) what to add to the variance, times W²."""

        def of_block(start: int) -> FloatArray:
            block = slice(start, start + _BLOCK)
            p = shares[block]
            people, spread = (_of_levels(moments.margins, sums, block) for sums in (moments.people, moments.spread))
            u = _product(_centred(people, p), self._sweep.T)
            change = np.vecdot(u, _product(u, self._gram)).reshape(p.shape)
            change -= 2 * _cross_product(u.reshape(spread.shape), spread, strata.centring[:, block], p)
            if strata.lonely is not None:
                change += self._from_the_mean(u, strata.lonely[block])
            return np.asarray(change)

        blocks = map_in_threads(of_block, range(0, len(shares), _BLOCK), strata.centring.size)
        return np.concatenate(blocks)

    def _from_the_mean(self, u: FloatArray, lonely: FloatArray) -> FloatArray:
        """(domains, levels) Σ s ((z − c)² − z²) over lonely strata, c being the mean of all z. lonely: their Σ s z
        before calibration."""
        centre = -(u @ self._by_stratum.sum(axis=0)) / self._sampled  # z add up to 0 before the margins are subtracted
        left = lonely.ravel() - u @ (self._alone @ self._by_stratum)
        return np.asarray(centre * (centre * self._alone.sum() - 2 * left)).reshape(lonely.shape)


def _of_levels(margins: Sequence[JoinedMargin], sums: Sequence[FloatArray], block: slice) -> FloatArray:
    """(domains, levels, columns) the sums of the margins' own levels, for a block of domains."""
    parts = [margin.of_levels(part[block]) for margin, part in zip(margins, sums, strict=True)]
    return np.concatenate(parts, axis=2, dtype=np.float64)


def _centred(sums: FloatArray, shares: FloatArray) -> FloatArray:
    """(domains × levels, columns) sums over the people of each level, turned into sums of 1[level k] − p."""
    centred = shares[:, :, None] * sums.sum(axis=1, keepdims=True)
    np.subtract(sums, centred, out=centred)
    return np.asarray(centred).reshape(-1, sums.shape[2])


def _cross_product(u: FloatArray, spread: FloatArray, centring: FloatArray, shares: FloatArray) -> FloatArray:
    """(domains, levels) u'T minus the part for the strata's means. `spread` is centred after the product, which is
    faster than before it."""
    own = np.vecdot(u, spread) - np.vecdot(u, centring.swapaxes(0, 1))
    return np.asarray(own - shares * np.vecdot(u, spread.sum(axis=1, keepdims=True)))


def _product(left: FloatArray, right: FloatArray) -> FloatArray:
    """left @ right, one batch after another."""
    found = np.empty((len(left), right.shape[1]))
    full = len(left) // _BATCH * _BATCH
    batches = found[:full].reshape(-1, _BATCH, right.shape[1])
    np.matmul(left[:full].reshape(-1, _BATCH, left.shape[1]), right, out=batches)
    np.matmul(left[full:], right, out=found[full:])
    return found


def _by_domain(pairs: Pairs, values: FloatArray, by_stratum: FloatArray) -> FloatArray:
    """(levels, domains, columns) Σ over a domain's pairs of (pairs, levels) values times their stratum's row."""
    count, levels = values.shape
    shape = (levels, pairs.domains, by_stratum.shape[1])
    if len(by_stratum) <= by_stratum.shape[1]:  # a table of all pairs is no larger than the result
        table = np.zeros((pairs.domains, len(by_stratum), levels))
        table[pairs.domain, pairs.stratum] = values
        return _product(table.transpose(2, 0, 1).reshape(-1, len(by_stratum)), by_stratum).reshape(shape)
    starts = np.searchsorted(pairs.domain, np.arange(pairs.domains)) + count * np.arange(levels)[:, None]
    entries = (values.T.ravel(), np.tile(pairs.stratum, levels), np.append(starts, values.size))
    return np.asarray(csr_array(entries, shape=(starts.size, len(by_stratum))) @ by_stratum).reshape(shape)
