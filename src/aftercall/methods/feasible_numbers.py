"""Numbers of the smallest groups that agree with everything shown: each shows how far hidden sums can range.

Most sums are seen to range widely enough in numbers that were found for other sums, so few need a linear program of
their own.
"""

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from aftercall.methods.arrays import BoolArray, FloatArray, IntArray
from aftercall.methods.attacker import Attacker, Bound

_ROUNDS = 6
_TOLERANCE = 1e-6


class FeasibleNumbers:
    """Those found so far for one part of the answers."""

    def __init__(self, cells: sparse.csr_array, links: sparse.csr_array, truth: IntArray) -> None:
        """cells, links, truth: as for Attacker."""
        self._attacker = Attacker(cells, links, truth)
        self._cells = cells
        self._shown_numbers = np.asarray(cells @ truth)
        self._found = truth[np.newaxis].astype(np.float64)

    def hide(self, hidden: BoolArray) -> None:
        """Show all cells except these, and keep the numbers that still agree with them."""
        self._attacker.hide(hidden)
        gaps = np.abs(self._cells @ self._found.T - self._shown_numbers[:, np.newaxis])
        self._found = self._found[gaps[~hidden].max(axis=0, initial=0.0) < _TOLERANCE]

    def explore(self, targets: Sequence[FloatArray], least: float) -> None:
        """Look for numbers in which many sums at once are far from those found. least: a range that is wide enough."""
        narrow = np.array(targets)
        for _ in range(_ROUNDS):
            narrow = narrow[self._ranges(narrow) < least] if len(narrow) else narrow
            before = len(narrow)
            if before < 2:
                return
            for direction in (1.0, -1.0):
                self._add(direction * narrow.sum(axis=0))
            narrow = narrow[self._ranges(narrow) < least]
            if len(narrow) == before:
                return

    def range_seen(self, target: FloatArray) -> float:
        """How far apart a sum is in the numbers found."""
        return float(np.ptp(self._found @ target))

    def _ranges(self, targets: FloatArray) -> FloatArray:
        return np.ptp(self._found @ targets.T, axis=0)

    def bounds(self, target: FloatArray) -> tuple[Bound, Bound]:
        """The bounds of the most and of minus the least that a sum can be. Both numbers are added to those found."""
        return self._add(target), self._add(-target)

    def _add(self, target: FloatArray) -> Bound:
        numbers, bound = self._attacker.most(target)
        self._found = np.vstack([self._found, numbers])
        return bound
