"""Folders that stay locked while a process works in them, so that folders abandoned by a killed process can be removed.

The kernel releases a lock when the process that holds it ends, however it ends. No clock is needed.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


def create_locked_folder(folder: Path) -> int:
    """Create a folder that only this user can open, and lock it. Returns the file descriptor that holds the lock.

    Closing the descriptor, or ending every process that has it open, releases the lock. Errors: OSError, such as
    FileExistsError.
    """
    while True:
        folder.mkdir(mode=0o700, parents=True)
        # Until it is locked, another process may take it for abandoned and remove it.
        try:
            descriptor = os.open(folder, os.O_RDONLY)
        except FileNotFoundError:
            continue
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if folder.exists():
            return descriptor
        os.close(descriptor)


@contextmanager
def lock_folder(folder: Path) -> Iterator[None]:
    """Hold the lock of an existing folder during the block, waiting while another thread or process holds it.

    Errors: FileNotFoundError where the folder has been removed.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if not folder.exists():
            raise FileNotFoundError(folder.name)
        yield
    finally:
        os.close(descriptor)


def is_abandoned(folder: Path) -> bool:
    """Whether no process holds the lock of this folder, or the folder does not exist."""
    with _try_lock(folder) as locked:
        return locked or not folder.exists()


def remove_abandoned(folders: Iterable[Path], *, unless: Callable[[Path], bool] = lambda _: False) -> None:
    """Remove those of the folders whose process has ended. Folders of other users are left alone.

    `unless`: keeps a folder; called while the folder is locked, so that what its process stored last is known.
    """
    for folder in folders:
        with _try_lock(folder) as locked:
            if locked and not unless(folder):
                shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _try_lock(folder: Path) -> Iterator[bool]:
    """Hold the lock during the block. Yields False where another process holds it, or the folder can't be opened.

    It is held as a shared lock, so that two processes that look at the same time do not take each other for the owner.
    """
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except (FileNotFoundError, PermissionError):  # gone, or another user's
        yield False
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(descriptor)
