"""What margins explain of a table's errors, by sums over their levels.

After raking or post-stratification a row's score loses w x'u, where x marks its level in each margin; that takes off
2 u'T and adds u'Gu to the spread, with T = Σ s w² e x, G = Σ s w² x x', e the score per person, and s the stratum's
(1 − f) n/(n − 1). u itself follows from the sums of e by level, so that all of it comes from sums.
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
from aftercall.methods.joined_margins import Joined, joined
from aftercall.methods.margin_matrices import marks_of, overlap_of, sums_by_stratum, sweep_of
from aftercall.methods.table_sums import Answers, Pairs, factors
from aftercall.methods.threads import side_by_side

_BLOCK = 128  # domains at a time: they stay in the processor's cache
_BATCH = (
    64  # rows of a matrix product: too few for BLAS to start threads, which on a busy machine cost more than they save
)


@dataclass(frozen=True, eq=False)
class Moments:
    """(domains, levels, combinations) Σ x, as the calibration weights people, and Σ s w² x, for each joined margin."""

    margins: list[Joined]
    people: list[FloatArray]
    spread: list[FloatArray]

    def spread_of_levels(self) -> FloatArray:
        """(domains, levels) Σ s w²: any margin adds up to it."""
        return np.asarray(min(self.spread, key=np.size).sum(axis=2))


@dataclass(frozen=True, eq=False)
class Strata:
    """taken: (levels, domains, columns) Σ over strata of s/n Σz Σ w x. lonely: (domains, levels) Σ s z of the lonely
    ones; None where there is none. Both times W."""

    taken: FloatArray
    lonely: FloatArray | None


class TableMargins:
    """The margins of a calibration as columns x, one a level, and the sums over them that no item changes."""

    def __init__(self, design: Design, calibration: Calibration, weights: FloatArray, spread: FloatArray) -> None:
        """weights, spread: (n,) to estimate with, and their `spread_of`. Raises MethodError where the adjustment is not
        one of classifications."""
        residual = calibration.residual
        if not isinstance(residual, CellResidual):
            raise MethodError("a table needs an adjustment by classifications")
        cells, units = residual.cells, design.primary
        scale, centring = factors(design)
        self._people = residual.weights
        self._margins, marks = joined(cells.rows), marks_of(cells.margins)
        self._by_stratum, counts, spreads = side_by_side(
            call,
            (
                lambda: sums_by_stratum(design, cells, marks, weights),
                lambda: residual.counts,
                lambda: cells.sums(spread),
            ),
            design.size,
        )
        self._sweep = sweep_of(overlap_of(marks, counts), cells.margins, residual.sweeps)
        self._taken = scale * centring
        between = (self._by_stratum * self._taken[:, None]).T @ self._by_stratum
        self._gram = overlap_of(marks, spreads) - between
        self._alone = scale * (centring == 0)  # lonely strata are seen from the mean of all
        self._sampled = float(units.sampled.sum())

    def moments(self, pairs: Pairs, answers: Answers) -> Moments:
        """What `explained` needs of an item's rows."""
        shape = (pairs.domains, answers.count)
        ones, first, *codes = short_codes(2 + len(self._margins), len(answers.levels))
        key = joint(pairs.domain_of_row[answers.within], answers.levels, shape, first)
        people = self._people_of(answers, ones)

        def sums(margin: Joined, code: ShortCodes) -> list[FloatArray]:
            margin.write_codes(answers.rows, code)
            found = cross_sums(key, code, (people, pairs.spread[answers.within]), (prod(shape), margin.size))
            return [table.reshape(*shape, margin.size) for table in found]

        jobs = zip(self._margins, codes, strict=True)
        found = side_by_side(lambda job: sums(*job), jobs, len(key))
        return Moments(self._margins, [people for people, _ in found], [spread for _, spread in found])

    def _people_of(self, answers: Answers, ones: ShortCodes) -> Column:
        """(rows,) how much the calibration counts each row with an answer; written into `ones` where all are alike."""
        if self._people is not None:
            return self._people[answers.rows]
        ones[:] = 1
        return ones

    def strata(self, pairs: Pairs, first: FloatArray) -> Strata:
        """What `explained` needs of the strata. first: (pairs, levels) Σz times W."""
        taken = _by_domain(pairs, first * self._taken[pairs.stratum][:, None], self._by_stratum)
        if not self._alone.any():
            return Strata(taken, None)
        return Strata(taken, pairs.by_domain(first * self._alone[pairs.stratum][:, None]))

    def explained(self, moments: Moments, strata: Strata, shares: FloatArray) -> FloatArray:
        """(domains, levels) what to add to the spread, times W²."""

        def of_block(start: int) -> FloatArray:
            block = slice(start, start + _BLOCK)
            p = shares[block]
            people, spread = (_of_levels(moments.margins, sums, block) for sums in (moments.people, moments.spread))
            u = _product(_centred(people, p), self._sweep.T)
            gained = np.vecdot(u, _product(u, self._gram)).reshape(p.shape)
            gained -= 2 * _shared(u.reshape(spread.shape), spread, strata.taken[:, block], p)
            if strata.lonely is not None:
                gained += self._from_the_mean(u, strata.lonely[block])
            return np.asarray(gained)

        blocks = side_by_side(of_block, range(0, len(shares), _BLOCK), strata.taken.size)
        return np.concatenate(blocks)

    def _from_the_mean(self, u: FloatArray, lonely: FloatArray) -> FloatArray:
        """(domains, levels) Σ s ((z − c)² − z²) over lonely strata, c being the mean of all z. lonely: their Σ s z
        before calibration."""
        centre = -(u @ self._by_stratum.sum(axis=0)) / self._sampled  # z sum to 0 before the margins are taken out
        left = lonely.ravel() - u @ (self._alone @ self._by_stratum)
        return np.asarray(centre * (centre * self._alone.sum() - 2 * left)).reshape(lonely.shape)


