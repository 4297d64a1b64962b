"""The array types of the methods, and the error they raise."""

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
    """The data or the settings do not allow the method; one line that says where and how to fix it."""


def short_codes(columns: int, rows: int) -> ShortCodes:
    """(columns, rows) uninitialised 32-bit codes, allocated in one piece: the operating system provides a few large
    pages of memory much faster than many small ones."""
    return np.empty((columns, rows), dtype=np.int32)


def first_rows(wrong: BoolArray) -> str:
    """The first few wrong rows in words, counted from 1 as in a file."""
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


def check_magnitude(figures: FloatArray) -> None:
    """Raise MethodError where the squares of the numbers would underflow or overflow."""
    largest = np.abs(figures).max(axis=0)
    if ((largest > 0) & (largest < _SMALLEST)).any() or (largest >= _LARGEST).any():
        raise MethodError(
            "the squares of the values or weights are too small or too large to compute; use another unit"
        )


def same_length(expected: int, **columns: Codes | FloatArray | BoolArray | None) -> None:
    """Raise MethodError for a column with a different number of rows."""
    for name, column in columns.items():
        if column is not None and len(column) != expected:
            raise MethodError(f"{name}: {len(column)} rows, but the weights have {expected}")
