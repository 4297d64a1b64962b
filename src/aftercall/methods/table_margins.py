"""What margins explain of a table's errors, by sums over their levels.

After raking or post-stratification a row's score loses w x'u, where x marks its level in each margin; that takes off
2 u'T and adds u'Gu to the spread, with T = Σ s w² e x, G = Σ s w² x x', e the score per person, and s the stratum's
(1 − f) n/(n − 1). u itself follows from the sums of e by level, so that all of it comes from sums.
"""

from collections.abc import Sequence
from math import prod

import numpy as np
from scipy.sparse import csr_array

from aftercall.methods.arrays import Codes, FloatArray, IntArray, MethodError
from aftercall.methods.calibration import Calibration, CellResidual
from aftercall.methods.cells import Cells, cross_sums, joint
from aftercall.methods.design import Design
from aftercall.methods.margins import Margin
from aftercall.methods.table_sums import Item, Pairs, factors
from aftercall.methods.threads import side_by_side

_BLOCK = 128  # domains at a time: they stay in the processor's cache
_BATCH = (
    64  # rows of a matrix product: too few for BLAS to start threads, which on a busy machine cost more than they save
)

type _Sums = list[FloatArray]
"""A margin after the other: (domains, levels, levels of the margin) sums."""


class TableMargins:
    """The margins of a calibration as columns x, one a level, and the sums over them that no item changes."""

    def __init__(self, design: Design, calibration: Calibration, weights: FloatArray, squares: FloatArray) -> None:
        """weights, squares: (n,) to estimate with. Raises MethodError where the adjustment is not one of
        classifications."""
        residual = calibration.residual
        if not isinstance(residual, CellResidual):
            raise MethodError("a table needs an adjustment by classifications")
        cells, units = residual.cells, design.primary
        scale, centring = factors(design)
        spread = scale[units.stratum_of_row]
        spread *= squares
        self._codes, self._sizes = cells.codes, [len(margin.totals) for margin in cells.margins]
        self._factors = (residual.weights, spread)
        self._sweep = _sweep(_overlap(cells.margins, residual.counts), self._sizes, residual.sweeps)
        self._by_stratum = _sums_by_stratum(cells, units.stratum_of_row, weights, len(scale))
        self._taken = scale * centring
        between = (self._by_stratum * self._taken[:, None]).T @ self._by_stratum
        self._gram = _overlap(cells.margins, cells.sums(spread)) - between
        self._alone = scale * (centring == 0)  # lonely strata are seen from the mean of all
        self._people = float(units.sampled.sum())

    def explained(self, pairs: Pairs, item: Item, domains: Codes, shares: FloatArray, first: FloatArray) -> FloatArray:
        """(domains, levels) what to add to the spread, times W². first: (pairs, levels) Σz times W."""
        wanted, crossed = self._moments(item, domains, (len(shares), item.count))
        between = _by_domain(pairs, first * self._taken[pairs.stratum][:, None], self._by_stratum)

        def of_block(start: int) -> FloatArray:
            block = slice(start, start + _BLOCK)
            u = _product(_centred(wanted, block, shares), self._sweep.T)
            moments = _centred(crossed, block, shares) - _flat(between[block])
            shared = np.einsum("ij,ij->i", u, _product(u, self._gram) - 2 * moments)
            return np.asarray(shared + self._from_the_mean(u, lonely[block].ravel()))

        lonely = pairs.by_domain(first * self._alone[pairs.stratum][:, None])
        blocks = side_by_side(of_block, range(0, len(shares), _BLOCK), between.size)
        return np.concatenate(blocks).reshape(shares.shape)

    def _from_the_mean(self, u: FloatArray, lonely: FloatArray) -> FloatArray | float:
        """(figures,) Σ s ((z − c)² − z²) over lonely strata, c being the mean of all z. lonely: (figures,) their Σ s z
        before calibration."""
        if not self._alone.any():
            return 0.0
        centre = -(u @ self._by_stratum.sum(axis=0)) / self._people  # z sum to 0 before the margins are taken out
        left = lonely - u @ (self._alone @ self._by_stratum)
        return np.asarray(centre * (centre * self._alone.sum() - 2 * left))

    def _moments(self, item: Item, domains: Codes, shape: tuple[int, int]) -> tuple[_Sums, _Sums]:
        """Σ x, as the calibration weights people, and Σ s w² x."""
        whole = item.levels.min() >= 0 and domains.min() >= 0
        rows = slice(None) if whole else (item.levels >= 0) & (domains >= 0)
        key = joint(domains[rows], item.levels[rows], shape)

        def sums(job: tuple[FloatArray | None, Codes, int]) -> FloatArray:
            factor, code, size = job
            found = cross_sums(key, code[rows], None if factor is None else factor[rows], (prod(shape), size))
            return found.reshape(*shape, size)

        jobs = [(f, code, size) for f in self._factors for code, size in zip(self._codes, self._sizes, strict=True)]
        found = side_by_side(sums, jobs, len(key))
        return found[: len(self._sizes)], found[len(self._sizes) :]


