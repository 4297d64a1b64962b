"""A program that kills or interrupts draws at chosen moments. It is separate because it forks a child for each moment.

A moment is given as the number of Python and C calls that the draw has made by then. The program prints, for every
moment that was tried, what the output folder contained afterwards.
Usage: python -m tests.faults.interrupted_draw FOLDER FAULT KILLS
"""

import json
import os
import random
import resource
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import ibis

from aftercall.cli.__main__ import reraise_interrupt
from aftercall.errors import BadInput
from aftercall.frames import folders
from aftercall.frames.design import SampleDesign
from aftercall.frames.draw import Seeds, draw_sample
from aftercall.frames.engine import compiled
from aftercall.frames.swapping import atomic_replace

_DESIGN = SampleDesign(fraction=Fraction(1, 2))
_SEEDS = {"former": b"former", "new": b"new"}


def main(folder: Path, fault: str, kills: int) -> None:
    """Cause the fault, and print for each child: the contents of the output folder, how many folders remain beside it,
    and how the child ended."""
    # Shells make background jobs ignore Ctrl-C, and this may be one.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.unraisablehook = reraise_interrupt  # as the command does
    # Import now what a draw would import late, because an interrupt during a Python import can be lost.
    compiled(ibis.table({"a": "int64"}, name="t").order_by("a"))
    for name in _SEEDS:
        in_child(lambda name=name: _draw(folder, name, folder / name))  # type: ignore[misc]
    faults: dict[str, Callable[[], Iterator[list[object]]]] = {
        "killed": lambda: _killed(folder, kills),
        "killed-at-the-swap": lambda: _killed_at_the_swap(folder),
        "interrupted": lambda: _interrupted(folder),
        "disk-full": lambda: _disk_full(folder),
    }
    print(json.dumps(list(faults[fault]())))


def _killed(folder: Path, kills: int) -> Iterator[list[object]]:
    yield from _at_moments(folder, signal.SIGKILL, sorted(random.Random(7).sample(range(1, _calls(folder)), kills)))


def _killed_at_the_swap(folder: Path) -> Iterator[list[object]]:
    """Kill at moments from the start of the swap to the removal of the former output, counted from that start."""
    for moment in range(1, 260, 20):
        yield _after(folder, lambda moment=moment: _draw_killed_at_the_swap(folder, moment))  # type: ignore[misc]


def _interrupted(folder: Path) -> Iterator[list[object]]:
    yield from _at_moments(folder, signal.SIGINT, sorted(random.Random(8).sample(range(1, _calls(folder)), 10)))


def _disk_full(folder: Path) -> Iterator[list[object]]:
    """Limit the size of files, which has the effect of a full disk."""
    for limit in (0, 1000):
        yield _after(folder, lambda limit=limit: _draw_limited(folder, limit))  # type: ignore[misc]


def _at_moments(folder: Path, sent: signal.Signals, moments: range | list[int]) -> Iterator[list[object]]:
    for moment in moments:
        yield _after(folder, lambda moment=moment: _signalled_draw(folder, sent, moment))  # type: ignore[misc]


def _after(folder: Path, job: Callable[[], None]) -> list[object]:
    out = folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(folder / "former", out)
    ended = in_child(job)
    return [_found(folder, out), len(list(folder.glob(".out.*"))), ended]


def _found(folder: Path, out: Path) -> str:
    for name in _SEEDS:
        if content(out) == content(folder / name):
            return name
    return "something else"


def content(folder: Path) -> dict[str, bytes]:
    """The contents of a folder: bytes by file name."""
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


def _draw(folder: Path, name: str, out: Path) -> None:
    draw_sample(folder / "frame", seeds=Seeds.of(_SEEDS[name]), design=_DESIGN, out=out)


def _signalled_draw(folder: Path, sent: signal.Signals, moment: int) -> None:
    _signal_at(sent, moment)
    _draw(folder, "new", folder / "out")


def _draw_killed_at_the_swap(folder: Path, moment: int) -> None:
    def replace_while_killed(new: Path, out: Path) -> None:
        _signal_at(signal.SIGKILL, moment)
        atomic_replace(new, out)

    folders.atomic_replace = replace_while_killed
    _draw(folder, "new", folder / "out")


def _signal_at(sent: signal.Signals, moment: int) -> None:
    calls_left = moment

    def count(*_: object) -> None:
        nonlocal calls_left
        calls_left -= 1
        if calls_left == 0:
            signal.raise_signal(sent)

    sys.setprofile(count)


def _draw_limited(folder: Path, limit: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    _draw(folder, "new", folder / "out")


def _calls(folder: Path) -> int:
    """How many calls an uninterrupted draw makes."""
    read, write = os.pipe()

    def job() -> None:
        calls = 0

        def count(*_: object) -> None:
            nonlocal calls
            calls += 1

        shutil.copytree(folder / "former", folder / "counted")
        sys.setprofile(count)
        _draw(folder, "new", folder / "counted")
        sys.setprofile(None)
        os.write(write, str(calls).encode())

    in_child(job)
    return int(os.read(read, 20))


def in_child(job: Callable[[], None]) -> str:
    """Run the job in a child. Returns how it ended: done, refused with its message, interrupted or killed."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(write, _ending(job).encode())
        os._exit(0)
    os.close(write)
    os.waitpid(child, 0)
    with os.fdopen(read, "rb") as report:
        return report.read().decode() or "killed"


def _ending(job: Callable[[], None]) -> str:
    try:
        job()
    except BadInput as error:
        return f"refused: {error}"
    except KeyboardInterrupt:
        return "interrupted"
    except BaseException as error:  # noqa: BLE001 - a child must not continue as its parent
        return f"failed: {error!r}"
    finally:
        sys.setprofile(None)
    return "done"


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
