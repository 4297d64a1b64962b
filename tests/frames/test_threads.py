"""Frame, sample and flow do not depend on the number of threads, the order of rows or the files that they are in.

The extract is large enough for the engine to use several threads and partitions.
"""

import json
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import partialmethod
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv
import pytest
from bench.labelled_people import generate

from aftercall.frames.build import build_frame
from aftercall.frames.design import SampleDesign
from aftercall.frames.draw import Seeds, draw_sample
from aftercall.frames.engine import DuckDBWorkspace
from aftercall.frames.rules import FrameRules

ROWS = 20_000


@dataclass(frozen=True)
class Outcome:
    """Bytes of frame and sample, the flow without its deliveries, and the ids of possible matches."""

    frame: bytes
    sample: bytes
    flow: dict[str, Any]
    possible_matches: frozenset[str]


def _with_threads(self: DuckDBWorkspace, begin: Any, threads: int) -> None:
    begin(self)
    self.connection.execute(f"SET threads = {threads}")
    assert self.connection.execute("SELECT current_setting('threads')").fetchall() == [(threads,)]


def _outcome(folder: Path, files: list[pa.Table], threads: int, patch: pytest.MonkeyPatch) -> Outcome:
    folder.mkdir()
    paths = [folder / f"extract-{at}.csv" for at in range(len(files))]
    for path, table in zip(paths, files, strict=True):
        arrow_csv.write_csv(table, path)
    with patch.context() as patched:
        patched.setattr(DuckDBWorkspace, "__init__", partialmethod(_with_threads, DuckDBWorkspace.__init__, threads))
        build_frame(paths, out=folder / "frame", rules=FrameRules(), as_of=date(2026, 1, 1))
        design = SampleDesign(fraction=Fraction(15, 100))
        draw_sample(folder / "frame", seeds=Seeds.of(b"seed"), design=design, out=folder / "sample")
    flow = json.loads((folder / "frame" / "flow.json").read_text())
    del flow["deliveries"]
    possible_matches = (folder / "frame" / "doubtful.csv").read_text().splitlines()
    return Outcome(
        (folder / "frame" / "frame.parquet").read_bytes(),
        (folder / "sample" / "sample.parquet").read_bytes(),
        flow,
        frozenset(line.split(",")[0] for line in possible_matches),
    )


def test_threads_order_and_files_make_no_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    extract, _ = generate(ROWS, seed=5, phones="drama")
    shuffled = extract.take(pa.array(np.random.default_rng(1).permutation(ROWS)))
    one_thread = _outcome(tmp_path / "one", [extract], 1, monkeypatch)
    assert one_thread.flow["repeats"] > 1000
    two_files = _outcome(tmp_path / "spread", [shuffled.slice(0, 7000), shuffled.slice(7000)], 4, monkeypatch)
    expected = (one_thread.flow, one_thread.frame, one_thread.sample)
    assert (two_files.flow, two_files.frame, two_files.sample) == expected


@pytest.mark.soak
def test_threads_make_no_difference_to_possible_matches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    extract, _ = generate(ROWS, seed=5, phones="drama")
    one, four = (_outcome(tmp_path / str(threads), [extract], threads, monkeypatch) for threads in (1, 4))
    assert four == one
