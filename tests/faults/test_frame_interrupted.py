"""A build that is killed, interrupted or out of disk space leaves either the former frame or the complete new one."""

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
from aftercall.frames.building.progress import STEP_COUNT, STEP_LABELS
from aftercall.synthetic.generate import generate_extracts

type Outcome = dict[str, Any]


@pytest.fixture(scope="module", params=quick_and_soak(8, 50))
def outcomes(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> dict[str, list[Outcome]]:
    """What every child left behind, by kind of fault. The parameter is the number of kills."""
    # Library threads would make a fork unsafe; the one that remains only releases memory.
    environment = os.environ | {"PYTHONPATH": f"src{os.pathsep}.", "OPENBLAS_NUM_THREADS": "1"}
    program = ["-W", "ignore::DeprecationWarning", "-m", "tests.faults.interrupted_frame"]
    done = subprocess.run(
        [sys.executable, *program, str(tmp_path_factory.mktemp("interrupted")), str(request.param)],
        cwd=Path(__file__).parents[2],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    found: dict[str, list[Outcome]] = json.loads(done.stdout)
    return found


def test_a_kill_at_a_random_moment_leaves_no_partial_folder(outcomes: dict[str, list[Outcome]]) -> None:
    killed = outcomes["killed"]
    assert {child["code"] for child in killed} == {-9}
    assert {child["found"] for child in killed} <= {"former", "new"}
    # The new frame can exist only after its last file, flow.json, is written, in the last step but one.
    assert min((child["steps"] for child in killed if child["found"] == "new"), default=STEP_COUNT) >= STEP_COUNT - 1
    # The next run removes the abandoned folder.
    assert max(child["left"] for child in killed) == 1
    assert len({child["steps"] for child in killed}) >= 3, "the moments fell into too few of the steps"


def test_an_interrupt_is_reported_and_leaves_nothing_half_written(outcomes: dict[str, list[Outcome]]) -> None:
    interrupted = outcomes["interrupted"]
    stopped = [child for child in interrupted if child["code"] == 130]
    assert len(stopped) >= len(interrupted) // 2
    for child in stopped:
        assert child["printed"].strip() == "aftercall: stopped; nothing was left half written"
    for child in interrupted:
        assert (child["found"], child["code"]) in {("former", 130), ("new", 130), ("new", 0)}, child["printed"]
        assert child["left"] == 0


def _python(program: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run a program in a separate process, with a timeout."""
    return subprocess.run(
        # Shells make background jobs ignore Ctrl-C, and this may be one.
        [sys.executable, "-c", f"import signal\nsignal.signal(2, signal.default_int_handler)\n{program}", *arguments],
        env=os.environ | {"PYTHONPATH": "src"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


# Interrupts itself as soon as the engine reports progress on a query that would take hours.
ENDLESS_QUERY = """
import os
from aftercall.frames import watching
from aftercall.frames.engine import open_workspace
watching._TICK = 0.05
query = "SELECT count(*) FROM range(1000000000000) WHERE hash(range) = 0"
def work(run):
    with open_workspace("here") as workspace:
        workspace.watch.report_to(lambda share: os.kill(os.getpid(), 2) if share is not None else None)
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
def test_an_interrupt_stops_a_query_at_once(run: str) -> None:
    done = _python(ENDLESS_QUERY.replace("RUN", run))
    assert (done.returncode, done.stdout, done.stderr) == (0, "interrupted\n", "")


# Runs the console command, prints the number of each completed step, and interrupts itself in the step after number
# `sys.argv[1]`.
INTERRUPTED_STEP = """
import os, sys
from aftercall.cli.__main__ import main
from aftercall.frames import frame_commands, watching
watching._TICK = 0.05
build, last, ended = frame_commands.build_frame, int(sys.argv.pop(1)), 0
def reporting(*extracts, progress, tick, **named):
    def step(done, steps):
        global ended
        ended = done
        print(done, flush=True)
        progress(done, steps)
    def interrupt(share):
        tick(share)
        if ended == last and share != 0 and globals().get("reached", True):
            os.kill(os.getpid(), 2)
    return build(*extracts, progress=step, tick=interrupt, **named)
frame_commands.build_frame = reporting
main()
"""


# Before the program above: makes clustering, which runs outside the engine, endless, and moves the interrupt into it.
ENDLESS_CLUSTERING = """
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
    """Enough rows for every major step to take many progress ticks."""
    folder = tmp_path_factory.mktemp("long")
    generate_extracts(folder / "extracts", seed=3, rows=120_000, months=1)
    [extract] = (folder / "extracts").glob("*.csv")
    return extract


@pytest.mark.parametrize(("step", "prelude"), [(0, ""), (2, ""), (2, ENDLESS_CLUSTERING), (4, "")])
def test_an_interrupt_stops_a_step_at_once(step: int, prelude: str, long_extract: Path, tmp_path: Path) -> None:
    arguments = [
        "frame",
        "build",
        str(long_extract),
        "--out",
        str(tmp_path / "frame"),
        "--as-of",
        "2025-06-01",
        "--json",
    ]
    done = _python(prelude + INTERRUPTED_STEP, str(step), *arguments)
    assert (done.returncode, done.stderr.strip()) == (130, "aftercall: stopped; nothing was left half written")
    assert done.stdout.split() == [str(number) for number in range(1, step + 1)]
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_reported_in_one_line_and_the_former_frame_remains(outcomes: dict[str, list[Outcome]]) -> None:
    assert len(outcomes["disk-full"]) == 4
    for child in outcomes["disk-full"]:
        assert (child["code"], child["found"], child["left"]) == (2, "former", 0)
        [line] = child["printed"].splitlines()
        assert line.startswith("aftercall: ")
        assert "check that the disk has room" in line or "could not be written" in line
    # Some failed when writing the first file, and some when writing the last.
    assert {child["steps"] for child in outcomes["disk-full"]} >= {0, STEP_COUNT - 1}


def test_a_long_build_shows_a_progress_bar_on_a_terminal_but_not_in_a_pipe(outcomes: dict[str, list[Outcome]]) -> None:
    on_terminal, in_pipe = outcomes["watched"]
    assert (on_terminal["code"], in_pipe["code"]) == (0, 0)
    assert STEP_LABELS[-1] in on_terminal["printed"]
    assert f"{STEP_COUNT - 1}/{STEP_COUNT}" in on_terminal["printed"]
    assert not in_pipe["printed"]


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_short_build_shows_no_progress_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with frame_commands._bar(delay=3600) as bar:
        for done in range(1, STEP_COUNT + 1):
            bar.tick(0.5)
            bar.step(done, STEP_COUNT)
    assert not terminal.getvalue()


def test_the_progress_bar_shows_every_step_however_short(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with frame_commands._bar(delay=0) as bar:
        for done in range(1, STEP_COUNT + 1):
            bar.tick(0.5)
            bar.step(done, STEP_COUNT)
    shown = terminal.getvalue()
    assert [label for label in STEP_LABELS if label not in shown] == []
    assert all(f"| {done}/{STEP_COUNT} " in shown for done in range(STEP_COUNT + 1))
