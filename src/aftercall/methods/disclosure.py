"""Cell suppression: which cells of a table must be hidden so that no person in it can be identified.

Primary suppression hides cells with a small base or a small count. Secondary suppression hides more cells where the
totals shown would reveal a hidden one (Hundepool et al. 2012, Statistical Disclosure Control, chapter 4). A cell is
revealed if the linear equations between cells and totals allow only one value. What remains of a total after the cells
shown beside it is a cell like any other: its base and counts must pass the same rule. Narrow ranges are not checked, so
the minimum base must leave room.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from aftercall.methods.arrays import BoolArray, IntArray, MethodError


class Shown(IntEnum):
    """Whether a cell is shown, or which suppression hides it."""

    YES = 0
    PRIMARY = 1
    SECONDARY = 2


def with_totals(counts: IntArray) -> IntArray:
    """The counts with a total at the end of each axis, as `suppress` expects them."""
    table = counts
    for axis in range(counts.ndim):
        table = np.concatenate([table, table.sum(axis=axis, keepdims=True)], axis=axis)
    return table


def primary(bases: IntArray, counts: IntArray, *, minimum_base: int, minimum_count: int) -> BoolArray:
    """Cells with a small base, or in which few people (but not none) gave the answer, or did not give it.

    bases: people asked, any shape. counts: those who gave the answer, same shape.
    """
    if bases.shape != counts.shape or (counts > bases).any() or (counts < 0).any():
        raise MethodError("counts must have the shape of the bases and lie between 0 and the base")
    few = [(part > 0) & (part < minimum_count) for part in (counts, bases - counts)]
    return np.asarray((bases < minimum_base) | few[0] | few[1])


@dataclass(frozen=True, eq=False)
class _Table:
    """A table with totals, its cells in a row. counts: None where they are unknown. lines: each with its total last."""

    bases: IntArray
    counts: IntArray | None
    lines: list[IntArray]
    minimum_base: int
    minimum_count: int

    def remainder_is_unsafe(self, line: IntArray, hidden: BoolArray) -> bool:
        """Whether the total minus the cells shown is the figure of too small a group, or of an unknown one."""
        cells, total = line[:-1], line[-1]
        group = cells[hidden[cells]]
        if hidden[total] or len(group) == 0:
            return False
        if self.counts is None:
            return len(group) < len(cells) or int(self.bases[group].sum()) < self.minimum_base
        sums = (np.array([part[group].sum()]) for part in (self.bases, self.counts))
        return bool(primary(*sums, minimum_base=self.minimum_base, minimum_count=self.minimum_count)[0])


def suppress(
    bases: IntArray, hidden: BoolArray, *, minimum_base: int, counts: IntArray | None = None, minimum_count: int = 0
) -> IntArray:
    """`Shown` for each cell of a table with totals at the end of each axis.

    bases: people asked. counts: those who gave the answer, with totals too; the bases in a table of people alone.
    Without them nothing is known of what remains of a total, so beside a hidden cell only the total is shown.

    Hides one cell after another until no hidden cell can be computed from those shown, and the hidden cells of each
    line together pass the rule of `primary`, because the line's total minus its shown cells is the figure of that
    group. Of the cells that help, it hides one that makes the group pass first, then one that closes a ring of hidden
    cells, then the smallest, and totals last.
    """
    for part in (bases, counts):
        if part is not None and not _has_totals(part, hidden):
            raise MethodError("the table must have totals at the end of each axis, and `hidden` the table's shape")
    lines = list(_lines(bases.shape))
    table = _Table(bases.ravel(), None if counts is None else counts.ravel(), lines, minimum_base, minimum_count)
    result = np.where(hidden, Shown.PRIMARY, Shown.YES).astype(np.int64).ravel()
    while weak := _weak_lines(table, result != Shown.YES):
        result[_next_to_hide(weak, table, result != Shown.YES)] = Shown.SECONDARY
    return result.reshape(bases.shape)


def _has_totals(part: IntArray, hidden: BoolArray) -> bool:
    return part.shape == hidden.shape and np.array_equal(with_totals(part[(slice(-1),) * part.ndim]), part)


def _lines(shape: tuple[int, ...]) -> Iterator[IntArray]:
    """Flat positions of each line of cells and its total, the total last."""
    positions = np.arange(int(np.prod(shape)), dtype=np.int64).reshape(shape)
    for axis, length in enumerate(shape):
        yield from np.moveaxis(positions, axis, -1).reshape(-1, length)


def _weak_lines(table: _Table, hidden: BoolArray) -> list[IntArray]:
    """Lines that reveal a hidden cell or too small a group of them, and have a shown cell left to hide."""
    partly = [line for line in table.lines if hidden[line].any() and not hidden[line].all()]
    plain = [line for line in partly if hidden[line].sum() == 1 or table.remainder_is_unsafe(line, hidden)]
    if plain:
        return plain
    revealed = _revealed(table.lines, hidden)
    return [line for line in partly if revealed[line].any()]


def _revealed(lines: list[IntArray], hidden: BoolArray) -> BoolArray:
    """Hidden cells that have the same value in every solution of the lines' equations: no vector of the null space
    changes them.
    """
    unknown = np.flatnonzero(hidden)
    result = np.zeros(len(hidden), dtype=np.bool_)
    if len(unknown) == 0:
        return result
    equations = np.array([np.where(np.isin(unknown, line[:-1]), 1.0, 0.0) - (unknown == line[-1]) for line in lines])
    _, singular, rows = np.linalg.svd(equations, full_matrices=True)
    rank = int((singular > 1e-9 * max(singular.max(), 1.0)).sum())
    result[unknown] = (np.abs(rows[rank:]) < 1e-9).all(axis=0)
    return result


def _next_to_hide(weak: list[IntArray], table: _Table, hidden: BoolArray) -> int:
    """The shown cell of the weak lines that makes the hidden group pass, closes most rings, then has the smallest
    base."""
    totals = {int(line[-1]) for line in table.lines}
    touching = np.zeros(len(hidden), dtype=np.int64)
    for line in table.lines:
        touching[line] += hidden[line].any()

    def still_unsafe(cell: int) -> bool:
        with_cell = hidden.copy()
        with_cell[cell] = True
        return any(table.remainder_is_unsafe(line, with_cell) for line in weak if cell in line)

    spare = {int(cell) for line in weak for cell in line if not hidden[cell]}
    return min(spare, key=lambda cell: (cell in totals, still_unsafe(cell), -touching[cell], table.bases[cell], cell))
