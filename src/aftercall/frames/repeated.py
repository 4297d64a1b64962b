"""Which values stand several times among millions: one sort finds them sooner than the engine's grouping."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Often:
    """How often a value must stand, at least and at most; `once`: one of its places is enough."""

    least: int
    most: int | None = None
    once: bool = False


def places_of_repeated(keys: NDArray[np.int64], often: Often) -> NDArray[np.int64]:
    """The places of keys that stand so often, those of one key beside each other.

    Key and place are packed into one number, and only as many bits of a key count as there is room for (41 of 8 million
    keys): keys are hashes, and about one pair of different ones in a million keys is taken for the same.
    """
    bits = np.uint64(max(len(keys) - 1, 1).bit_length())
    packed = (keys.view(np.uint64) << bits) | np.arange(len(keys), dtype=np.uint64)
    packed.sort()
    start = _starts(packed >> bits)
    sizes = np.diff(start, append=len(packed))
    chosen = sizes >= often.least if often.most is None else (sizes >= often.least) & (sizes <= often.most)
    taken = packed[start[chosen]] if often.once else packed[np.repeat(chosen, sizes)]
    return (taken & ((np.uint64(1) << bits) - np.uint64(1))).view(np.int64)


def _starts(values: NDArray[np.uint64]) -> NDArray[np.intp]:
    """Where a run of equal values begins."""
    begins = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=begins[1:])
    return np.flatnonzero(begins)
