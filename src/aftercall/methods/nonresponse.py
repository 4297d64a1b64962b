"""Nonresponse adjustment by cells: those who responded represent those like them who did not.

Weighting-class adjustment (Little and Rubin 2019, section 3.3; Kalton and Flores-Cervantes 2003).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from aftercall.methods.arrays import BoolArray, Codes, FloatArray, IntArray, MethodError, positive_weights, same_length

type CellKey = tuple[int, ...]


@dataclass(frozen=True)
class ResponseCell:
    """One adjustment cell: the classes it was merged from, its people, its weighted response rate and 1 over that."""

    classes: tuple[CellKey, ...]
    sampled: int
    responded: int
    response_rate: float
    factor: float


@dataclass(frozen=True, eq=False)
class NonresponseAdjustment:
    """weights: (n,) adjusted, 0 for those who did not respond. cell: (n,) the index in `cells` of each row's cell."""

    weights: FloatArray
    cell: IntArray
    cells: tuple[ResponseCell, ...]


def nonresponse_weights(
    base_weight: FloatArray,
    responded: BoolArray,
    cells: Sequence[Codes],
    *,
    minimum: int = 20,
    counts: IntArray | None = None,
) -> NonresponseAdjustment:
    """Move the base weights of those who did not respond to those of their cell who did.

    base_weight, responded: (n,) of the whole sample. cells: classifications as (n,) codes, the most important first,
    the last in its natural order (age bands). Crossed, they make the classes. A class with fewer than `minimum`
    responses is merged with a neighbour in that order until none is left: the neighbour with which it shares more
    leading codes, then the one with fewer responses, then the one before. So age bands merge within a crime category
    before categories merge. counts: (n,) people of each row, as in `Design`. Raises MethodError where nobody responded.
    """
    positive_weights(base_weight)
    same_length(len(base_weight), responded=responded, **{f"cells {i}": codes for i, codes in enumerate(cells)})
    if not responded.any():
        raise MethodError("nobody responded, so there is nobody to weight")
    keys, class_of_row = _classes(cells, len(base_weight))
    people = np.ones(len(base_weight), dtype=np.int64) if counts is None else counts
    responses = np.bincount(class_of_row, weights=people * responded, minlength=len(keys)).astype(np.int64)
    cell_of_class = _collapse(keys, responses, max(minimum, 1))
    cell = cell_of_class[class_of_row]
    summaries = _summaries(base_weight, people, responded, cell, keys, cell_of_class)
    factors = np.array([summary.factor for summary in summaries])
    return NonresponseAdjustment(np.where(responded, base_weight * factors[cell], 0.0), cell, summaries)


def _classes(cells: Sequence[Codes], size: int) -> tuple[list[CellKey], IntArray]:
    """The classes that occur, in order, and the class of each row."""
    if not cells:
        return [()], np.zeros(size, dtype=np.int64)
    keys, class_of_row = np.unique(np.column_stack(list(cells)), axis=0, return_inverse=True)
    return [tuple(int(code) for code in key) for key in keys], class_of_row.reshape(size).astype(np.int64)


@dataclass(frozen=True)
class _Run:
    """Neighbouring classes taken together."""

    first: int
    last: int
    responses: int


def _collapse(keys: Sequence[CellKey], responses: IntArray, minimum: int) -> IntArray:
    """(classes,) the cell of each class after runs of neighbours have been merged."""
    runs = [_Run(i, i, int(count)) for i, count in enumerate(responses)]
    while len(runs) > 1:
        smallest = min(range(len(runs)), key=lambda i: runs[i].responses)
        if runs[smallest].responses >= minimum:
            break
        left = _joined_boundary(keys, runs, smallest)
        runs[left : left + 2] = [
            _Run(runs[left].first, runs[left + 1].last, runs[left].responses + runs[left + 1].responses)
        ]
    lengths = [run.last - run.first + 1 for run in runs]
    return np.repeat(np.arange(len(runs)), lengths)


def _joined_boundary(keys: Sequence[CellKey], runs: Sequence[_Run], index: int) -> int:
    """The index of the left one of the two runs to merge: this run and the better of its neighbours."""
    before, after = index - 1, index
    if before < 0:
        return after
    if index + 1 == len(runs):
        return before
    shared = [_shared_codes(keys[runs[left].last], keys[runs[left + 1].first]) for left in (before, after)]
    if shared[0] != shared[1]:
        return before if shared[0] > shared[1] else after
    return before if runs[index - 1].responses <= runs[index + 1].responses else after


def _shared_codes(one: CellKey, other: CellKey) -> int:
    """How many leading codes two classes share."""
    pairs = zip(one, other, strict=True)
    return next((depth for depth, (a, b) in enumerate(pairs) if a != b), len(one))


def _summaries(
    base_weight: FloatArray,
    people: IntArray,
    responded: BoolArray,
    cell: IntArray,
    keys: Sequence[CellKey],
    cell_of_class: IntArray,
) -> tuple[ResponseCell, ...]:
    count = int(cell_of_class[-1]) + 1
    sampled = np.bincount(cell, weights=people, minlength=count)
    answered = np.bincount(cell[responded], weights=people[responded], minlength=count)
    weight = np.bincount(cell, weights=base_weight, minlength=count)
    answered_weight = np.bincount(cell[responded], weights=base_weight[responded], minlength=count)
    return tuple(
        ResponseCell(
            classes=tuple(key for key, merged_into in zip(keys, cell_of_class, strict=True) if merged_into == i),
            sampled=int(sampled[i]),
            responded=int(answered[i]),
            response_rate=float(answered_weight[i] / weight[i]),
            factor=float(weight[i] / answered_weight[i]),
        )
        for i in range(count)
    )
