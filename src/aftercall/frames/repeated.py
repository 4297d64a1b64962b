"""Which values stand several times among millions: one sort finds them sooner than the engine's grouping."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Often:
    """In which columns a value must stand how often, at least and at most; `once`: one of its places is enough."""

    columns: tuple[str, ...]
    least: int
    most: int | None = None
    once: bool = False


PARTS = 4  # that keys are divided into, so that several threads can look through one column

type Numbers = NDArray[np.int64]


def repeated_in(
    part: int, record: Numbers, columns: Sequence[tuple[Numbers, NDArray[np.bool_]]], often: Often
) -> tuple[Numbers, Numbers]:
    """(record, key) of the keys that stand so often in all columns together, in one of PARTS parts of the keys.

    `columns`: of each, the record's key and whether it has one. Equal keys are in one part.
    """
    chosen = [np.flatnonzero(has_one & ((keys & (PARTS - 1)) == part)) for keys, has_one in columns]
    records = np.concatenate([record[places] for places in chosen])
    keys = np.concatenate([keys[places] for (keys, _), places in zip(columns, chosen, strict=True)])
    found = places_of_repeated(keys, often)
    return records[found], keys[found]


def places_of_repeated(keys: Numbers, often: Often) -> Numbers:
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
