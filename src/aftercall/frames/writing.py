"""Parquet files, written in threads of their own while the engine goes on.

The bytes of a file hang on nothing but its rows and their order: not on the engine, nor on the pieces in which rows
come to it.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from queue import Queue

import pyarrow as pa
import pyarrow.parquet as pq

GROUP = 122_880  # rows that are compressed together
_AHEAD = 64  # blocks of so many rows that may wait for one file
_AT_ONCE = 2
# Hardly any value of these stands twice: a dictionary of them is made in vain, and nobody asks for their bounds.
_DIFFERENT = frozenset({"person_id", "crime_ref", "victim_ref", "digest"})

type _Blocks = Queue[pa.RecordBatch | None]


class Writing:
    """The files that are being written."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_AT_ONCE)
        self._files: list[Future[None]] = []

    def begin(self, blocks: Iterable[pa.RecordBatch], schema: pa.Schema, path: Path) -> None:
        """Take over the rows of a file; it is whole once `finish` has returned."""
        queue: _Blocks = Queue(_AHEAD)
        self._files.append(self._threads.submit(_write, queue, schema, path))
        try:
            for block in blocks:
                queue.put(block)
        finally:
            queue.put(None)

    def finish(self) -> None:
        """Wait until all files are whole. Raises what went wrong with the first of them."""
        files, self._files = self._files, []
        for file in files:
            file.result()

    def stop(self) -> None:
        """Write no more; what is not finished is of no use."""
        self._threads.shutdown(cancel_futures=True)


def _write(queue: _Blocks, schema: pa.Schema, path: Path) -> None:
    blocks = iter(queue.get, None)
    alike = [name for name in schema.names if name not in _DIFFERENT]
    try:
        with pq.ParquetWriter(
            path,
            schema,
            compression="zstd",
            compression_level=1,
            use_dictionary=alike,
            write_statistics=alike,
        ) as writer:
            for group in _groups(blocks):
                writer.write_table(group, row_group_size=GROUP)
    finally:
        for _ in blocks:  # where writing failed, whoever hands in rows must not wait for ever
            pass


def _groups(blocks: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The same rows, so many in each table but the last, and each in one piece."""
    waiting: list[pa.RecordBatch] = []
    rows = 0
    for block in blocks:
        waiting.append(block)
        rows += block.num_rows
        while rows >= GROUP:
            table = pa.Table.from_batches(waiting)
            yield table.slice(0, GROUP).combine_chunks()
            waiting, rows = table.slice(GROUP).to_batches(), rows - GROUP
    if rows:
        yield pa.Table.from_batches(waiting).combine_chunks()
