"""Which values stand several times among millions: slots and one sort find them sooner than the engine's grouping."""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


@dataclass(frozen=True)
class Often:
    """In which columns a value must stand how often, at least and at most; `once`: one of its places is enough."""

    columns: tuple[str, ...]
    least: int
    most: int | None = None
    once: bool = False


UNKNOWN = -1  # in place of a key; no key is below 0
_PART_BITS = 3  # a key's lowest bits say which part it is in
_PARTS = 1 << _PART_BITS  # so many that a part's slots stay near the processor
_PART = np.int64(np.iinfo(np.int64).min | (_PARTS - 1))  # with the sign, so that UNKNOWN is in no part
_ROOM = 4  # slots a key at least, so that few different keys share one

type Numbers = NDArray[np.int64]
type Keyed = tuple[Numbers, Numbers]
_NONE = np.empty(0, np.int64)


def repeated(threads: Executor, table: pa.Table, often: Often) -> list[Keyed]:
    """(record, key), in parts, of the keys that stand so often in all columns together.

    `table`: record, and in each column the record's key, or UNKNOWN.
    """
    # Block by block: what is small is taken from memory that the processor has at hand, and no column is copied.
    blocks = [block for column in often.columns for block in table.select(["record", column]).to_batches()]
    divided = list(threads.map(_divided, blocks))
    return list(threads.map(lambda part: _of_part([pieces[part] for pieces in divided], often), range(_PARTS)))


def _divided(block: pa.RecordBatch) -> list[Keyed]:
    """(record, key) of each part. Equal keys are in one part."""
    record, keys = (column.to_numpy() for column in block.columns)
    parts = keys & _PART
    places = (np.flatnonzero(parts == part) for part in range(_PARTS))
    return [(record[chosen], keys[chosen]) for chosen in places]


def _of_part(pieces: Sequence[Keyed], often: Often) -> Keyed:
    records, keys = (np.concatenate(values) for values in zip((_NONE, _NONE), *pieces, strict=True))
    found = places_of_repeated(keys, often)
    return records[found], keys[found]


def places_of_repeated(keys: Numbers, often: Often) -> Numbers:
    """The places of keys that stand so often, those of one key beside each other.

    Key and place are packed into one number, and only as many bits of a key count as there is room for (41 of 8 million
    keys): keys are hashes, and about one pair of different ones in a million keys is taken for the same.
    """
    # Of keys that must stand more often hardly any stands alone.
    candidates = _in_shared_slots(keys) if often.least == 2 else np.arange(len(keys))
    bits = np.uint64(max(len(candidates) - 1, 1).bit_length())
    packed = (keys[candidates].view(np.uint64) << bits) | np.arange(len(candidates), dtype=np.uint64)
    packed.sort()
    start = _starts(packed >> bits)
    sizes = np.diff(start, append=len(packed))
    chosen = sizes >= often.least if often.most is None else (sizes >= often.least) & (sizes <= often.most)
    taken = packed[start[chosen]] if often.once else packed[np.repeat(chosen, sizes)]
    return candidates[(taken & ((np.uint64(1) << bits) - np.uint64(1))).view(np.int64)]


def _in_shared_slots(keys: Numbers) -> Numbers:
    """The places of keys whose slot holds several: all that stand at least twice, and few others.

    Each place is written into its key's slot, over the one before: whoever finds another there shares it, and so does
    that other.
    """
    size = 1 << (_ROOM * len(keys)).bit_length()
    slots = (keys >> _PART_BITS) & (size - 1)
    places = np.arange(len(keys), dtype=np.int32)
    last = np.empty(size, np.int32)
    last[slots] = places
    found = last[slots]
    shared = found != places
    shared[found[shared]] = True
    return np.flatnonzero(shared)


def _starts(values: NDArray[np.uint64]) -> NDArray[np.intp]:
    """Where a run of equal values begins."""
    begins = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=begins[1:])
    return np.flatnonzero(begins)
