"""Which cells of all linked tables must be hidden together, so that nobody can compute what is hidden.

All tables that were or may be published are one system: groups that add up to totals, months that add up to longer
periods, and the same people classified in several ways. The fewest cells are hidden so that every hidden number could
still be any of at least ten, to an attacker with a linear program. The choice is an integer program whose constraints
are found one after another by attacking the current choice (Fischetti and Salazar 2001, Management Science 47).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import islice

import numpy as np
import scipy
from scipy import sparse

from aftercall.methods.arrays import BoolArray, FloatArray, IntArray, MethodError
from aftercall.methods.attacker import Bound
from aftercall.methods.disclosure import primary
from aftercall.methods.feasible_numbers import FeasibleNumbers

_TOLERANCE = 1e-6
# A few constraints already hide cells that widen most of the other targets too.
_CONSTRAINTS_AT_ONCE = 20


class CellState(IntEnum):
    """Whether a cell is to be decided on, or was shown or hidden in an earlier publication."""

    OPEN = 0
    SHOWN = 1
    HIDDEN = 2


@dataclass(frozen=True)
class DisclosureRule:
    """minimum_base: fewer people are not shown. minimum_count: nor are fewer people who gave the answer, or did not.
    least_range: how far apart the least and the most must be that a hidden base or count can be."""

    minimum_base: int = 30
    minimum_count: int = 3
    least_range: int = 10


THE_RULE = DisclosureRule()


@dataclass(frozen=True, eq=False)
class LinkedTables:
    """One measure's tables over the smallest groups of people.

    cells: (cells, groups), 1 where a group is part of a cell. links: (links, groups), sums of groups that are zero
    because two classifications hold the same people. yes, no: (groups,), people who gave the answer and who did not.
    """

    cells: sparse.csr_array
    links: sparse.csr_array
    yes: IntArray
    no: IntArray

    @property
    def counts(self) -> IntArray:
        """(cells,), people who gave the answer."""
        return np.asarray(self.cells @ self.yes)

    @property
    def bases(self) -> IntArray:
        """(cells,), people."""
        return np.asarray(self.cells @ (self.yes + self.no))

    def too_small(self, rule: DisclosureRule) -> BoolArray:
        """Cells that must not be shown by themselves."""
        return primary(self.bases, self.counts, minimum_base=rule.minimum_base, minimum_count=rule.minimum_count)


# Sets of people that nobody may single out by subtraction, given the cells that are hidden: (sets, groups).
type Differences = Callable[[BoolArray], sparse.csr_array]


class CannotProtectError(MethodError):
    """Earlier publications reveal a number that must be hidden, whatever is hidden now. cell: its place, -1 for a
    difference."""

    def __init__(self, cell: int) -> None:
        super().__init__("figures that were published before reveal a number that must stay hidden")
        self.cell = cell


def hide_jointly(
    tables: LinkedTables,
    states: IntArray,
    costs: FloatArray,
    *,
    differences: Differences,
    rule: DisclosureRule = THE_RULE,
) -> BoolArray:
    """(cells,), the hidden ones. Hides every open cell that is too small, and as few others as possible.

    states: `CellState` of each cell. costs: what hiding each cell costs, above 0. Raises CannotProtectError if earlier
    publications reveal too much.
    """
    search = _Search(tables, states, costs, differences, rule)
    hidden = search.hidden_at_least
    while constraints := search.broken(hidden):
        hidden = search.cheapest(constraints)
    return hidden


def inferred(
    tables: LinkedTables, hidden: BoolArray, *, differences: Differences, rule: DisclosureRule = THE_RULE
) -> bool:
    """Whether an attacker can infer a hidden number, or single out a few people by subtraction."""
    states = np.where(hidden, CellState.HIDDEN, CellState.SHOWN)
    search = _Search(tables, states, np.ones(len(hidden)), differences, rule)
    try:
        return bool(search.broken(hidden))
    except CannotProtectError:
        return True


@dataclass(frozen=True)
class _Target:
    """A sum of groups that must keep a range: a cell, or a difference (cell -1). place: among the sums that are
    watched. parts: whose ranges add up to it."""

    place: int
    cell: int
    parts: tuple[str, ...]
    least: float


class _Search:
    """The integer program: its constraints so far, and the attackers of both parts, yes and no."""

    def __init__(
        self,
        tables: LinkedTables,
        states: IntArray,
        costs: FloatArray,
        differences: Differences,
        rule: DisclosureRule,
    ) -> None:
        self._tables, self._differences, self._rule = tables, differences, rule
        is_open = states == CellState.OPEN
        too_small = tables.too_small(rule)
        self.hidden_at_least: BoolArray = (states == CellState.HIDDEN) | (is_open & too_small)
        self._choosable = np.flatnonzero(is_open & ~too_small)
        self._costs = costs[self._choosable]
        parts = {"yes": tables.yes, "no": tables.no}
        self._feasible = {part: FeasibleNumbers(tables.cells, tables.links, truth) for part, truth in parts.items()}
        self._rows: list[FloatArray] = []
        self._least: list[float] = []

    def broken(self, hidden: BoolArray) -> list[tuple[FloatArray, float]]:
        """A constraint for each target that does not keep its range while these cells are hidden."""
        cells, differences = np.flatnonzero(hidden), self._differences(hidden)
        sums = sparse.csr_array(sparse.vstack([self._tables.cells[cells], differences]))
        for numbers in self._feasible.values():
            numbers.watch(hidden, sums)
            numbers.explore(self._rule.least_range)
        targets = self._targets(cells, differences.shape[0])
        constraints = (found for target in targets if (found := self._constraint(target)) is not None)
        return list(islice(constraints, _CONSTRAINTS_AT_ONCE))

    def _targets(self, cells: IntArray, differences: int) -> Iterator[_Target]:
        wide, few = float(self._rule.least_range), self._rule.minimum_count - 1.0
        for place, cell in enumerate(cells.tolist()):
            yield _Target(place, cell, ("yes",), wide)
            yield _Target(place, cell, ("no",), few)
        for place in range(len(cells), len(cells) + differences):
            yield _Target(place, -1, ("yes", "no"), wide)

    def _constraint(self, target: _Target) -> tuple[FloatArray, float] | None:
        """None if the target keeps its range. Otherwise which of the choosable cells would widen it, and by how much
        they must together."""
        if self._keeps_range(target):
            return None
        bounds = [self._feasible[part].bounds(target.place) for part in target.parts]
        return None if self._keeps_range(target) else self._as_row(target, sum(bounds[1:], bounds[0]))

    def _keeps_range(self, target: _Target) -> bool:
        seen = sum(self._feasible[part].range_of(target.place) for part in target.parts)
        return bool(seen >= target.least - _TOLERANCE)

    def _as_row(self, target: _Target, bound: Bound) -> tuple[FloatArray, float]:
        """Sum over the choosable cells, in units of what is missing: at least 1, or at least 0 if it only applies while
        the target itself is hidden."""
        missing = target.least - bound.fixed - bound.by_cell[self.hidden_at_least].sum()
        own = self._choosable == target.cell
        missing -= bound.by_cell[target.cell] if own.any() else 0.0
        row = np.clip(bound.by_cell[self._choosable] / missing, 0.0, 1.0)
        row[(row < _TOLERANCE) | own] = 0.0
        if own.any():
            return row - own, 0.0
        if row.sum() < 1.0 - _TOLERANCE:
            raise CannotProtectError(target.cell)
        return row, 1.0

    def cheapest(self, constraints: Sequence[tuple[FloatArray, float]]) -> BoolArray:
        """The cheapest choice that meets these constraints and those before."""
        self._rows += [row for row, _ in constraints]
        self._least += [least for _, least in constraints]
        chosen = scipy.optimize.milp(
            self._costs,
            constraints=scipy.optimize.LinearConstraint(sparse.csr_array(np.array(self._rows)), np.array(self._least)),
            integrality=np.ones(len(self._choosable), dtype=np.int64),
            bounds=scipy.optimize.Bounds(0, 1),
        )
        if chosen.x is None:
            raise CannotProtectError(-1)
        hidden = self.hidden_at_least.copy()
        hidden[self._choosable[chosen.x > 0.5]] = True
        return hidden
