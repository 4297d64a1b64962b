"""Numbers of the smallest groups that agree with everything shown: each shows how far hidden sums can range.

Most sums are seen to range widely enough in numbers that were found for other sums, so few need a linear program of
their own.
"""

from collections.abc import Callable

import numpy as np
from scipy import sparse

from aftercall.methods.arrays import BoolArray, FloatArray, IntArray
from aftercall.methods.attacker import Attacker, Bound

_ROUNDS = 6
_TOLERANCE = 1e-6
# How many of the numbers found are looked at again after other cells have been hidden.
_KEPT = 200


class FeasibleNumbers:
    """Those found so far for one part of the answers, and the least and the most of each sum that is watched."""

    def __init__(self, cells: sparse.csr_array, links: sparse.csr_array, truth: IntArray) -> None:
        """cells, links, truth: as for Attacker."""
        self._attacker = Attacker(cells, links, truth)
        self._cells = cells
        self._truth = truth.astype(np.float64)
        self._shown_numbers = np.asarray(cells @ truth)
        self._found: list[FloatArray] = []

    def watch(self, hidden: BoolArray, sums: sparse.csr_array) -> None:
        """Show all cells except these, and watch other sums. sums: (sums, groups)."""
        self._attacker.hide(hidden)
        self._sums = sums
        found = np.array([self._truth, *self._found[-_KEPT:]])
        gaps = np.abs(self._cells @ found.T - self._shown_numbers[:, np.newaxis])
        found = found[gaps[~hidden].max(axis=0, initial=0.0) < _TOLERANCE]
        self._found = list(found[1:])
        values = sums @ found.T
        self._least, self._most = values.min(axis=1), values.max(axis=1)

    def explore(self, wide: float) -> None:
        """Look for numbers in which many sums at once are far from those found. wide: a range that is wide enough."""
        narrow = np.flatnonzero(self.ranges < wide)
        for _ in range(_ROUNDS):
            before = len(narrow)
            if before < 2:
                return
            total = np.asarray(self._sums[narrow].sum(axis=0)).ravel()
            for direction in (1.0, -1.0):
                self._add(direction * total)
            narrow = narrow[self.ranges[narrow] < wide]
            if len(narrow) == before:
                return

    @property
    def ranges(self) -> FloatArray:
        """(sums,), how far apart each is in the numbers found."""
        return np.asarray(self._most - self._least)

    def range_of(self, place: int) -> float:
        """How far apart one of the sums is in the numbers found."""
        return float(self._most[place] - self._least[place])

    def bounds(self, place: int) -> Bound:
        """The bound of how far apart one of the sums can be. The numbers that show it are added to those found."""
        target = self._sums[[place]].toarray()[0].astype(np.float64)
        most, least = self._add(target), self._add(-target)
        return most() + least()

    def _add(self, target: FloatArray) -> Callable[[], Bound]:
        numbers, bound = self._attacker.most(target)
        self._found.append(numbers)
        values = self._sums @ numbers
        np.minimum(self._least, values, out=self._least)
        np.maximum(self._most, values, out=self._most)
        return bound
