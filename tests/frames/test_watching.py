"""How far it has come is said while a query runs, and how much of the extracts has been read."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.frames.conftest import Build
from tests.frames.people import stranger, write_csv

from aftercall.frames import frame_commands, watching
from aftercall.frames.build import STEP_WORDS, STEPS
from aftercall.frames.engine import DuckDBWorkspace
from aftercall.frames.reading.share import share_read
from aftercall.frames.reading.source import Source


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that no test waits for half a second."""
    monkeypatch.setattr(watching, "_TICK", 0.005)


class _Told(list[float | None]):
    """Everything that a tick told; `again` waits for one that begins from now on."""

    def __init__(self) -> None:
        self.told = threading.Event()

    def tick(self, share: float | None) -> None:
        self.append(share)
        self.told.set()

    def again(self) -> None:
        for _ in ("the one under way", "the next"):
            self.told.clear()
            assert self.told.wait(600)


def test_a_running_query_says_how_far_it_is() -> None:
    told = _Told()
    with DuckDBWorkspace() as workspace:
        workspace.watch.tell(told.tick)
        while not any(told):
            workspace.connection.execute("SELECT count(*) FROM range(50000000) WHERE hash(range) = 0")
    assert all(share is None or 0 <= share <= 1 for share in told)


def test_nobody_is_told_once_it_has_ended() -> None:
    told = _Told()
    with DuckDBWorkspace() as workspace:
        workspace.watch.tell(told.tick)
        told.again()
    before = len(told)
    assert not any(thread.name == "aftercall-watch" for thread in threading.enumerate())
    assert len(told) == before


def test_who_can_no_longer_be_told_is_let_alone() -> None:
    told = _Told()

    def gone(share: float | None) -> None:
        told.tick(share)
        raise BrokenPipeError

    with DuckDBWorkspace() as workspace:
        workspace.watch.tell(gone)
        assert told.told.wait(600)
        workspace.watch.tell(told.tick)
        told.again()


def test_it_watches_in_any_thread() -> None:
    """A request that draws a sample runs in a thread of the server, where no signal is heard."""
    told = _Told()

    def work() -> None:
        with DuckDBWorkspace() as workspace:
            workspace.watch.tell(told.tick)
            told.again()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert told


def test_every_step_shows_that_it_lives(build: Build) -> None:
    told = _Told()
    lives: list[int] = []

    def step(done: int, steps: int) -> None:
        told.clear()
        if done < steps:
            told.again()
            lives.append(done)
            assert set(told) == {None}
        else:
            told.told.clear()
            assert not told.told.wait(0.2)

    build([stranger(1)], progress=step, tick=told.tick)
    assert lives == [*range(1, STEPS)]


def test_what_has_been_read_is_told_file_by_file(build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of one size; each is told of before it is read."""
    files = [write_csv(tmp_path / f"{name}.csv", [stranger(number)]) for number, name in enumerate("abcd", start=1)]
    told, reached = _Told(), []
    begin = Source.begin

    def telling(source: Source, file: str) -> None:
        begin(source, file)
        told.again()
        reached.append(told[-1])

    monkeypatch.setattr(Source, "begin", telling)
    build(files, tick=told.tick)
    assert reached == [pytest.approx(share, abs=0.01) for share in (0, 0.25, 0.5, 0.75)]


def _shares(tmp_path: Path, *sizes: int) -> tuple[Source, Callable[[float | None], float]]:
    """A source that reads files of these sizes, and how much of them it has read, given the running query's share."""
    files = [tmp_path / f"{number}.csv" for number in range(len(sizes))]
    for file, size in zip(files, sizes, strict=True):
        file.write_bytes(bytes(size))
    source, told = Source(DuckDBWorkspace()), _Told()
    tick = share_read(files, source, told.tick)

    def share(query: float | None) -> float:
        tick(query)
        assert told[-1] is not None
        return told[-1]

    return source, share


def test_bytes_count_and_not_files(tmp_path: Path) -> None:
    source, share = _shares(tmp_path, 100, 300)
    assert share(0.5) == 0
    source.begin("0.csv")
    assert [share(None), share(0.5)] == [0, 0.125]
    source.begin("1.csv")
    assert [share(None), share(0.5)] == [0.25, 0.625]


def test_it_never_goes_back(tmp_path: Path) -> None:
    source, share = _shares(tmp_path, 100)
    source.begin("0.csv")
    assert [share(0.8), share(None), share(0.1)] == [0.8, 0.8, 0.8]


def test_where_python_reads_its_place_in_the_file_counts(tmp_path: Path) -> None:
    source, share = _shares(tmp_path, 100, 100)
    source.begin("0.csv")
    source.position = lambda: 40
    assert share(0.9) == 0.2
    with (tmp_path / "0.csv").open("rb") as file:
        source.position = file.tell
    assert share(None) == 0.5
    source.begin("1.csv")
    assert share(None) == 0.5


def test_a_file_that_is_not_there_is_for_the_reader_to_tell(tmp_path: Path) -> None:
    source = Source(DuckDBWorkspace())
    told = _Told()
    tick = share_read([tmp_path / "none.csv"], source, told.tick)
    source.begin("none.csv")
    tick(None)
    assert told == [0]


class _Drawn:
    """In place of a bar on a terminal."""

    n = 0.0
    bar_format = ""

    def update(self, by: float) -> None:
        self.n += by


def test_the_bar_moves_within_a_step_and_says_the_share_of_it() -> None:
    drawn: Any = _Drawn()
    bar = frame_commands._Bar(drawn)
    bar.tick(0.374)
    assert (drawn.n, drawn.bar_format) == (0.374, f"{STEP_WORDS[0]}, 37% |{{bar}}| 0/{STEPS} [{{elapsed}}]")
    bar.step(2, STEPS)
    bar.tick(None)
    assert (drawn.n, drawn.bar_format) == (2, f"{STEP_WORDS[2]} |{{bar}}| 2/{STEPS} [{{elapsed}}]")
    bar.step(STEPS, STEPS)
    assert drawn.bar_format.startswith("Done")
