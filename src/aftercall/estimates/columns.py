"""A column of the data, as numbers or as levels."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from aftercall.errors import BadInput
from aftercall.methods.arrays import BoolArray, FloatArray, IntArray

_TRUTH = ("false", "true")


@dataclass(frozen=True, eq=False)
class Levels:
    """codes: (n,) the level of each row, -1 where missing. labels: the names of the levels, in order."""

    codes: IntArray
    labels: tuple[str, ...]

    def indicator(self, label: str, where: str) -> FloatArray:
        """(n,) 1 for the level, 0 for others, NaN where missing."""
        if label not in self.labels:
            raise BadInput(f"{where}: the level {label} does not occur; use one of the data's levels, written as text")
        return np.where(self.codes < 0, np.nan, (self.codes == self.labels.index(label)).astype(np.float64))


@dataclass(frozen=True, eq=False)
class Column:
    """A named column. place: the file or key it comes from, for messages."""

    name: str
    place: str
    array: pa.Array

    @cached_property
    def _cast(self) -> FloatArray | None:
        return _as_numbers(self.array)

    @property
    def is_number(self) -> bool:
        """Whether all values but the missing ones are numbers."""
        return self._cast is not None and not pa.types.is_boolean(self.array.type)

    def numbers(self) -> FloatArray:
        """(n,) NaN where missing. Raises BadInput where a value is text, or not finite."""
        if self._cast is None:
            raise BadInput(
                f"{self.place}: the column {self.name} has text in row {self._first_text()}; it must have numbers only"
            )
        if np.isinf(self._cast).any():
            row = int(np.flatnonzero(np.isinf(self._cast))[0]) + 1
            raise BadInput(f"{self.place}: the column {self.name} is infinite in row {row}")
        return self._cast

    def levels(self) -> Levels:
        """The distinct values: numbers in order, text in alphabetical order, false before true."""
        if pa.types.is_boolean(self.array.type):
            codes = pc.fill_null(pc.cast(self.array, pa.int64()), -1)
            return Levels(codes.to_numpy(zero_copy_only=False).astype(np.int64), _TRUTH)
        if pa.types.is_nested(self.array.type):
            raise BadInput(f"{self.place}: the column {self.name} has lists or records; it must have single values")
        encoded = self.array.dictionary_encode()
        values = encoded.dictionary.to_pylist()
        order = sorted(range(len(values)), key=lambda i: float(values[i]) if self.is_number else str(values[i]))
        rank = np.empty(len(values) + 1, dtype=np.int64)
        rank[order] = np.arange(len(values))
        rank[-1] = -1
        codes = pc.fill_null(encoded.indices, len(values)).to_numpy(zero_copy_only=False)
        return Levels(rank[codes], tuple(_label(values[i]) for i in order))

    def _first_text(self) -> int:
        """The first row whose value cannot be read as a number: whatever comes before it can."""
        rows = range(len(self.array))
        return 1 + bisect_left(rows, True, key=lambda row: _as_numbers(self.array.slice(0, row + 1)) is None)  # noqa: FBT003


def crossed_levels(columns: Sequence[Column]) -> Levels:
    """The combinations of several columns that occur, with labels joined by |; missing where any column is."""
    parts = [column.levels() for column in columns]
    if len(parts) == 1:
        return parts[0]
    codes = np.column_stack([part.codes for part in parts])
    complete: BoolArray = (codes >= 0).all(axis=1)
    distinct, index = np.unique(codes[complete], axis=0, return_inverse=True)
    result = np.full(len(codes), -1, dtype=np.int64)
    result[complete] = index.reshape(-1)
    labels = ("|".join(part.labels[code] for part, code in zip(parts, row, strict=True)) for row in distinct)
    return Levels(result, tuple(labels))


def _label(value: object) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _as_numbers(array: pa.Array) -> FloatArray | None:
    """(n,) NaN where missing; None where a value is no number."""
    if array.null_count == len(array):
        return np.full(len(array), np.nan)
    try:
        cast = pc.cast(_trimmed(array), pa.float64())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return None
    return np.asarray(cast.to_numpy(zero_copy_only=False), dtype=np.float64)


def _trimmed(array: pa.Array) -> pa.Array:
    return pc.utf8_trim_whitespace(array) if pa.types.is_string(array.type) else array
