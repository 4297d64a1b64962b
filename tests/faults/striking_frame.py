"""A frame that is struck while it is built: run as a program, because a child is forked for every blow.

`python -m tests.faults.striking_frame FOLDER KILLS` prints, for each way of striking, what every child left behind.
Children run the console command itself. Moments are shares of the CPU time that an undisturbed one takes, so that they
fall into the engine's own work as well as between two calls, however busy the machine is.
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
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
from tests.faults.striking import content
from tests.frames.people import person, stranger, write_csv

from aftercall.cli.__main__ import main as aftercall
from aftercall.frames import frame_commands

_KINDS = ("former", "new")
_INTERRUPTIONS = 6

type Told = dict[str, Any]


def main(folder: Path, kills: int) -> None:
    """Strike in every way, and print what was left."""
    # A shell makes its background jobs deaf to Ctrl-C, and so would this one be.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # Threads would make a fork unsafe. What was put together once for the engine need not be so in every child.
    duckdb.connect = partial(_connect_alone, duckdb.connect)
    for number, kind in enumerate(_KINDS):
        _write_extract(folder, kind, number)
        _quietly(lambda kind=kind: _build(folder, kind, folder / kind))  # type: ignore[misc]
    whole = _struck(folder, None)["cpu"]
    ways = {
        "killed": _killed(folder, whole, kills),
        "interrupted": _interrupted(folder, whole),
        "disk-full": _disk_full(folder),
        "watched": _watched(folder),
    }
    print(json.dumps({how: list(endings) for how, endings in ways.items()}))


def _connect_alone(connect: Callable[..., Any], *arguments: Any, config: dict[str, Any], **named: Any) -> Any:
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
    kept = sys.stdout
    with Path(os.devnull).open("w", encoding="utf-8") as sys.stdout:
        job()
    sys.stdout = kept


def _killed(folder: Path, whole: float, kills: int) -> Iterator[Told]:
    """At once, at random moments, and when all is done. `whole`: the CPU seconds of one that nobody strikes."""
    chance = random.Random(7)
    shares = [(number + chance.random()) / (kills - 2) for number in range(kills - 2)]
    for share in (0, *shares, 2):
        yield _struck(folder, signal.SIGKILL, share * whole)


def _interrupted(folder: Path, whole: float) -> Iterator[Told]:
    """In the first two thirds: later ones might come when all is done."""
    for number in range(_INTERRUPTIONS):
        yield _struck(folder, signal.SIGINT, (number + 0.5) / _INTERRUPTIONS * whole * 2 / 3)


def _disk_full(folder: Path) -> Iterator[Told]:
    """No file may grow beyond a byte less than one of them needs: for the program that is a full disk."""
    sizes = sorted({len(held) for held in content(folder / "new").values()})
    for size in (sizes[0], sizes[-3], sizes[-2], sizes[-1]):
        yield _struck(folder, None, limit=size - 1)


def _watched(folder: Path) -> Iterator[Told]:
    """A run that takes its time, on a terminal and in a pipe."""
    yield _struck(folder, None, rest=0.5, terminal=True)
    yield _struck(folder, None, rest=0.5)


def _struck(
    folder: Path,
    blow: signal.Signals | None,
    after: float = 0,
    *,
    limit: int | None = None,
    rest: float = 0,
    terminal: bool = False,
) -> Told:
    """One child, where a former frame stands; struck when it has worked for `after` CPU seconds."""
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
        _live(lambda: _build(folder, "new", out), steps[1], rest, limit, blow, after)
    os.close(errors[1])
    os.close(steps[1])
    said = _everything(errors[0])
    _, status, used = os.wait4(child, 0)
    return {
        "stands": next((kind for kind in _KINDS if content(out) == content(folder / kind)), "something else"),
        "left": len(list(folder.glob(".out.*"))),
        "steps": len(_everything(steps[0])),
        "code": os.waitstatus_to_exitcode(status),
        "said": said.decode(),
        "cpu": used.ru_utime + used.ru_stime,
    }


def _live(
    job: Callable[[], None], steps: int, rest: float, limit: int | None, blow: signal.Signals | None, after: float
) -> None:
    """The child's whole life. One that is to be killed waits for it when its work is done."""
    code = 70
    done = threading.Event()
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        frame_commands.build_frame = partial(_telling, frame_commands.build_frame, steps, rest)
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        if blow:
            threading.Thread(target=_strike, args=(blow, after, done), daemon=True).start()
        job()
        code = 0
    except SystemExit as ended:
        code = int(ended.code or 0)
    finally:
        done.set()
        while blow == signal.SIGKILL:
            signal.pause()
        sys.stderr.flush()
        os._exit(code)  # a child must not go on as its parent


def _strike(blow: signal.Signals, after: float, done: threading.Event) -> None:
    """This process, when it has used so many CPU seconds or is done."""
    while time.process_time() < after and not done.wait(0.002):
        pass
    if blow == signal.SIGKILL or not done.is_set():
        os.kill(os.getpid(), blow)


def _telling(build: Callable[..., Any], steps: int, rest: float, *arguments: Any, progress: Any, **named: Any) -> Any:
    def tell(done: int, of: int) -> None:
        os.write(steps, b".")
        time.sleep(rest)
        progress(done, of)

    return build(*arguments, progress=tell, **named)


def _everything(handle: int) -> bytes:
    held = b""
    with os.fdopen(handle, "rb", buffering=0) as file:
        while block := _block(file):
            held += block
    return held


def _block(file: Any) -> bytes:
    try:
        return bytes(file.read(4096))
    except OSError:  # so a terminal says that nobody writes to it any more
        return b""


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
