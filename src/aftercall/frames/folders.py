"""A folder of outputs appears complete or not at all: it is written next to its destination and then moved there."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from glob import escape
from pathlib import Path
from secrets import token_hex

from aftercall.errors import BadInput
from aftercall.frames.locked_folders import create_locked_folder, remove_abandoned
from aftercall.frames.swapping import atomic_replace


@contextmanager
def atomic_folder(out: Path, *, marker: str) -> Iterator[Path]:
    """Yield a folder to write to, and put it in the place of `out` if the block succeeds.

    `marker` is the file written last. An `out` that contains it is an earlier complete output and is replaced; any
    other folder that is not empty is left alone. Errors: BadInput.
    """
    check_replaceable(out, marker=marker)
    with _write_errors(out), working_folder(out) as partial:
        yield partial
        flush_to_disk(*partial.iterdir(), partial)
        atomic_replace(partial, out)
        flush_to_disk(out.parent)


def check_replaceable(out: Path, *, marker: str) -> None:
    """Raise BadInput unless `out` does not exist, is empty, or is an earlier complete output."""
    if not out.exists() or (out / marker).is_file():
        return
    if not out.is_dir() or any(out.iterdir()):
        raise BadInput(f"{out}: exists and is not an earlier output of this command; name another folder or remove it")


@contextmanager
def _write_errors(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BadInput(f"{out}: could not be written ({error.strerror or error}); nothing there was changed") from error


@contextmanager
def working_folder(out: Path) -> Iterator[Path]:
    """Yield a locked folder next to `out`, and remove it afterwards.

    Once it has been exchanged with `out`, it holds the former output. Folders that killed processes left next to `out`
    are removed too.
    """
    prefix = f".{out.name}.partial-"
    remove_abandoned(out.parent.glob(f"{escape(prefix)}*"))
    partial = out.with_name(prefix + token_hex(8))
    lock = create_locked_folder(partial)
    try:
        yield partial
    finally:
        shutil.rmtree(partial, ignore_errors=True)
        os.close(lock)


def flush_to_disk(*paths: Path) -> None:
    """Wait until these files and folders are on disk, so that they outlive a power failure."""
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
