"""A folder of outputs appears whole or not at all: it is written beside its place and swapped into it."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from glob import escape
from pathlib import Path

from aftercall.errors import BadInput
from aftercall.frames.swapping import atomic_replace


@contextmanager
def whole_folder(out: Path, *, seal: str) -> Iterator[Path]:
    """Yield a folder to write into, and put it in the place of `out` when all went well.

    `seal` is the file written last: an `out` that holds it is a former whole output and is replaced; any other folder
    with something in it is not touched and refused with BadInput.
    """
    check_replaceable(out, seal=seal)
    with _refused(out), working_folder(out) as partial:
        yield partial
        _push_to_disk(*partial.iterdir(), partial)
        atomic_replace(partial, out)
        _push_to_disk(out.parent)


def check_replaceable(out: Path, *, seal: str) -> None:
    """Raise BadInput unless `out` is free, empty, or a former whole output."""
    if not out.exists() or (out / seal).is_file():
        return
    if not out.is_dir() or any(out.iterdir()):
        raise BadInput(f"{out}: exists and is no earlier output of this command; name another folder or remove it")


@contextmanager
def _refused(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BadInput(f"{out}: could not be written ({error.strerror or error}); nothing there was changed") from error


@contextmanager
def working_folder(out: Path) -> Iterator[Path]:
    """A folder beside `out`, locked for as long as this process lives, gone afterwards; after a swap it holds what
    was there before. What a process that was killed left there goes too."""
    out.parent.mkdir(parents=True, exist_ok=True)
    _remove_abandoned(out)
    partial, lock = _locked_folder(out)
    try:
        yield partial
    finally:
        shutil.rmtree(partial, ignore_errors=True)
        os.close(lock)


def _locked_folder(out: Path) -> tuple[Path, int]:
    """Another process may take a folder that is not locked yet for an abandoned one and remove it; then once more."""
    while True:
        partial = Path(tempfile.mkdtemp(prefix=_prefix(out), dir=out.parent))
        lock = _lock(partial)
        if lock is not None and partial.exists():
            return partial, lock


def _prefix(out: Path) -> str:
    return f".{out.name}.partial-"


def _remove_abandoned(out: Path) -> None:
    """Remove what a process that was killed left beside `out`: its lock died with it."""
    for path in out.parent.glob(f"{escape(_prefix(out))}*"):
        lock = _lock(path)
        if lock is not None:
            shutil.rmtree(path, ignore_errors=True)
            os.close(lock)


def _lock(folder: Path) -> int | None:
    """A handle that holds the folder's lock, or None where a living process holds it or the folder is gone."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle


def _push_to_disk(*paths: Path) -> None:
    for path in paths:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
