"""A slow plain twin of the attacker: another solver, written from the definition of what may be inferred."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

import numpy as np
from scipy.optimize import linprog

from aftercall.methods.linked_cells import CellKey, SmallestGroup

MINIMUM_BASE, LEAST_VALUES = 30, 10

type Vector = dict[SmallestGroup, float]


def inferred(
    counts: Mapping[SmallestGroup, tuple[int, int]], shown: Iterable[CellKey], hidden: Iterable[CellKey]
) -> Iterator[str]:
    """A line for each hidden cell whose base or count an attacker confines to fewer than 10 people, and for each
    difference of two shown cells that rests on 1 to 29 people."""
    published = list(shown)
    for (words, key), values in possible_values(counts, published, hidden).items():
        if values < LEAST_VALUES:
            yield f"{words} of {key}"
    for one, other in combinations(published, 2):
        small = abs(_difference(one, other, counts))
        if 0 < small < MINIMUM_BASE:
            yield f"{one} and {other} differ by {small}"


def possible_values(
    counts: Mapping[SmallestGroup, tuple[int, int]], shown: Iterable[CellKey], hidden: Iterable[CellKey]
) -> dict[tuple[str, CellKey], int]:
    """How many whole numbers the count and the base of each hidden cell can be."""
    columns = {group: place for place, group in enumerate(counts)}
    equations = np.array([_dense(_cell(key, counts), columns) for key in shown] + list(_links(counts, columns)))
    numbers = {
        "count": np.array([gave for gave, _ in counts.values()], dtype=float),
        "base": np.array([sum(pair) for pair in counts.values()], dtype=float),
    }
    targets = {key: _dense(_cell(key, counts), columns) for key in hidden}
    return {
        (words, key): _whole_values(target, equations, truth)
        for words, truth in numbers.items()
        for key, target in targets.items()
    }


def _whole_values(target: np.ndarray, equations: np.ndarray, truth: np.ndarray) -> int:
    """How many whole numbers a sum can be."""
    room = [(0, value + 200) for value in truth]
    least = linprog(target, A_eq=equations, b_eq=equations @ truth, bounds=room).fun
    most = -linprog(-target, A_eq=equations, b_eq=equations @ truth, bounds=room).fun
    return int(np.floor(most + 1e-6) - np.ceil(least - 1e-6)) + 1


def _cell(key: CellKey, counts: Iterable[SmallestGroup]) -> Vector:
    name = key.breakdown or next(iter(counts)).breakdown
    wanted = {group for group in counts if group.month in key.months and group.breakdown == name}
    return {group: 1.0 for group in wanted if not key.breakdown or group.group == key.group}


def _dense(vector: Vector, columns: Mapping[SmallestGroup, int]) -> np.ndarray:
    row = np.zeros(len(columns))
    for group, weight in vector.items():
        row[columns[group]] = weight
    return row


def _links(counts: Iterable[SmallestGroup], columns: Mapping[SmallestGroup, int]) -> Iterator[np.ndarray]:
    """In each month, every breakdown has the same people."""
    groups = list(counts)
    first = groups[0].breakdown
    for month in {group.month for group in groups}:
        for other in {group.breakdown for group in groups} - {first}:
            signs = {first: 1.0, other: -1.0}
            yield _dense({g: signs[g.breakdown] for g in groups if g.month == month and g.breakdown in signs}, columns)


def _difference(one: CellKey, other: CellKey, counts: Mapping[SmallestGroup, tuple[int, int]]) -> int:
    """People in one cell and not in the other, if one is known to contain the other; otherwise 0."""
    longer, shorter = (one, other) if one.months >= other.months else (other, one)
    contains = longer.months >= shorter.months and longer.breakdown in {"", shorter.breakdown}
    if not contains or (longer.breakdown and longer.group != shorter.group):
        return 0
    bases = [sum(sum(counts[group]) for group in _cell(key, counts)) for key in (longer, shorter)]
    return bases[0] - bases[1]
