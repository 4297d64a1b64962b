"""The small matrices of a calibration's margins, with one column per level, computed over cells rather than rows."""

from collections.abc import Sequence
from itertools import accumulate

import numpy as np
from scipy.sparse import csr_array

from aftercall.methods.arrays import FloatArray, short_codes
from aftercall.methods.cells import Cells, cross_sums
from aftercall.methods.design import Design
from aftercall.methods.margins import Margin


def sums_by_stratum(design: Design, cells: Cells, indicators: csr_array, weights: FloatArray) -> FloatArray:
    """(strata, columns) Σ w x, through the cells where that table is small."""
    strata, (stratum, cell) = len(design.primary.sampled), short_codes(2, design.size)
    stratum[:], cell[:] = design.primary.stratum_of_row, cells.of_row
    if strata * indicators.shape[0] <= design.size:
        (table,) = cross_sums(stratum, cell, [weights], (strata, indicators.shape[0]))
        return np.asarray((indicators.T @ table.T).T)
    margins = ((margin.codes.astype(np.int32), len(margin.totals)) for margin in cells.rows)
    sums = (cross_sums(stratum, codes, [weights], (strata, size))[0] for codes, size in margins)
    return np.concatenate(list(sums), axis=1)


def indicators_of(cells: Sequence[Margin]) -> csr_array:
    """(cells, columns) 1 where the cell has the level."""
    starts = _slices(cells)
    columns = np.column_stack([margin.codes + level.start for margin, level in zip(cells, starts, strict=True)])
    ends = np.arange(0, columns.size + 1, len(cells))
    return csr_array((np.ones(columns.size), columns.ravel(), ends), shape=(len(columns), starts[-1].stop))


def _slices(margins: Sequence[Margin]) -> list[slice]:
    """The columns of each margin."""
    sizes = [len(margin.totals) for margin in margins]
    return [slice(end - size, end) for size, end in zip(sizes, accumulate(sizes), strict=True)]


def overlap_of(indicators: csr_array, sums: FloatArray) -> FloatArray:
    """(columns, columns) Σ x x' over the cells, weighted by `sums`."""
    return np.asarray((indicators.T @ indicators.multiply(sums[:, None])).toarray())


def sweep_of(overlap: FloatArray, margins: Sequence[Margin], sweeps: int) -> FloatArray:
    """(columns, columns) one matrix that subtracts the means of each margin in turn."""
    found = np.zeros_like(overlap)
    people = np.diag(overlap)
    each = np.diag(np.divide(1, people, out=np.zeros_like(people), where=people > 0))
    means = each @ overlap
    for columns in _slices(margins) * sweeps:
        found[columns] += each[columns] - means[columns] @ found
    return found
