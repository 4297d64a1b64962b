"""Small margins joined, so that their sums take fewer passes over the rows.

A joined level is a combination of levels. The sums of a margin's levels follow from those of the combinations.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod

import numpy as np

from aftercall.methods.arrays import BoolArray, FloatArray, ShortCodes
from aftercall.methods.cells import nest
from aftercall.methods.margins import Margin

_SMALL = 16  # combinations; with more, working on the sums costs more than a pass over the rows


@dataclass(frozen=True, eq=False)
class JoinedMargin:
    """One or more margins as one."""

    margins: tuple[Margin, ...]

    @property
    def sizes(self) -> tuple[int, ...]:
        """The number of levels of each margin."""
        return tuple(len(margin.totals) for margin in self.margins)

    @property
    def size(self) -> int:
        """The number of combinations of levels."""
        return prod(self.sizes)

    def write_codes(self, rows: BoolArray | slice, into: ShortCodes) -> None:
        """Write the combination of each of these rows."""
        into[:] = self.margins[0].codes[rows]
        for margin in self.margins[1:]:
            nest(into, margin.codes[rows], len(margin.totals))

    def of_levels(self, sums: FloatArray) -> FloatArray:
        """(…, levels) from (…, combinations) sums, one margin after another."""
        if len(self.margins) == 1:
            return sums
        found = sums.reshape(-1, self.size).astype(np.float64, copy=False) @ self._levels
        return np.asarray(found).reshape(*sums.shape[:-1], -1)

    @cached_property
    def _levels(self) -> FloatArray:
        """(combinations, levels) 1 where the combination has the level."""
        codes = np.unravel_index(np.arange(self.size), self.sizes)
        return np.hstack([np.eye(size)[code] for size, code in zip(self.sizes, codes, strict=True)])


def join_small_margins(margins: Sequence[Margin]) -> list[JoinedMargin]:
    """The margins in order, neighbours joined while they have few combinations."""
    found: list[JoinedMargin] = []
    for margin in margins:
        if found and found[-1].size * len(margin.totals) <= _SMALL:
            found[-1] = JoinedMargin((*found[-1].margins, margin))
        else:
            found.append(JoinedMargin((margin,)))
    return found
