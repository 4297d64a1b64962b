"""Files written by threads: the same bytes for the same rows, and failures are reported."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from aftercall.frames import writing
from aftercall.frames.writing import ParquetWriters

ROWS = pa.table({"person_id": [f"{number:032x}" for number in range(5_000)], "area": ["north", "south"] * 2_500})


@pytest.fixture(autouse=True)
def small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "ROW_GROUP", 1_000)


def written(batches: list[pa.RecordBatch], path: Path) -> bytes:
    writers = ParquetWriters()
    writers.start(batches, ROWS.schema, path)
    writers.finish()
    writers.stop()
    return path.read_bytes()


def batches_of(size: int) -> list[pa.RecordBatch]:
    return list(ROWS.to_batches(max_chunksize=size))


def test_the_bytes_do_not_depend_on_the_batches(tmp_path: Path) -> None:
    contents = {written(batches_of(size), tmp_path / f"{size}.parquet") for size in (1, 7, 999, 1_000, 1_001, 5_000)}
    assert len(contents) == 1
    assert pq.read_table(tmp_path / "7.parquet").equals(ROWS)
    assert pq.read_metadata(tmp_path / "7.parquet").num_row_groups == 5


def test_a_file_without_rows_is_written_too(tmp_path: Path) -> None:
    written([], tmp_path / "none.parquet")
    assert pq.read_table(tmp_path / "none.parquet").equals(ROWS.slice(0, 0))


def test_a_failure_is_reported_and_does_not_block_the_caller(tmp_path: Path) -> None:
    writers = ParquetWriters()
    writers.start(batches_of(1), ROWS.schema, tmp_path / "no such folder" / "a.parquet")
    writers.start(batches_of(1_000), ROWS.schema, tmp_path / "b.parquet")
    with pytest.raises(OSError, match="no such folder"):
        writers.finish()
    writers.stop()


def test_a_failing_source_of_rows_ends_the_file(tmp_path: Path) -> None:
    def broken() -> Iterator[pa.RecordBatch]:
        yield batches_of(1_000)[0]
        raise KeyboardInterrupt

    writers = ParquetWriters()
    with pytest.raises(KeyboardInterrupt):
        writers.start(broken(), ROWS.schema, tmp_path / "a.parquet")
    writers.stop()  # returns, because no thread waits for more rows
