"""The distinct combinations of the margins' levels.

Margins affect all rows of a cell alike, so the work is done once per cell.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod

import numpy as np
from scipy.sparse import coo_array

from aftercall.methods.arrays import Codes, FloatArray, IntArray, ShortCodes
from aftercall.methods.margins import Margin, check_codes

type Column = FloatArray | ShortCodes


@dataclass(frozen=True, eq=False)
class Cells:
    """margins: with one code per cell. of_row: (n,) the cell of each row. rows: the margins with one code per row."""

    margins: tuple[Margin, ...]
    of_row: Codes
    rows: tuple[Margin, ...]

    @cached_property
    def counts(self) -> FloatArray:
        """(cells,) rows."""
        return self.sums(None)

    def sums(self, values: FloatArray | None) -> FloatArray:
        """(cells,) the sum of the (n,) values in each cell, or the number of its rows."""
        return np.bincount(self.of_row, weights=values, minlength=len(self.margins[0].codes)).astype(np.float64)


def cells_of(margins: Sequence[Margin]) -> Cells:
    """The cells that occur, with empty ones if there are few. Raises MethodError for a code outside the levels."""
    shape = tuple(len(margin.totals) for margin in margins)
    try:
        key = np.ravel_multi_index(tuple(margin.codes for margin in margins), shape)
    except ValueError:  # rare, so the wrong rows are looked for only now
        for margin in margins:
            check_codes(margin)
        raise
    distinct, of_row = few_or_compact(key, prod(shape))
    codes = np.unravel_index(distinct, shape)
    cells = (Margin(m.name, code, m.totals, m.labels) for m, code in zip(margins, codes, strict=True))
    return Cells(tuple(cells), of_row, tuple(margins))


def joint(outer: Codes, inner: Codes, shape: tuple[int, int], into: ShortCodes | None = None) -> Codes:
    """(n,) two codes as one. It has 32 bits if they fit, and is then written to `into` if that is given."""
    if prod(shape) > np.iinfo(np.int32).max:
        return np.asarray(outer * np.int64(shape[1]) + inner)
    key = np.empty(len(outer), dtype=np.int32) if into is None else into
    key[:] = outer
    nest(key, inner, shape[1])
    return key


def nest(key: ShortCodes, inner: Codes, size: int) -> None:
    """Replace `key` by the joint code of `key` and `inner`, whose codes are below `size`."""
    key *= size
    np.add(key, inner, out=key, dtype=np.int32, casting="same_kind")  # faster than +=, which adds in 64 bits


def cross_sums(one: Codes, other: Codes, columns: Sequence[Column], shape: tuple[int, int]) -> list[FloatArray]:
    """The (n,) columns, each added up by two codes to an array of this shape. 32-bit codes are fastest. No joint key is
    needed."""
    entries = coo_array((columns[0], (one, other)), shape=shape)
    found = []
    for column in columns:
        entries.data = column  # the codes have been checked above
        found.append(entries.toarray())
    return found


def few_or_compact(key: Codes, size: int) -> tuple[IntArray, Codes]:
    """`compact`, or all keys where there are so few that finding the empty ones would cost more than keeping them."""
    return (np.arange(size), key) if size * 8 <= len(key) else compact(key, size)


def compact(key: Codes, size: int) -> tuple[IntArray, Codes]:
    """The distinct keys in order, and (n,) the index of each row's key among them. size: all keys are below it."""
    if size > 8 * len(key) + 1024:  # a table of all keys would be larger than the data, so sort
        distinct, index = np.unique(key, return_inverse=True)
        return distinct.astype(np.int64), index.astype(np.int64)
    present = np.zeros(size, dtype=np.bool_)
    present[key] = True
    distinct = np.flatnonzero(present)
    index_of = np.cumsum(present, dtype=np.int64) - 1
    return distinct, index_of[key]
