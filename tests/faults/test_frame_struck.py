"""A frame is struck while it is built: what stood there stands there still, or the new one, whole."""

import io
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from aftercall.frames import commands
from aftercall.frames.build import STEP_WORDS, STEPS
from aftercall.frames.engine import DuckDBWorkspace

type Told = dict[str, Any]


@pytest.fixture(scope="module")
def endings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Told]]:
    """What every child left behind, by the way it was struck."""
    # Threads of the libraries' own would make a fork unsafe; one that only gives memory back remains.
    environment = os.environ | {"PYTHONPATH": f"src{os.pathsep}.", "OPENBLAS_NUM_THREADS": "1"}
    program = ["-W", "ignore::DeprecationWarning", "-m", "tests.faults.striking_frame"]
    done = subprocess.run(
        [sys.executable, *program, str(tmp_path_factory.mktemp("struck"))],
        cwd=Path(__file__).parents[2],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    told: dict[str, list[Told]] = json.loads(done.stdout)
    return told


def test_killed_at_fifty_random_moments_never_a_partial_folder(endings: dict[str, list[Told]]) -> None:
    killed = endings["killed"]
    assert [child["code"] for child in killed] == [-9] * 50
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


def test_interrupted_within_a_query_it_is_an_interruption() -> None:
    """The engine makes an error of its own of it."""
    # A shell makes its background jobs deaf to Ctrl-C, and so might this one be.
    former = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            _query_until_interrupted()
    finally:
        signal.signal(signal.SIGINT, former)


def _query_until_interrupted() -> None:
    threading.Timer(0.3, signal.pthread_kill, (threading.main_thread().ident, signal.SIGINT)).start()
    with DuckDBWorkspace() as workspace:
        while True:
            workspace.connection.execute("SELECT count(*) FROM range(200000000) WHERE hash(range) = 0")


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
    with commands._progress() as progress:
        for done in range(1, STEPS + 1):
            progress(done, STEPS)
    assert not terminal.getvalue()
