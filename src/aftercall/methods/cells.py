"""The distinct combinations of the margins' levels.

Whatever margins do to a weight or a score is the same for all rows of a cell, so it is worked out once a cell.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from aftercall.methods.arrays import FloatArray, IntArray
from aftercall.methods.margins import Margin


@dataclass(frozen=True, eq=False)
class Cells:
    """margins: the margins with a code a cell in place of a code a row. of_row: (n,) the cell of each row."""

    margins: tuple[Margin, ...]
    of_row: IntArray

    def sums(self, values: FloatArray) -> FloatArray:
        """(cells,) the sum of the (n,) values in each cell."""
        return np.bincount(self.of_row, weights=values)


def cells_of(margins: Sequence[Margin]) -> Cells:
    """The cells that occur; the margins' codes must lie within their levels."""
    shape = tuple(len(margin.totals) for margin in margins)
    key = np.ravel_multi_index(tuple(margin.codes for margin in margins), shape)
    distinct, of_row = np.unique(key, return_inverse=True)
    codes = np.unravel_index(distinct, shape)
    cells = (Margin(m.name, code, m.totals, m.labels) for m, code in zip(margins, codes, strict=True))
    return Cells(tuple(cells), of_row.astype(np.int64))
