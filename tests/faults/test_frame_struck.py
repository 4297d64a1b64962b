"""A frame is struck while it is built: what stood there stands there still, or the new one, whole."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.soak import quick_and_soak

from aftercall.frames import frame_commands
from aftercall.frames.build import STEP_WORDS, STEPS
from aftercall.synthetic.generate import generate_extracts

type Told = dict[str, Any]


@pytest.fixture(scope="module", params=quick_and_soak(8, 50))
def endings(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> dict[str, list[Told]]:
    """What every child left behind, by the way it was struck; so many of them were killed."""
    # Threads of the libraries' own would make a fork unsafe; one that only gives memory back remains.
    environment = os.environ | {"PYTHONPATH": f"src{os.pathsep}.", "OPENBLAS_NUM_THREADS": "1"}
    program = ["-W", "ignore::DeprecationWarning", "-m", "tests.faults.striking_frame"]
    done = subprocess.run(
        [sys.executable, *program, str(tmp_path_factory.mktemp("struck")), str(request.param)],
        cwd=Path(__file__).parents[2],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    told: dict[str, list[Told]] = json.loads(done.stdout)
    return told


def test_killed_at_random_moments_never_a_partial_folder(endings: dict[str, list[Told]]) -> None:
    killed = endings["killed"]
    assert {child["code"] for child in killed} == {-9}
    assert {child["stands"] for child in killed} <= {"former", "new"}
    # The new one can stand there only when its last file, flow.json, has been written: after the last step but one.
    assert min((child["steps"] for child in killed if child["stands"] == "new"), default=STEPS) >= STEPS - 1
    # What a killed one leaves beside it is gone with the next run.
    assert max(child["left"] for child in killed) == 1
    assert len({child["steps"] for child in killed}) >= 3, "the moments fell into too few of the steps"


def test_interrupted_it_says_so_and_leaves_nothing_half_written(endings: dict[str, list[Told]]) -> None:
    interrupted = endings["interrupted"]
    stopped = [child for child in interrupted if child["code"] == 130]
    assert len(stopped) >= len(interrupted) // 2
    for child in stopped:
        assert child["said"].strip() == "aftercall: stopped; nothing was left half written"
    for child in interrupted:
        assert (child["stands"], child["code"]) in {("former", 130), ("new", 130), ("new", 0)}
        assert child["left"] == 0


def _python(program: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """A process of its own, which is ended should it hang."""
    return subprocess.run(
        # A shell makes its background jobs deaf to Ctrl-C, and so might this one be.
        [sys.executable, "-c", f"import signal\nsignal.signal(2, signal.default_int_handler)\n{program}", *arguments],
        env=os.environ | {"PYTHONPATH": "src"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


# Ctrl-C, as soon as the engine says that it is at work on a query that takes hours.
ENDLESS = """
import os
from aftercall.frames import watching
from aftercall.frames.engine import DuckDBWorkspace, plain_errors
watching._TICK = 0.05
query = "SELECT count(*) FROM range(1000000000000) WHERE hash(range) = 0"
def work(run):
    with DuckDBWorkspace() as workspace, plain_errors("here"):
        workspace.watch.tell(lambda share: os.kill(os.getpid(), 2) if share is not None else None)
        run(workspace.connection)
try:
    work(lambda connection: RUN)
except KeyboardInterrupt:
    print("interrupted")
"""


@pytest.mark.parametrize(
    "run",
    [
        "connection.execute(query)",
        "connection.execute(f'CREATE TABLE kept AS {query}')",
        "connection.sql(query).fetchall()",
        "connection.sql(query).to_arrow_table()",
        "connection.sql(query).to_arrow_reader(1000)",
    ],
)
def test_interrupted_within_a_query_it_does_not_wait_for_its_end(run: str) -> None:
    done = _python(ENDLESS.replace("RUN", run))
    assert (done.returncode, done.stdout, done.stderr) == (0, "interrupted\n", "")


# The console command, which says on standard output which step has ended. Ctrl-C comes in the step after `sys.argv[1]`.
INTERRUPTED = """
import os, sys
from aftercall.cli.__main__ import main
from aftercall.frames import frame_commands, watching
watching._TICK = 0.05
build, blow, ended = frame_commands.build_frame, int(sys.argv.pop(1)), 0
def telling(*extracts, progress, tick, **named):
    def step(done, steps):
        global ended
        ended = done
        print(done, flush=True)
        progress(done, steps)
    def told(share):
        tick(share)
        if ended == blow and share != 0 and globals().get("reached", True):
            os.kill(os.getpid(), 2)
    return build(*extracts, progress=step, tick=told, **named)
frame_commands.build_frame = telling
main()
"""


# The same, while persons are put together outside the engine; that it takes long is made up.
IN_NUMPY = """
import numpy as np
from aftercall.frames.recognition import clusters
def endless(*arguments):
    global reached
    reached = True
    while True:
        np.sort(np.arange(1_000_000)[::-1])
reached = False
clusters._components = endless
"""


@pytest.fixture(scope="module")
def long_extract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """So many rows that every step of some weight lasts for many queries' ticks."""
    folder = tmp_path_factory.mktemp("long")
    generate_extracts(folder / "extracts", seed=3, rows=300_000, months=1)
    [extract] = (folder / "extracts").glob("*.csv")
    return extract


@pytest.mark.parametrize(("step", "also"), [(0, ""), (2, ""), (2, IN_NUMPY), (4, "")])
def test_interrupted_within_a_step_it_does_not_wait_for_its_end(
    step: int, also: str, long_extract: Path, tmp_path: Path
) -> None:
    words = ["frame", "build", str(long_extract), "--out", str(tmp_path / "frame"), "--as-of", "2025-06-01", "--json"]
    done = _python(also + INTERRUPTED, str(step), *words)
    assert (done.returncode, done.stderr.strip()) == (130, "aftercall: stopped; nothing was left half written")
    assert done.stdout.split() == [str(ended) for ended in range(1, step + 1)]
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_in_one_line_and_what_stood_there_stays(endings: dict[str, list[Told]]) -> None:
    assert len(endings["disk-full"]) == 4
    for child in endings["disk-full"]:
        assert (child["code"], child["stands"], child["left"]) == (2, "former", 0)
        [line] = child["said"].splitlines()
        assert line.startswith("aftercall: ")
        assert "check that the disk has room" in line or "could not be written" in line
    # At the first file that is written and at the last ones.
    assert {child["steps"] for child in endings["disk-full"]} >= {0, STEPS - 1}


def test_a_longer_run_shows_a_bar_on_a_terminal_and_none_in_a_pipe(endings: dict[str, list[Told]]) -> None:
    on_terminal, in_pipe = endings["watched"]
    assert (on_terminal["code"], in_pipe["code"]) == (0, 0)
    assert STEP_WORDS[-1] in on_terminal["said"]
    assert f"{STEPS - 1}/{STEPS}" in on_terminal["said"]
    assert not in_pipe["said"]


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_short_run_shows_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with frame_commands._bar(delay=3600) as bar:
        for done in range(1, STEPS + 1):
            bar.tick(0.5)
            bar.step(done, STEPS)
    assert not terminal.getvalue()


def test_a_step_is_shown_however_soon_it_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with frame_commands._bar(delay=0) as bar:
        for done in range(1, STEPS + 1):
            bar.tick(0.5)
            bar.step(done, STEPS)
    shown = terminal.getvalue()
    assert [words for words in STEP_WORDS if words not in shown] == []
    assert all(f"| {done}/{STEPS} " in shown for done in range(STEPS + 1))
