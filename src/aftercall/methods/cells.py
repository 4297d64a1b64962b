"""The distinct combinations of the margins' levels.

Whatever margins do to a weight or a score is the same for all rows of a cell, so it is worked out once a cell.
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
    """margins: the margins with a code a cell in place of a code a row. of_row: (n,) the cell of each row. rows: the
    margins as they were given."""

    margins: tuple[Margin, ...]
    of_row: Codes
    rows: tuple[Margin, ...]

    @cached_property
    def counts(self) -> FloatArray:
        """(cells,) rows."""
        return self.sums(None)

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
    distinct, of_row = few_or_compact(key, prod(shape))
    codes = np.unravel_index(distinct, shape)
    cells = (Margin(m.name, code, m.totals, m.labels) for m, code in zip(margins, codes, strict=True))
    return Cells(tuple(cells), of_row, tuple(margins))


def joint(outer: Codes, inner: Codes, shape: tuple[int, int], into: ShortCodes | None = None) -> Codes:
    """(n,) two codes as one, of 32 bits where they fit, and then written into the column that is given."""
    if prod(shape) > np.iinfo(np.int32).max:
        return np.asarray(outer * np.int64(shape[1]) + inner)
    key = np.empty(len(outer), dtype=np.int32) if into is None else into
    key[:] = outer
    nest(key, inner, shape[1])
    return key


def nest(key: ShortCodes, inner: Codes, size: int) -> None:
    """Make `key` the joint code of itself and `inner`, which lies below `size`."""
    key *= size
    np.add(key, inner, out=key, dtype=np.int32, casting="same_kind")  # quicker than +=, which adds in 64 bits


def cross_sums(one: Codes, other: Codes, columns: Sequence[Column], shape: tuple[int, int]) -> list[FloatArray]:
    """(shape) each of the (n,) columns added up by two codes at once. Quickest with codes of 32 bits, because no key
    of both is made."""
    entries = coo_array((columns[0], (one, other)), shape=shape)
    found = []
    for column in columns:
        entries.data = column  # the codes were checked above, and need not be again
        found.append(entries.toarray())
    return found


def few_or_compact(key: Codes, size: int) -> tuple[IntArray, Codes]:
    """`compact`, or all keys where there are so few that empty ones cost less than finding out which they are."""
    return (np.arange(size), key) if size * 8 <= len(key) else compact(key, size)


def compact(key: Codes, size: int) -> tuple[IntArray, Codes]:
    """The distinct keys in order, and (n,) the place of each row's key among them. size: keys lie below it."""
    if size > 8 * len(key) + 1024:  # a table of all keys would be larger than the data: sort instead
        distinct, place = np.unique(key, return_inverse=True)
        return distinct.astype(np.int64), place.astype(np.int64)
    present = np.zeros(size, dtype=np.bool_)
    present[key] = True
    distinct = np.flatnonzero(present)
    place_of = np.cumsum(present, dtype=np.int64) - 1
    return distinct, place_of[key]
