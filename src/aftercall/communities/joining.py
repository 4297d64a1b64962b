"""Levels with too few people joined with others, so that a rate says something and can be modelled."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from aftercall.methods.arrays import Codes

FEWEST = 20
# Each level needs people who responded and people who did not: otherwise the model could take it for certain.
FEWEST_EITHER = 5


def joined_levels(
    values: Sequence[str], responded: Sequence[bool], *, in_order: bool = False
) -> tuple[list[str], Codes]:
    """The levels, and everyone's code. The smallest level joins the smaller of its neighbours until none is too small.

    in_order: neighbours are those in alphabetical order, as of age bands; otherwise those in the order of their size.
    """
    counts, answered = Counter(values), Counter(v for v, r in zip(values, responded, strict=True) if r)
    order = sorted(counts) if in_order else sorted(counts, key=lambda level: (-counts[level], level))
    runs = [[level] for level in order]
    while len(runs) > 1 and (small := _too_small(runs, counts, answered)) is not None:
        first = _first_of_pair(small, [_size(run, counts) for run in runs])
        runs[first : first + 2] = [runs[first] + runs[first + 1]]
    place = {level: index for index, run in enumerate(runs) for level in run}
    return [_label(run) for run in runs], np.array([place[value] for value in values], dtype=np.int64)


def _too_small(runs: Sequence[Sequence[str]], counts: Counter[str], answered: Counter[str]) -> int | None:
    """The smallest of those that are too small."""
    small = [
        index
        for index, run in enumerate(runs)
        if _size(run, counts) < FEWEST
        or min(_size(run, answered), _size(run, counts) - _size(run, answered)) < FEWEST_EITHER
    ]
    return min(small, key=lambda index: _size(runs[index], counts)) if small else None


def _first_of_pair(index: int, sizes: Sequence[int]) -> int:
    """The left one of the two runs to join: this one and the smaller of its neighbours."""
    if index == len(sizes) - 1 or (index and sizes[index - 1] <= sizes[index + 1]):
        return index - 1
    return index


def _size(run: Sequence[str], counts: Counter[str]) -> int:
    return sum(counts[level] for level in run)


def _label(run: Sequence[str]) -> str:
    return " and ".join(run) if len(run) <= 2 else f"{run[0]} and {len(run) - 1} others"
