"""A program that kills or interrupts frame builds, or limits their files. It is separate because it forks a child for
each build.

`python -m tests.faults.interrupted_frame FOLDER KILLS` prints, for each kind of fault, what every child left behind.
The children run the console command. Moments are fractions of the CPU time of an uninterrupted build, so that they also
fall within the engine's work, however busy the machine is.
"""

import json
import os
import pty
import random
import resource
import shutil
import signal
import sys
import termios
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
from tests.faults.interrupted_draw import content
from tests.frames.people import person, stranger, write_csv

from aftercall.cli.__main__ import main as aftercall
from aftercall.frames import frame_commands

_KINDS = ("former", "new")
_INTERRUPTIONS = 6

type Outcome = dict[str, Any]


def main(folder: Path, kills: int) -> None:
    """Run every kind of fault, and print the outcomes."""
    # Shells make background jobs ignore Ctrl-C, and this may be one.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # Threads would make a fork unsafe. Expressions compiled before the fork need not be compiled in every child.
    duckdb.connect = partial(_connect_single_threaded, duckdb.connect)
    for number, kind in enumerate(_KINDS):
        _write_extract(folder, kind, number)
        _quietly(lambda kind=kind: _build(folder, kind, folder / kind))  # type: ignore[misc]
    duration = _run(folder, None)["cpu"]
    faults = {
        "killed": _killed(folder, duration, kills),
        "interrupted": _interrupted(folder, duration),
        "disk-full": _disk_full(folder),
        "watched": _watched(folder),
    }
    print(json.dumps({fault: list(outcomes) for fault, outcomes in faults.items()}))


def _connect_single_threaded(connect: Callable[..., Any], *arguments: Any, config: dict[str, Any], **named: Any) -> Any:
    return connect(*arguments, config=config | {"threads": 1}, **named)


def _write_extract(folder: Path, kind: str, number: int) -> None:
    rows = [stranger(each, crime_ref=f"{kind}-{each}-{event}") for each in range(400) for event in "ab"]
    rows += [person(each, flags="deceased" if each == number else "") for each in range(20)]
    rows += [stranger(500 + each, reported_on="soon") for each in range(30)]
    write_csv(folder / f"{kind}.csv", rows)


def _build(folder: Path, kind: str, out: Path) -> None:
    sys.argv = ["aftercall", "frame", "build", str(folder / f"{kind}.csv"), "--out", str(out), "--as-of", "2025-03-01"]
    aftercall()


def _quietly(job: Callable[[], None]) -> None:
    stdout = sys.stdout
    with Path(os.devnull).open("w", encoding="utf-8") as sys.stdout:
        job()
    sys.stdout = stdout


def _killed(folder: Path, duration: float, kills: int) -> Iterator[Outcome]:
    """Kill at the start, at random moments, and at the end. duration: CPU seconds of an uninterrupted build."""
    rng = random.Random(7)
    fractions = [(number + rng.random()) / (kills - 2) for number in range(kills - 2)]
    for fraction in (0, *fractions, 2):
        yield _run(folder, signal.SIGKILL, fraction * duration)


def _interrupted(folder: Path, duration: float) -> Iterator[Outcome]:
    """Interrupt in the first two thirds, because a later signal might find the work done."""
    for number in range(_INTERRUPTIONS):
        yield _run(folder, signal.SIGINT, (number + 0.5) / _INTERRUPTIONS * duration * 2 / 3)


def _disk_full(folder: Path) -> Iterator[Outcome]:
    """A limit one byte below the size of one of the files has the effect of a full disk."""
    sizes = sorted({len(data) for data in content(folder / "new").values()})
    for size in (sizes[0], sizes[-3], sizes[-2], sizes[-1]):
        yield _run(folder, None, limit=size - 1)


def _watched(folder: Path) -> Iterator[Outcome]:
    """Build slowly with standard error on a terminal, then in a pipe."""
    yield _run(folder, None, pause=0.5, terminal=True)
    yield _run(folder, None, pause=0.5)


def _run(
    folder: Path,
    sent: signal.Signals | None,
    after: float = 0,
    *,
    limit: int | None = None,
    pause: float = 0,
    terminal: bool = False,
) -> Outcome:
    """Build over a former frame, in a child that sends itself a signal after this many CPU seconds. limit: the size of
    files in bytes; pause: seconds after each step."""
    out = folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(folder / "former", out)
    errors = pty.openpty() if terminal else os.pipe()
    if terminal:
        termios.tcsetwinsize(errors[1], (24, 80))
    steps = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(errors[1], 2)
        _child(lambda: _build(folder, "new", out), steps[1], pause, limit, sent, after)
    os.close(errors[1])
    os.close(steps[1])
    printed = _read_all(errors[0])
    _, status, used = os.wait4(child, 0)
    return {
        "found": next((kind for kind in _KINDS if content(out) == content(folder / kind)), "something else"),
        "left": len(list(folder.glob(".out.*"))),
        "steps": len(_read_all(steps[0])),
        "code": os.waitstatus_to_exitcode(status),
        "printed": printed.decode(),
        "cpu": used.ru_utime + used.ru_stime,
    }


def _child(
    job: Callable[[], None], steps: int, pause: float, limit: int | None, sent: signal.Signals | None, after: float
) -> None:
    """Run the job and exit. A child that is to be killed waits for the signal after finishing its work."""
    code = 70
    done = threading.Event()
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        frame_commands.build_frame = partial(_reporting, frame_commands.build_frame, steps, pause)
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        if sent:
            threading.Thread(target=_send_to_self, args=(sent, after, done), daemon=True).start()
        job()
        code = 0
    except SystemExit as ended:
        code = int(ended.code or 0)
    except BaseException:  # noqa: BLE001 - a defect, to be seen in what the child printed
        traceback.print_exc()
    finally:
        done.set()
        while sent == signal.SIGKILL:
            signal.pause()
        sys.stderr.flush()
        os._exit(code)  # a child must not continue as its parent


def _send_to_self(sent: signal.Signals, after: float, done: threading.Event) -> None:
    """Send the signal once this process has used this many CPU seconds, or is done."""
    while time.process_time() < after and not done.wait(0.002):
        pass
    if sent == signal.SIGKILL or not done.is_set():
        os.kill(os.getpid(), sent)


def _reporting(
    build: Callable[..., Any], steps: int, pause: float, *arguments: Any, progress: Any, **named: Any
) -> Any:
    def report(done: int, of: int) -> None:
        os.write(steps, b".")
        time.sleep(pause)
        progress(done, of)

    return build(*arguments, progress=report, **named)


def _read_all(descriptor: int) -> bytes:
    content = b""
    with os.fdopen(descriptor, "rb", buffering=0) as file:
        while block := _block(file):
            content += block
    return content


def _block(file: Any) -> bytes:
    try:
        return bytes(file.read(4096))
    except OSError:  # at the end of a terminal's output
        return b""


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