def _of_levels(margins: Sequence[Joined], sums: Sequence[FloatArray], block: slice) -> FloatArray:
    """(domains, levels, columns) the sums of the margins' own levels, for a block of domains."""
    parts = [margin.of_levels(part[block]) for margin, part in zip(margins, sums, strict=True)]
    return np.concatenate(parts, axis=2, dtype=np.float64)


def _centred(sums: FloatArray, shares: FloatArray) -> FloatArray:
    """(domains × levels, columns) sums over people of each level made sums of 1[level k] − p."""
    centred = shares[:, :, None] * sums.sum(axis=1, keepdims=True)
    np.subtract(sums, centred, out=centred)
    return np.asarray(centred).reshape(-1, sums.shape[2])


def _shared(u: FloatArray, spread: FloatArray, taken: FloatArray, shares: FloatArray) -> FloatArray:
    """(domains, levels) u'T less what the strata's means take off. `spread` is centred after the product, which is
    quicker than before."""
    own = np.vecdot(u, spread) - np.vecdot(u, taken.swapaxes(0, 1))
    return np.asarray(own - shares * np.vecdot(u, spread.sum(axis=1, keepdims=True)))


def _product(left: FloatArray, right: FloatArray) -> FloatArray:
    """left @ right, a batch after the other."""
    found = np.empty((len(left), right.shape[1]))
    whole = len(left) // _BATCH * _BATCH
    batches = found[:whole].reshape(-1, _BATCH, right.shape[1])
    np.matmul(left[:whole].reshape(-1, _BATCH, left.shape[1]), right, out=batches)
    np.matmul(left[whole:], right, out=found[whole:])
    return found


def _by_domain(pairs: Pairs, values: FloatArray, by_stratum: FloatArray) -> FloatArray:
    """(levels, domains, columns) Σ over the domain's pairs of (pairs, levels) values times their stratum's row."""
    count, levels = values.shape
    shape = (levels, pairs.domains, by_stratum.shape[1])
    if len(by_stratum) <= by_stratum.shape[1]:  # a table of all pairs is no larger than what comes of it
        table = np.zeros((pairs.domains, len(by_stratum), levels))
        table[pairs.domain, pairs.stratum] = values
        return _product(table.transpose(2, 0, 1).reshape(-1, len(by_stratum)), by_stratum).reshape(shape)
    starts = np.searchsorted(pairs.domain, np.arange(pairs.domains)) + count * np.arange(levels)[:, None]
    entries = (values.T.ravel(), np.tile(pairs.stratum, levels), np.append(starts, values.size))
    return np.asarray(csr_array(entries, shape=(starts.size, len(by_stratum))) @ by_stratum).reshape(shape)
