"""Find duplicate keys among millions: hash slots and one sort are faster than the engine's own grouping."""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


@dataclass(frozen=True)
class FrequencyFilter:
    """How often a key must occur in all `columns` together. `one_per_key`: return only one record for each key."""

    columns: tuple[str, ...]
    min_count: int
    max_count: int | None = None
    one_per_key: bool = False


NO_KEY = -1  # marks a missing key; hashes are never negative
_PARTITION_BITS = 3  # the lowest bits of a key choose its partition
_PARTITIONS = 1 << _PARTITION_BITS  # enough for the slots of one partition to fit the processor's cache
_PARTITION_MASK = np.int64(np.iinfo(np.int64).min | (_PARTITIONS - 1))  # includes the sign, which drops NO_KEY
_SLOTS_PER_KEY = 4  # at least, so that few different keys share a slot

type Ints = NDArray[np.int64]
type KeyedRecords = tuple[Ints, Ints]
_EMPTY = np.empty(0, np.int64)


def duplicate_keys(threads: Executor, table: pa.Table, frequency: FrequencyFilter) -> list[KeyedRecords]:
    """(record, key) of the keys that occur as often as asked, one pair of arrays for each partition.

    `table`: record, and in each column the record's key or NO_KEY.
    """
    # Working through small batches reuses memory that is in the processor's cache, and copies no column.
    batches = [batch for column in frequency.columns for batch in table.select(["record", column]).to_batches()]
    partitioned = list(threads.map(_partition, batches))

    def duplicates(partition: int) -> KeyedRecords:
        return _duplicates([pieces[partition] for pieces in partitioned], frequency)

    return list(threads.map(duplicates, range(_PARTITIONS)))


def _partition(batch: pa.RecordBatch) -> list[KeyedRecords]:
    """(record, key) of each partition. Equal keys always share one."""
    record, keys = (column.to_numpy() for column in batch.columns)
    partitions = keys & _PARTITION_MASK
    indices = (np.flatnonzero(partitions == partition) for partition in range(_PARTITIONS))
    return [(record[chosen], keys[chosen]) for chosen in indices]


def _duplicates(pieces: Sequence[KeyedRecords], frequency: FrequencyFilter) -> KeyedRecords:
    records, keys = (np.concatenate(values) for values in zip((_EMPTY, _EMPTY), *pieces, strict=True))
    found = duplicate_key_indices(keys, frequency)
    return records[found], keys[found]


def duplicate_key_indices(keys: Ints, frequency: FrequencyFilter) -> Ints:
    """The indices of the keys that occur as often as asked, equal keys next to each other.

    Key and index are packed into one integer, which leaves room for only part of the key (41 bits for 8 million keys).
    Keys are hashes, so about one pair of different keys in a million is mistaken for a duplicate.
    """
    # Leaving out the unique keys first saves time only with a minimum of 2.
    candidates = _in_shared_slots(keys) if frequency.min_count == 2 else np.arange(len(keys))
    bits = np.uint64(max(len(candidates) - 1, 1).bit_length())
    packed = (keys[candidates].view(np.uint64) << bits) | np.arange(len(candidates), dtype=np.uint64)
    packed.sort()
    starts = _run_starts(packed >> bits)
    sizes = np.diff(starts, append=len(packed))
    chosen = sizes >= frequency.min_count
    if frequency.max_count is not None:
        chosen &= sizes <= frequency.max_count
    kept = packed[starts[chosen]] if frequency.one_per_key else packed[np.repeat(chosen, sizes)]
    return candidates[(kept & ((np.uint64(1) << bits) - np.uint64(1))).view(np.int64)]


def _in_shared_slots(keys: Ints) -> Ints:
    """The indices of keys that share their slot: every duplicate, and few others.

    Each index is written to its key's slot, overwriting the previous one. A key that then reads another index shares
    its slot, and so does the key at that index.
    """
    size = 1 << (_SLOTS_PER_KEY * len(keys)).bit_length()
    slots = (keys >> _PARTITION_BITS) & (size - 1)
    indices = np.arange(len(keys), dtype=np.int32)
    last = np.empty(size, np.int32)
    last[slots] = indices
    found = last[slots]
    shared = found != indices
    shared[found[shared]] = True
    return np.flatnonzero(shared)


def _run_starts(values: NDArray[np.uint64]) -> NDArray[np.intp]:
    """Where each run of equal values begins."""
    starts = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=starts[1:])
    return np.flatnonzero(starts)