def _centred(parts: _Sums, block: slice, shares: FloatArray) -> FloatArray:
    """(domains × levels, columns) sums over people of each level made sums of 1[level k] − p, in a block of domains."""
    sums = np.concatenate([part[block] for part in parts], axis=2)
    return _flat(sums - shares[block, :, None] * sums.sum(axis=1, keepdims=True))


def _flat(values: FloatArray) -> FloatArray:
    return values.reshape(-1, values.shape[-1])


def _product(left: FloatArray, right: FloatArray) -> FloatArray:
    """left @ right, a batch after the other."""
    found = np.empty((len(left), right.shape[1]))
    whole = len(left) // _BATCH * _BATCH
    batches = found[:whole].reshape(-1, _BATCH, right.shape[1])
    np.matmul(left[:whole].reshape(-1, _BATCH, left.shape[1]), right, out=batches)
    np.matmul(left[whole:], right, out=found[whole:])
    return found


def _by_domain(pairs: Pairs, values: FloatArray, by_stratum: FloatArray) -> FloatArray:
    """(domains, levels, columns) Σ over the domain's pairs of (pairs, levels) values times their stratum's row."""
    ends = np.searchsorted(pairs.domain, np.arange(pairs.domains + 1))
    shape = (pairs.domains, len(by_stratum))
    found = np.empty((pairs.domains, values.shape[1], by_stratum.shape[1]))
    for level, column in enumerate(values.T):
        found[:, level] = csr_array((column, pairs.stratum, ends), shape=shape) @ by_stratum
    return found


def _sums_by_stratum(cells: Cells, stratum: IntArray, weights: FloatArray, strata: int) -> FloatArray:
    """(strata, columns) Σ w x, by way of the cells where that is a small table."""
    codes, within = cells.codes, stratum.astype(np.int32)
    count = len(cells.margins[0].codes)
    if strata * count <= len(stratum):
        weights = cross_sums(within, cells.of_row.astype(np.int32), weights, (strata, count)).ravel()
        codes = tuple(np.tile(margin.codes, strata) for margin in cells.margins)
        within = np.repeat(np.arange(strata, dtype=np.int32), count)
    parts = zip(codes, cells.margins, strict=True)
    return np.concatenate([cross_sums(within, code, weights, (strata, len(m.totals))) for code, m in parts], axis=1)


def _overlap(margins: Sequence[Margin], sums: FloatArray) -> FloatArray:
    """(columns, columns) Σ x x' over the cells, each as often as `sums` says."""
    return np.block([[_crossing(one, other, sums) for other in margins] for one in margins])


def _crossing(one: Margin, other: Margin, sums: FloatArray) -> FloatArray:
    """(levels of one, levels of the other) the sums of the cells that have both."""
    shape = (len(one.totals), len(other.totals))
    return np.bincount(one.codes * shape[1] + other.codes, weights=sums, minlength=prod(shape)).reshape(shape)


def _sweep(overlap: FloatArray, sizes: Sequence[int], sweeps: int) -> FloatArray:
    """(columns, columns) taking out each margin's means in turn, as one matrix."""
    found = np.zeros_like(overlap)
    ends = np.cumsum(sizes)
    for _ in range(sweeps):
        for start, end in zip(ends - sizes, ends, strict=True):
            left = np.eye(len(overlap))[start:end] - overlap[start:end] @ found
            size = np.diag(overlap)[start:end, None]
            found[start:end] += np.divide(left, size, out=np.zeros_like(left), where=size > 0)
    return found
