"""Whether a worker process is alive, found without timeouts: each holds a lock that the kernel releases when it ends.

The lock is on a file in AFTERCALL_HOME, so every process on this machine can see it, but none elsewhere.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings


@contextmanager
def hold_lock(worker: str) -> Iterator[None]:
    """Show this worker as alive until the block, or the process, ends."""
    _folder().mkdir(parents=True, exist_ok=True)
    _remove_dead()
    handle = _lock(_folder() / worker)
    try:
        yield
    finally:
        (_folder() / worker).unlink(missing_ok=True)
        os.close(handle)


def is_alive(worker: str) -> bool:
    """Whether this worker's process is still running."""
    return _is_locked(_folder() / worker)


def any_alive() -> bool:
    """Whether any worker is running."""
    return any(_is_locked(path) for path in _folder().glob("*"))


def _folder() -> Path:
    return Path(settings.HOME) / "workers"


def _lock(path: Path) -> int:
    """Lock the file, and create it again if another worker removed it, as a dead worker's, before it was locked."""
    while True:
        handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
        fcntl.flock(handle, fcntl.LOCK_EX)
        if path.exists():
            return handle
        os.close(handle)


def _remove_dead() -> None:
    for path in _folder().glob("*"):
        with _unlocked(path) as is_dead:
            if is_dead:
                path.unlink(missing_ok=True)


def _is_locked(path: Path) -> bool:
    with _unlocked(path) as is_dead:
        return not is_dead


@contextmanager
def _unlocked(path: Path) -> Iterator[bool]:
    """Whether no worker holds this file; none can take it inside the block."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        yield True
        return
    try:
        yield _try_shared_lock(handle)
    finally:
        os.close(handle)


def _try_shared_lock(handle: int) -> bool:
    """Whether the file was free. The lock is shared, so that two processes that check at the same time do not
    mistake each other for a worker."""
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
