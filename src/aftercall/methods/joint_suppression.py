"""Which cells of all linked tables must be hidden together, so that nobody can compute what is hidden.

All tables that were or may be published are one system: groups that add up to totals, months that add up to longer
periods, and the same people classified in several ways. The fewest cells are hidden so that every hidden number could
still be any of at least ten, to an attacker with a linear program. The choice is an integer program whose constraints
are found one after another by attacking the current choice (Fischetti and Salazar 2001, Management Science 47).

What follows from earlier publications alone is public: no choice can hide it again, so nothing is hidden for it.
Earlier numbers that are only partly protected are not narrowed any further.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property
from itertools import islice

import numpy as np
import scipy
from scipy import sparse

from aftercall.methods.arrays import BoolArray, FloatArray, IntArray, MethodError
from aftercall.methods.attacker import Bound
from aftercall.methods.disclosure import THE_RULE, DisclosureRule, primary
from aftercall.methods.feasible_numbers import FeasibleNumbers

_TOLERANCE = 1e-6
# How much narrower a range may be than the one that earlier publications left: more than the solver's inaccuracy.
_SLACK = 1e-3
# A few constraints already hide cells that widen most of the other targets too.
_CONSTRAINTS_AT_ONCE = 20


class CellState(IntEnum):
    """Whether a cell is to be decided on, was shown, must be hidden now, or was hidden in an earlier publication."""

    OPEN = 0
    SHOWN = 1
    HIDDEN = 2
    HIDDEN_BEFORE = 3


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
    """Earlier publications reveal a number that must be hidden now, whatever else is. cell: its place, -1 for a
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
    hideable: BoolArray | None = None,
) -> BoolArray:
    """(cells,), the hidden ones. Hides every open cell that is too small, and as few others as possible.

    states: `CellState` of each cell. costs: what hiding each cell costs, above 0. hideable: (cells,), those that are
    not public yet, by default all but those shown. Raises CannotProtectError if earlier publications reveal a number
    that must be hidden now.
    """
    search = _Search(
        tables, states, costs, differences, rule, states != CellState.SHOWN if hideable is None else hideable
    )
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
        hideable: BoolArray | None = None,
    ) -> None:
        """hideable: the cells that no publication shows yet; None if what follows from the others must be protected
        too."""
        self._tables, self._differences, self._rule, self._hideable = tables, differences, rule, hideable
        is_open = states == CellState.OPEN
        too_small = tables.too_small(rule)
        self._hidden_before = states == CellState.HIDDEN_BEFORE
        self.hidden_at_least: BoolArray = (states == CellState.HIDDEN) | self._hidden_before | (is_open & too_small)
        self._choosable = np.flatnonzero(is_open & ~too_small)
        self._costs = costs[self._choosable]
        self._feasible = self._numbers()
        self._ranges_before: dict[tuple[object, ...], float] = {}
        self._rows: list[FloatArray] = []
        self._least: list[float] = []

    def _numbers(self) -> dict[str, FeasibleNumbers]:
        tables, parts = self._tables, {"yes": self._tables.yes, "no": self._tables.no}
        return {part: FeasibleNumbers(tables.cells, tables.links, truth) for part, truth in parts.items()}

    @cached_property
    def _before(self) -> dict[str, FeasibleNumbers]:
        """Numbers that agree with everything that earlier publications show."""
        return self._numbers()

    def broken(self, hidden: BoolArray) -> list[tuple[FloatArray, float]]:
        """A constraint for each target that does not keep its range while these cells are hidden."""
        cells, differences = np.flatnonzero(hidden), self._differences(hidden)
        self._sums = sparse.csr_array(sparse.vstack([self._tables.cells[cells], differences]))
        for numbers in self._feasible.values():
            numbers.watch(hidden, self._sums)
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
        if self._keeps_range(target) or self._keeps_range(target := self._as_before(target)):
            return None
        return self._as_row(target, sum(bounds[1:], bounds[0]))

    def _as_before(self, target: _Target) -> _Target:
        """The target with the range that earlier publications have left it, if that is narrower and it is theirs."""
        if self._hideable is None or not (target.cell < 0 or self._hidden_before[target.cell]):
            return target
        return replace(target, least=min(target.least, self._range_before(target) - _SLACK))

    def _range_before(self, target: _Target) -> float:
        """How far apart a target can be while nothing is shown but what earlier publications show."""
        own = self._sums[[target.place]]
        about = (*own.indices.tolist(), *target.parts)
        if about not in self._ranges_before:
            self._ranges_before[about] = sum(self._widest(self._before[part], own) for part in target.parts)
        return self._ranges_before[about]

    def _widest(self, numbers: FeasibleNumbers, own: sparse.csr_array) -> float:
        numbers.watch(np.asarray(self._hideable), own)
        numbers.bounds(0)
        return numbers.range_of(0)

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
