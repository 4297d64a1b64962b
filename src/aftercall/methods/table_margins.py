"""What margins explain of a table's errors, by sums over their levels.

After raking or post-stratification a row's score loses w x'u, where x marks its level in each margin; that takes off
2 u'T and adds u'Gu to the spread, with T = Σ s w² e x, G = Σ s w² x x', e the score per person, and s the stratum's
(1 − f) n/(n − 1). u itself follows from the sums of e by level, so that all of it comes from sums.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import prod
from operator import call

import numpy as np
from scipy.sparse import csr_array

from aftercall.methods.arrays import FloatArray, MethodError
from aftercall.methods.calibration import Calibration, CellResidual
from aftercall.methods.cells import Cells, cross_sums, joint
from aftercall.methods.design import Design
from aftercall.methods.joined_margins import Joined, joined
from aftercall.methods.margins import Margin
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
        self._people = np.ones(design.size, dtype=np.int32) if residual.weights is None else residual.weights
        self._margins, marks = joined(cells.rows), _marks(cells.margins)
        by_cell = (
            lambda: residual.counts,
            lambda: cells.sums(spread),
            lambda: _sums_by_stratum(design, cells, marks, weights),
        )
        counts, spreads, self._by_stratum = side_by_side(call, by_cell, design.size)
        self._sweep = _sweep(_overlap(marks, counts), cells.margins, residual.sweeps)
        self._taken = scale * centring
        between = (self._by_stratum * self._taken[:, None]).T @ self._by_stratum
        self._gram = _overlap(marks, spreads) - between
        self._alone = scale * (centring == 0)  # lonely strata are seen from the mean of all
        self._sampled = float(units.sampled.sum())

    def moments(self, pairs: Pairs, answers: Answers) -> Moments:
        """What `explained` needs of an item's rows."""
        shape = (pairs.domains, answers.count)
        key = joint(pairs.domain_of_row[answers.within], answers.levels, shape)
        columns = [self._people[answers.rows], pairs.spread[answers.within]]

        def sums(margin: Joined) -> list[FloatArray]:
            found = cross_sums(key, margin.codes(answers.rows), columns, (prod(shape), margin.size))
            return [table.reshape(*shape, margin.size) for table in found]

        people, spread = zip(*side_by_side(sums, self._margins, len(key)), strict=True)
        return Moments(self._margins, list(people), list(spread))

    def explained(self, pairs: Pairs, moments: Moments, shares: FloatArray, first: FloatArray) -> FloatArray:
        """(domains, levels) what to add to the spread, times W². first: (pairs, levels) Σz times W."""
        taken = first * self._taken[pairs.stratum][:, None]
        lonely = pairs.by_domain(first * self._alone[pairs.stratum][:, None]) if self._alone.any() else None

        def of_block(start: int) -> FloatArray:
            block = slice(start, min(start + _BLOCK, pairs.domains))
            p = shares[block]
            people, spread = (_of_levels(moments.margins, sums, block) for sums in (moments.people, moments.spread))
            u = _product(_centred(people, p), self._sweep.T)
            gained = np.einsum("ij,ij->i", u, _product(u, self._gram)).reshape(p.shape)
            between = _by_domain(pairs, block, taken, self._by_stratum)
            gained -= 2 * _both(u.reshape(spread.shape), spread, between, p)
            return gained if lonely is None else gained + self._from_the_mean(u, lonely[block])

        blocks = side_by_side(of_block, range(0, pairs.domains, _BLOCK), shares.size * len(self._gram))
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
    centred = sums - shares[:, :, None] * sums.sum(axis=1, keepdims=True)
    return centred.reshape(-1, sums.shape[2])


