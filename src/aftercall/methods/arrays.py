"""The array types that the methods speak, and the error they raise."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

type FloatArray = NDArray[np.float64]
type IntArray = NDArray[np.int64]
type BoolArray = NDArray[np.bool_]
type Codes = NDArray[np.integer[Any]]
type ShortCodes = NDArray[np.int32]


_SMALLEST, _LARGEST = 1e-140, 1e140


class MethodError(ValueError):
    """The data or the settings do not allow the method; one line that says where and what to mend."""


def short_codes(columns: int, rows: int) -> ShortCodes:
    """(columns, rows) codes of 32 bits, still without values. Asked for in one piece, because the machine hands out a
    few large pages of memory in the time of a hundredth as many small ones."""
    return np.empty((columns, rows), dtype=np.int32)


def first_rows(wrong: BoolArray) -> str:
    """The first few positions where something is wrong, counted from 1 as in a file, for a message."""
    rows = np.flatnonzero(wrong) + 1
    shown = ", ".join(str(row) for row in rows[:5])
    return f"row {shown}" if len(rows) <= 5 else f"row {shown} and {len(rows) - 5} more"


def positive_weights(weights: FloatArray) -> None:
    """Raise MethodError unless every weight is a finite number above 0."""
    if not (weights.min(initial=np.inf) > 0 and np.isfinite(weights.sum())):
        wrong = ~(np.isfinite(weights) & (weights > 0))
        raise MethodError(
            f"{first_rows(wrong)}: the weight is missing or not above 0; leave out rows that did not respond"
        )


def check_size(figures: FloatArray) -> None:
    """Raise MethodError where numbers are so small or so large that their squares are beyond what a number can hold."""
    largest = np.abs(figures).max(axis=0)
    if ((largest > 0) & (largest < _SMALLEST)).any() or (largest >= _LARGEST).any():
        raise MethodError("values or weights are too small or too large for their squares; give them in another unit")


def same_length(expected: int, **columns: Codes | FloatArray | BoolArray | None) -> None:
    """Raise MethodError where a column has another number of rows."""
    for name, column in columns.items():
        if column is not None and len(column) != expected:
            raise MethodError(f"{name}: {len(column)} rows, but the weights have {expected}")
