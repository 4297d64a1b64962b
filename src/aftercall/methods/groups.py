"""Rows that each represent several people of one stratum who differ only in their weights.

A stratified sample of single people can be collapsed to such rows without any loss. The scores of an estimate are
z = w e with one e per row, so Σz = e Σw and Σz² = e² Σw², and Σw² follows from the number of people, Σw and the spread
of w.
"""

from dataclasses import dataclass

import numpy as np

from aftercall.methods.arrays import BoolArray, FloatArray, IntArray, MethodError


@dataclass(frozen=True, eq=False)
class Groups:
    """counts: (n,) the people of each row. spreads: (n,) the sum of squared deviations of their start weights from
    the row's mean. The weight of the row is the sum of theirs."""

    counts: IntArray
    spreads: FloatArray

    def __post_init__(self) -> None:
        if (self.counts < 1).any() or not np.isfinite(self.spreads).all() or (self.spreads < 0).any():
            raise MethodError("a row represents nobody, or the spread of its weights is unknown")

    def where(self, rows: BoolArray, factor: FloatArray) -> "Groups":
        """Some of the rows, with their people's weights multiplied by the (n,) factor."""
        return Groups(self.counts[rows], (self.spreads * np.square(factor))[rows])