def _both(u: FloatArray, spread: FloatArray, between: FloatArray, shares: FloatArray) -> FloatArray:
    """(domains, levels) u'T less what the strata's means take off; `spread` is centred after the product, not before,
    because that is quicker. between: (levels, domains, columns)."""
    own = np.einsum("dlc,dlc->dl", u, spread) - np.einsum("dlc,ldc->dl", u, between)
    return np.asarray(own - shares * np.einsum("dlc,dc->dl", u, spread.sum(axis=1)))


def _product(left: FloatArray, right: FloatArray) -> FloatArray:
    """left @ right, a batch after the other."""
    found = np.empty((len(left), right.shape[1]))
    whole = len(left) // _BATCH * _BATCH
    batches = found[:whole].reshape(-1, _BATCH, right.shape[1])
    np.matmul(left[:whole].reshape(-1, _BATCH, left.shape[1]), right, out=batches)
    np.matmul(left[whole:], right, out=found[whole:])
    return found


def _by_domain(pairs: Pairs, block: slice, values: FloatArray, by_stratum: FloatArray) -> FloatArray:
    """(levels, domains, columns) Σ over the pairs of a block of domains of (pairs, levels) values times their stratum's
    row."""
    starts = np.searchsorted(pairs.domain, np.arange(block.start, block.stop + 1))
    part, levels = slice(starts[0], starts[-1]), values.shape[1]
    size = starts[-1] - starts[0]
    ends = np.append((starts[:-1] - starts[0] + size * np.arange(levels)[:, None]).ravel(), size * levels)
    strata = np.tile(pairs.stratum[part].astype(np.int32), levels)
    entries = (values[part].T.ravel(), strata, ends.astype(np.int32))
    each = csr_array(entries, shape=(len(ends) - 1, len(by_stratum)))
    return np.asarray(each @ by_stratum).reshape(levels, -1, by_stratum.shape[1])


def _sums_by_stratum(design: Design, cells: Cells, marks: csr_array, weights: FloatArray) -> FloatArray:
    """(strata, columns) Σ w x, by way of the cells where that is a small table."""
    stratum, strata = design.primary.stratum_of_row.astype(np.int32), len(design.primary.sampled)
    if strata * marks.shape[0] <= design.size:
        (table,) = cross_sums(stratum, cells.of_row.astype(np.int32), [weights], (strata, marks.shape[0]))
        return np.asarray((marks.T @ table.T).T)
    margins = ((margin.codes.astype(np.int32), len(margin.totals)) for margin in cells.rows)
    sums = (cross_sums(stratum, codes, [weights], (strata, size))[0] for codes, size in margins)
    return np.concatenate(list(sums), axis=1)


def _marks(cells: Sequence[Margin]) -> csr_array:
    """(cells, columns) 1 where the cell has the level."""
    starts = _slices(cells)
    columns = np.column_stack([margin.codes + level.start for margin, level in zip(cells, starts, strict=True)])
    ends = np.arange(0, columns.size + 1, len(cells))
    return csr_array((np.ones(columns.size), columns.ravel(), ends), shape=(len(columns), starts[-1].stop))


def _slices(margins: Sequence[Margin]) -> list[slice]:
    """The columns of each margin."""
    sizes = [len(margin.totals) for margin in margins]
    return [slice(end - size, end) for size, end in zip(sizes, accumulate(sizes), strict=True)]


def _overlap(marks: csr_array, sums: FloatArray) -> FloatArray:
    """(columns, columns) Σ x x' over the cells, each as often as `sums` says."""
    return np.asarray((marks.T @ marks.multiply(sums[:, None])).toarray())


def _sweep(overlap: FloatArray, margins: Sequence[Margin], sweeps: int) -> FloatArray:
    """(columns, columns) taking out each margin's means in turn, as one matrix."""
    found = np.zeros_like(overlap)
    people = np.diag(overlap)
    each = np.diag(np.divide(1, people, out=np.zeros_like(people), where=people > 0))
    means = each @ overlap
    for columns in _slices(margins) * sweeps:
        found[columns] += each[columns] - means[columns] @ found
    return found
