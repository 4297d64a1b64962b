"""The progress of a running query, and the share of the extracts read, are reported."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.frames.conftest import Build
from tests.frames.people import stranger, write_csv

from aftercall.frames import frame_commands, watching
from aftercall.frames.building.progress import STEP_COUNT, STEP_LABELS
from aftercall.frames.engine import DuckDBWorkspace
from aftercall.frames.reading.progress import reading_progress
from aftercall.frames.reading.source import Source


@pytest.fixture(autouse=True)
def short_ticks(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that no test waits half a second for a tick."""
    monkeypatch.setattr(watching, "_TICK", 0.005)


class _Ticks(list[float | None]):
    """Every share that was reported. `wait_for_next` waits for a tick that starts from now on."""

    def __init__(self) -> None:
        self.received = threading.Event()

    def tick(self, share: float | None) -> None:
        self.append(share)
        self.received.set()

    def wait_for_next(self) -> None:
        for _ in ("the one in progress", "the next"):
            self.received.clear()
            assert self.received.wait(600)


def test_a_running_query_reports_its_progress() -> None:
    ticks = _Ticks()
    with DuckDBWorkspace() as workspace:
        workspace.watch.report_to(ticks.tick)
        while not any(ticks):
            workspace.connection.execute("SELECT count(*) FROM range(50000000) WHERE hash(range) = 0")
    assert all(share is None or 0 <= share <= 1 for share in ticks)


def test_nothing_is_reported_after_the_end() -> None:
    ticks = _Ticks()
    with DuckDBWorkspace() as workspace:
        workspace.watch.report_to(ticks.tick)
        ticks.wait_for_next()
    before = len(ticks)
    assert not any(thread.name == "aftercall-watch" for thread in threading.enumerate())
    assert len(ticks) == before


def test_a_closed_output_is_not_reported_to_again() -> None:
    ticks = _Ticks()

    def gone(share: float | None) -> None:
        ticks.tick(share)
        raise BrokenPipeError

    with DuckDBWorkspace() as workspace:
        workspace.watch.report_to(gone)
        assert ticks.received.wait(600)
        workspace.watch.report_to(ticks.tick)
        ticks.wait_for_next()


def test_it_watches_in_any_thread() -> None:
    """A request that draws a sample runs in a thread of the server, which receives no signals."""
    ticks = _Ticks()

    def work() -> None:
        with DuckDBWorkspace() as workspace:
            workspace.watch.report_to(ticks.tick)
            ticks.wait_for_next()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert ticks


def test_every_step_ticks_while_it_runs(build: Build) -> None:
    ticks = _Ticks()
    running: list[int] = []

    def step(done: int, steps: int) -> None:
        ticks.clear()
        if done < steps:
            ticks.wait_for_next()
            running.append(done)
            assert set(ticks) == {None}
        else:
            ticks.received.clear()
            assert not ticks.received.wait(0.2)

    build([stranger(1)], progress=step, tick=ticks.tick)
    assert running == [*range(1, STEP_COUNT)]


def test_the_share_read_grows_file_by_file(build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four files of equal size, with a tick before each of them is read."""
    files = [write_csv(tmp_path / f"{name}.csv", [stranger(number)]) for number, name in enumerate("abcd", start=1)]
    ticks, reached = _Ticks(), []
    start_file = Source.start_file

    def starting(source: Source, file: str) -> None:
        start_file(source, file)
        ticks.wait_for_next()
        reached.append(ticks[-1])

    monkeypatch.setattr(Source, "start_file", starting)
    build(files, tick=ticks.tick)
    assert reached == [pytest.approx(share, abs=0.01) for share in (0, 0.25, 0.5, 0.75)]


def _shares(tmp_path: Path, *sizes: int) -> tuple[Source, Callable[[float | None], float]]:
    """A source that reads files of these sizes, and the share read for a given share of the running query."""
    files = [tmp_path / f"{number}.csv" for number in range(len(sizes))]
    for file, size in zip(files, sizes, strict=True):
        file.write_bytes(bytes(size))
    source, ticks = Source(DuckDBWorkspace()), _Ticks()
    tick = reading_progress(files, source, ticks.tick)

    def share(query: float | None) -> float:
        tick(query)
        assert ticks[-1] is not None
        return ticks[-1]

    return source, share


def test_the_share_is_measured_in_bytes(tmp_path: Path) -> None:
    source, share = _shares(tmp_path, 100, 300)
    assert share(0.5) == 0
    source.start_file("0.csv")
    assert [share(None), share(0.5)] == [0, 0.125]
    source.start_file("1.csv")
    assert [share(None), share(0.5)] == [0.25, 0.625]


def test_the_share_never_decreases(tmp_path: Path) -> None:
    source, share = _shares(tmp_path, 100)
    source.start_file("0.csv")
    assert [share(0.8), share(None), share(0.1)] == [0.8, 0.8, 0.8]


def test_the_position_counts_where_python_reads(tmp_path: Path) -> None:
    source, share = _shares(tmp_path, 100, 100)
    source.start_file("0.csv")
    source.position = lambda: 40
    assert share(0.9) == 0.2
    with (tmp_path / "0.csv").open("rb") as file:
        source.position = file.tell
    assert share(None) == 0.5
    source.start_file("1.csv")
    assert share(None) == 0.5


def test_a_missing_file_is_left_to_the_reader(tmp_path: Path) -> None:
    source = Source(DuckDBWorkspace())
    ticks = _Ticks()
    tick = reading_progress([tmp_path / "none.csv"], source, ticks.tick)
    source.start_file("none.csv")
    tick(None)
    assert ticks == [0]


class _FakeBar:
    """Instead of a bar on a terminal."""

    n = 0.0
    bar_format = ""

    def update(self, by: float) -> None:
        self.n += by


def test_the_bar_moves_within_a_step_and_shows_its_share() -> None:
    shown: Any = _FakeBar()
    bar = frame_commands._Bar(shown)
    bar.tick(0.374)
    assert (shown.n, shown.bar_format) == (0.374, f"{STEP_LABELS[0]}, 37% |{{bar}}| 0/{STEP_COUNT} [{{elapsed}}]")
    bar.step(2, STEP_COUNT)
    bar.tick(None)
    assert (shown.n, shown.bar_format) == (2, f"{STEP_LABELS[2]} |{{bar}}| 2/{STEP_COUNT} [{{elapsed}}]")
    bar.step(STEP_COUNT, STEP_COUNT)
    assert shown.bar_format.startswith("Done")
