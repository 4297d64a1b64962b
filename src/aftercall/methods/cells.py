"""The distinct combinations of the margins' levels.

Whatever margins do to a weight or a score is the same for all rows of a cell, so it is worked out once a cell.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from aftercall.methods.arrays import FloatArray, IntArray
from aftercall.methods.margins import Margin, check_codes


@dataclass(frozen=True, eq=False)
class Cells:
    """margins: the margins with a code a cell in place of a code a row. of_row: (n,) the cell of each row."""

    margins: tuple[Margin, ...]
    of_row: IntArray

    def sums(self, values: FloatArray | None) -> FloatArray:
        """(cells,) the sum of the (n,) values in each cell, or of as many ones."""
        return np.bincount(self.of_row, weights=values, minlength=len(self.margins[0].codes)).astype(np.float64)


def cells_of(margins: Sequence[Margin]) -> Cells:
    """The cells that occur, and others where there are few. Raises MethodError for a code outside the levels."""
    shape = tuple(len(margin.totals) for margin in margins)
    try:
        key = np.ravel_multi_index(tuple(margin.codes for margin in margins), shape)
    except ValueError:  # rare, so the rows at fault are looked for only now
        for margin in margins:
            check_codes(margin)
        raise
    small = prod(shape) * 8 <= len(key)  # then empty cells cost less than finding out which they are
    distinct, of_row = (np.arange(prod(shape)), key) if small else compact(key, prod(shape))
    codes = np.unravel_index(distinct, shape)
    cells = (Margin(m.name, code, m.totals, m.labels) for m, code in zip(margins, codes, strict=True))
    return Cells(tuple(cells), of_row)


def compact(key: IntArray, size: int) -> tuple[IntArray, IntArray]:
    """The distinct keys in order, and (n,) the place of each row's key among them. size: keys lie below it."""
    if size > 8 * len(key) + 1024:  # a table of all keys would be larger than the data: sort instead
        distinct, place = np.unique(key, return_inverse=True)
        return distinct, place.astype(np.int64)
    present = np.zeros(size, dtype=np.bool_)
    present[key] = True
    distinct = np.flatnonzero(present)
    place_of = np.cumsum(present) - 1
    return distinct, place_of[key]
