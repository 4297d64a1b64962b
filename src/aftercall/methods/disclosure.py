"""Cell suppression: which cells of a table must be hidden so that no person in it can be identified.

Primary suppression hides cells with a small base or a small count. Secondary suppression hides more cells where the
totals shown would reveal a hidden one (Hundepool et al. 2012, Statistical Disclosure Control, chapter 4). A cell is
revealed if the linear equations between cells and totals allow only one value. Narrow ranges are not checked, so the
minimum base must leave room.
"""

from collections.abc import Iterator
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


def suppress(bases: IntArray, hidden: BoolArray, *, minimum_base: int) -> IntArray:
    """`Shown` for each cell of a table with totals at the end of each axis.

    Hides one cell after another until no hidden cell can be computed from those shown, and the hidden cells of each
    line have at least `minimum_base` people together, because the line's total minus its shown cells is the figure of
    that group. Of the cells that help, it hides one that closes a ring of hidden cells first, then the smallest, and
    totals last.
    """
    if bases.shape != hidden.shape or not np.array_equal(with_totals(bases[(slice(-1),) * bases.ndim]), bases):
        raise MethodError("the table must have totals at the end of each axis, and `hidden` the table's shape")
    lines = list(_lines(bases.shape))
    result = np.where(hidden, Shown.PRIMARY, Shown.YES).astype(np.int64).ravel()
    while weak := _weak_lines(lines, result != Shown.YES, bases.ravel(), minimum_base):
        result[_next_to_hide(weak, lines, result != Shown.YES, bases.ravel())] = Shown.SECONDARY
    return result.reshape(bases.shape)


def _lines(shape: tuple[int, ...]) -> Iterator[IntArray]:
    """Flat positions of each line of cells and its total, the total last."""
    positions = np.arange(int(np.prod(shape)), dtype=np.int64).reshape(shape)
    for axis, length in enumerate(shape):
        yield from np.moveaxis(positions, axis, -1).reshape(-1, length)


def _weak_lines(lines: list[IntArray], hidden: BoolArray, bases: IntArray, minimum_base: int) -> list[IntArray]:
    """Lines that reveal a hidden cell or too small a group of them, and have a shown cell left to hide."""
    partly = [line for line in lines if hidden[line].any() and not hidden[line].all()]
    plain = [line for line in partly if hidden[line].sum() == 1 or _small_group(line, hidden, bases, minimum_base)]
    if plain:
        return plain
    revealed = _revealed(lines, hidden)
    return [line for line in partly if revealed[line].any()]


def _small_group(line: IntArray, hidden: BoolArray, bases: IntArray, minimum_base: int) -> bool:
    cells, total = line[:-1], line[-1]
    group = cells[hidden[cells]]
    return not hidden[total] and len(group) > 0 and int(bases[group].sum()) < minimum_base


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


def _next_to_hide(weak: list[IntArray], lines: list[IntArray], hidden: BoolArray, bases: IntArray) -> int:
    """The shown cell of the weak lines that closes most rings, then has the smallest base."""
    totals = {int(line[-1]) for line in lines}
    touching = np.zeros(len(bases), dtype=np.int64)
    for line in lines:
        touching[line] += hidden[line].any()
    spare = {int(cell) for line in weak for cell in line if not hidden[cell]}
    return min(spare, key=lambda cell: (cell in totals, -touching[cell], bases[cell], cell))
