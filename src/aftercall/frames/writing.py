"""Parquet files, written by threads while the engine continues.

The bytes of a file depend only on its rows and their order, not on the engine or on how it batches the rows.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from queue import Queue

import pyarrow as pa
import pyarrow.parquet as pq

ROW_GROUP = 122_880  # rows that are compressed together
_MAX_QUEUED = 64  # batches that may wait for one file
_MAX_WRITERS = 2
# Almost every value of these columns is unique, so a dictionary would waste time; and their bounds are never needed.
_UNIQUE_VALUES = frozenset({"person_id", "crime_ref", "victim_ref", "digest"})

type _Batches = Queue[pa.RecordBatch | None]


class ParquetWriters:
    """The files that are being written."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_MAX_WRITERS)
        self._files: list[Future[None]] = []

    def start(self, batches: Iterable[pa.RecordBatch], schema: pa.Schema, path: Path) -> None:
        """Queue the rows of a file, which is complete once `finish` returns."""
        queue: _Batches = Queue(_MAX_QUEUED)
        self._files.append(self._threads.submit(_write, queue, schema, path))
        try:
            for batch in batches:
                queue.put(batch)
        finally:
            queue.put(None)

    def finish(self) -> None:
        """Wait until all files are complete. Raises the error of the first that failed."""
        files, self._files = self._files, []
        for file in files:
            file.result()

    def stop(self) -> None:
        """Write no more: unfinished files are discarded anyway."""
        self._threads.shutdown(cancel_futures=True)


def _write(queue: _Batches, schema: pa.Schema, path: Path) -> None:
    batches = iter(queue.get, None)
    repetitive = [name for name in schema.names if name not in _UNIQUE_VALUES]
    try:
        with pq.ParquetWriter(
            path,
            schema,
            compression="zstd",
            compression_level=1,
            use_dictionary=repetitive,
            write_statistics=repetitive,
        ) as writer:
            for group in _row_groups(batches):
                writer.write_table(group, row_group_size=ROW_GROUP)
    finally:
        for _ in batches:  # after a failure, empty the queue so that `start` does not wait for ever
            pass


def _row_groups(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The same rows in contiguous tables of ROW_GROUP rows; the last may have fewer."""
    waiting: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        waiting.append(batch)
        rows += batch.num_rows
        while rows >= ROW_GROUP:
            table = pa.Table.from_batches(waiting)
            yield table.slice(0, ROW_GROUP).combine_chunks()
            waiting, rows = table.slice(ROW_GROUP).to_batches(), rows - ROW_GROUP
    if rows:
        yield pa.Table.from_batches(waiting).combine_chunks()
