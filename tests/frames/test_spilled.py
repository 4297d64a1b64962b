"""Tables in a folder, for files larger than memory: the frame is the same, and nothing remains in the folder."""

from datetime import date
from functools import partial
from pathlib import Path

import duckdb
import pyarrow.csv as arrow_csv
import pytest
from bench.labelled_people import generate

from aftercall.errors import BadInput
from aftercall.frames.build import build_frame
from aftercall.frames.building.progress import STEP_COUNT
from aftercall.frames.engine import DuckDBWorkspace, sanitized_engine_errors
from aftercall.frames.rules import FrameRules

ROWS = 5_000
FILES = ("frame.parquet", "flow.json", "rejected.csv", "doubtful.csv", "rules.json")
AS_OF = date(2026, 1, 1)


@pytest.fixture(scope="module")
def extract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("spilled") / "extract.csv"
    arrow_csv.write_csv(generate(ROWS, seed=5, phones="drama")[0], path)
    return path


def test_the_frame_is_the_same_and_nothing_remains(extract: Path, tmp_path: Path) -> None:
    spill = tmp_path / "spill"
    left_by_a_killed_run = spill / ".aftercall.partial-killed"
    left_by_a_killed_run.mkdir(parents=True)
    (left_by_a_killed_run / "tables").write_text("names")
    seen: list[list[str]] = []

    def progress(_done: int, _steps: int) -> None:
        [folder] = spill.iterdir()
        assert folder != left_by_a_killed_run
        seen.append(sorted(path.name for path in folder.iterdir()))

    engine = partial(DuckDBWorkspace, "500MB", spill)
    build_frame([extract], out=tmp_path / "spilled", rules=FrameRules(), as_of=AS_OF, engine=engine, progress=progress)
    build_frame([extract], out=tmp_path / "held", rules=FrameRules(), as_of=AS_OF)

    for name in FILES:
        assert (tmp_path / "spilled" / name).read_bytes() == (tmp_path / "held" / name).read_bytes(), name
    assert len(seen) == STEP_COUNT
    assert all("tables" in names for names in seen)
    assert list(spill.iterdir()) == []


def test_nothing_remains_after_a_failure(extract: Path, tmp_path: Path) -> None:
    spill = tmp_path / "spill"
    spill.mkdir()
    wrong = tmp_path / "wrong.csv"
    wrong.write_text(extract.read_text().replace("person", "parson"))
    engine = partial(DuckDBWorkspace, "500MB", spill)
    with pytest.raises(BadInput, match="can't be used"):
        build_frame([wrong], out=tmp_path / "frame", rules=FrameRules(), as_of=AS_OF, engine=engine)
    assert list(spill.iterdir()) == []


@pytest.mark.parametrize("error", [duckdb.IOException, duckdb.TransactionException])
def test_a_full_disk_is_reported(error: type[duckdb.Error]) -> None:
    message = r"^frame: could not be read or written; check that the disk has room"
    with pytest.raises(BadInput, match=message), sanitized_engine_errors("frame"):
        raise error("somebody's name")


def test_a_folder_that_cannot_be_written_to_is_reported(extract: Path, tmp_path: Path) -> None:
    spill = tmp_path / "spill"
    spill.write_text("a file")
    engine = partial(DuckDBWorkspace, "500MB", spill)
    with pytest.raises(BadInput, match=rf"^{spill}: can't be written to"):
        build_frame([extract], out=tmp_path / "frame", rules=FrameRules(), as_of=AS_OF, engine=engine)
    assert [path.name for path in tmp_path.iterdir()] == ["spill"]


def test_an_interrupt_while_the_engine_starts_leaves_nothing(
    extract: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise RuntimeError("Query interrupted")  # as DuckDB reports Ctrl-C

    spill = tmp_path / "spill"
    spill.mkdir()
    monkeypatch.setattr(DuckDBWorkspace, "_configure", interrupted)
    engine = partial(DuckDBWorkspace, "500MB", spill)
    with pytest.raises(KeyboardInterrupt):
        build_frame([extract], out=tmp_path / "frame", rules=FrameRules(), as_of=AS_OF, engine=engine)
    assert list(tmp_path.iterdir()) == [spill]
    assert list(spill.iterdir()) == []
