"""Files written beside the engine's work: the same bytes for the same rows, and what goes wrong is told."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from aftercall.frames import writing
from aftercall.frames.writing import Writing

ROWS = pa.table({"person_id": [f"{number:032x}" for number in range(5_000)], "area": ["north", "south"] * 2_500})


@pytest.fixture(autouse=True)
def small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "GROUP", 1_000)


def written(blocks: list[pa.RecordBatch], path: Path) -> bytes:
    files = Writing()
    files.begin(blocks, ROWS.schema, path)
    files.finish()
    files.stop()
    return path.read_bytes()


def pieces(size: int) -> list[pa.RecordBatch]:
    return list(ROWS.to_batches(max_chunksize=size))


def test_the_bytes_do_not_hang_on_the_pieces(tmp_path: Path) -> None:
    contents = {written(pieces(size), tmp_path / f"{size}.parquet") for size in (1, 7, 999, 1_000, 1_001, 5_000)}
    assert len(contents) == 1
    assert pq.read_table(tmp_path / "7.parquet").equals(ROWS)
    assert pq.read_metadata(tmp_path / "7.parquet").num_row_groups == 5


def test_no_rows_are_a_file_too(tmp_path: Path) -> None:
    written([], tmp_path / "none.parquet")
    assert pq.read_table(tmp_path / "none.parquet").equals(ROWS.slice(0, 0))


def test_what_goes_wrong_is_told_and_whoever_hands_in_rows_does_not_wait(tmp_path: Path) -> None:
    files = Writing()
    files.begin(pieces(1), ROWS.schema, tmp_path / "no such folder" / "a.parquet")
    files.begin(pieces(1_000), ROWS.schema, tmp_path / "b.parquet")
    with pytest.raises(OSError, match="no such folder"):
        files.finish()
    files.stop()


def test_what_fails_while_rows_come_ends_the_file(tmp_path: Path) -> None:
    def broken() -> Iterator[pa.RecordBatch]:
        yield pieces(1_000)[0]
        raise KeyboardInterrupt

    files = Writing()
    with pytest.raises(KeyboardInterrupt):
        files.begin(broken(), ROWS.schema, tmp_path / "a.parquet")
    files.stop()  # returns: nobody waits for more rows
