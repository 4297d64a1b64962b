"""Rows that stand for several people of a stratum who are alike in all but their weights.

A stratified sample of single people can be collapsed to such rows without any loss: a figure's scores are z = w e with
one e a row, so Σz = e Σw and Σz² = e² Σw², and Σw² is known from the number of people, Σw and the spread of w.
"""

from dataclasses import dataclass

import numpy as np

from aftercall.methods.arrays import BoolArray, FloatArray, IntArray, MethodError


@dataclass(frozen=True, eq=False)
class Groups:
    """counts: (n,) the people of each row. spreads: (n,) the sum of the squared distances of their start weights from
    the row's mean; the row's own weight is the sum of theirs."""

    counts: IntArray
    spreads: FloatArray

    def __post_init__(self) -> None:
        if (self.counts < 1).any() or not np.isfinite(self.spreads).all() or (self.spreads < 0).any():
            raise MethodError("a row stands for nobody, or the spread of its weights is unknown")

    def where(self, rows: BoolArray, factor: FloatArray) -> "Groups":
        """Some of the rows, once their people's weights have been multiplied by the (n,) factor."""
        return Groups(self.counts[rows], (self.spreads * np.square(factor))[rows])
