"""Small margins joined, so that what is added up by each takes fewer passes over the rows.

A joined level is a combination of levels, and the sums of a margin's own levels follow from those of the combinations.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod

import numpy as np

from aftercall.methods.arrays import BoolArray, FloatArray, ShortCodes
from aftercall.methods.cells import nest
from aftercall.methods.margins import Margin

_SMALL = 16  # combinations: more would cost more in the work on the sums than a pass over the rows


@dataclass(frozen=True, eq=False)
class Joined:
    """One or more margins, looked at together."""

    margins: tuple[Margin, ...]

    @property
    def sizes(self) -> tuple[int, ...]:
        """The levels of each margin."""
        return tuple(len(margin.totals) for margin in self.margins)

    @property
    def size(self) -> int:
        """The combinations of levels."""
        return prod(self.sizes)

    def write_codes(self, rows: BoolArray | slice, into: ShortCodes) -> None:
        """The combination of each of these rows."""
        into[:] = self.margins[0].codes[rows]
        for margin in self.margins[1:]:
            nest(into, margin.codes[rows], len(margin.totals))

    def of_levels(self, sums: FloatArray) -> FloatArray:
        """(…, levels) from (…, combinations) sums, one margin after the other."""
        if len(self.margins) == 1:
            return sums
        found = sums.reshape(-1, self.size).astype(np.float64, copy=False) @ self._levels
        return np.asarray(found).reshape(*sums.shape[:-1], -1)

    @cached_property
    def _levels(self) -> FloatArray:
        """(combinations, levels) 1 where the combination has the level."""
        codes = np.unravel_index(np.arange(self.size), self.sizes)
        return np.hstack([np.eye(size)[code] for size, code in zip(self.sizes, codes, strict=True)])


def joined(margins: Sequence[Margin]) -> list[Joined]:
    """The margins in their order, neighbours joined as long as their combinations are few."""
    found: list[Joined] = []
    for margin in margins:
        if found and found[-1].size * len(margin.totals) <= _SMALL:
            found[-1] = Joined((*found[-1].margins, margin))
        else:
            found.append(Joined((margin,)))
    return found
