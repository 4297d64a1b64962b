"""What an attacker can infer from linked tables: the least and the most that a hidden number can be, by linear
programming.

The attacker knows how the tables are built, every number shown, and that no number is negative (Fischetti and Salazar
2001, Solving the cell suppression problem on tabular data with linear constraints, Management Science 47).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import highspy
import numpy as np
from scipy import sparse

from aftercall.methods.arrays import BoolArray, FloatArray, IntArray, MethodError

# The attacker assumes that a hidden cell exceeds its number by no more than this. It makes the programs bounded, and
# only has to be larger than every range that must be kept.
_ROOM = 100.0


@dataclass(frozen=True, eq=False)
class Bound:
    """An upper bound of a sum of numbers, for any choice of hidden cells: `fixed` plus `by_cell` of those hidden.

    It follows from the dual solution of one linear program, so it holds whichever cells are hidden.
    """

    fixed: float
    by_cell: FloatArray

    def __add__(self, other: "Bound") -> "Bound":
        return Bound(self.fixed + other.fixed, self.by_cell + other.by_cell)


class Attacker:
    """Linear programs over the numbers in the smallest groups, given the cells that are shown."""

    def __init__(self, cells: sparse.csr_array, links: sparse.csr_array, truth: IntArray) -> None:
        """cells: (cells, groups), 1 where a group is part of a cell. links: (links, groups), sums that are zero. truth:
        (groups,), the numbers."""
        self.truth = truth
        self._numbers = np.asarray(cells @ truth, dtype=np.float64)
        self._most = truth.astype(np.float64) + _ROOM
        matrix = sparse.csr_array(sparse.vstack([cells, links]))
        self._by_group = sparse.csr_array(matrix.T)
        self._solver = _solver(matrix, self._most)
        self._count = cells.shape[0]
        self.hide(np.zeros(self._count, dtype=np.bool_))

    def hide(self, hidden: BoolArray) -> None:
        """Show all cells except these."""
        least = np.where(hidden, 0.0, self._numbers)
        most = np.where(hidden, self._numbers + _ROOM, self._numbers)
        rows = np.arange(self._count, dtype=np.int32)
        self._solver.changeRowsBounds(self._count, rows, least, most)  # type: ignore[attr-defined]  # not in its stubs

    def most(self, target: FloatArray) -> tuple[FloatArray, Callable[[], Bound]]:
        """The numbers for which a weighted sum of the groups is largest, and what computes the bound of that sum."""
        columns = np.arange(len(target), dtype=np.int32)
        self._solver.changeColsCost(len(target), columns, -target)
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise MethodError("the tables contradict each other")
        solution = self._solver.getSolution()
        return np.array(solution.col_value), partial(self._bound, target, solution.row_dual)

    def _bound(self, target: FloatArray, duals: Sequence[float]) -> Bound:
        """Weak duality: prices of the rows bound the sum, whatever the rows' limits are."""
        prices = -np.array(duals)
        remaining = target - self._by_group @ prices
        of_cells = prices[: self._count]
        fixed = of_cells @ self._numbers + np.maximum(remaining, 0.0) @ self._most
        return Bound(float(fixed), np.maximum(of_cells, 0.0) * _ROOM + np.maximum(-of_cells, 0.0) * self._numbers)


class _Silent(highspy.Highs):
    """The solver without its banner, which it prints while it is made, before any option can be set."""

    def enableCallbacks(self) -> None:  # noqa: N802 - the name that the library calls
        """Print nothing from now on."""
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def _solver(matrix: sparse.csr_array, most: FloatArray) -> highspy.Highs:
    """A program whose costs and row limits are set later. The simplex method starts from its last solution."""
    solver = _Silent()  # type: ignore[no-untyped-call]
    for option, value in (("output_flag", False), ("threads", 1), ("presolve", "off"), ("solver", "simplex")):
        solver.setOptionValue(option, value)
    program = highspy.HighsLp()
    program.num_row_, program.num_col_ = matrix.shape
    zeros = np.zeros(program.num_col_)
    program.col_cost_, program.col_lower_, program.col_upper_ = zeros, zeros, most
    program.row_lower_ = program.row_upper_ = np.zeros(program.num_row_)
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_, program.a_matrix_.index_ = matrix.indptr, matrix.indices
    program.a_matrix_.value_ = matrix.data.astype(np.float64)
    solver.passModel(program)
    return solver
