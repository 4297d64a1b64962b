"""Whether a worker process is alive, known without a clock: each holds a lock that the kernel releases when it ends.

The lock is on a file in AFTERCALL_HOME, so it is seen by every process on this machine and by none elsewhere.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings


@contextmanager
def held(worker: str) -> Iterator[None]:
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
    """Whether the process of this worker still runs."""
    return _is_locked(_folder() / worker)


def any_alive() -> bool:
    """Whether a worker runs at all."""
    return any(_is_locked(path) for path in _folder().glob("*"))


def _folder() -> Path:
    return Path(settings.HOME) / "workers"


def _lock(path: Path) -> int:
    """Lock the file. Until then another worker may take it for a dead one's and remove it; then make it again."""
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
        yield _share(handle)
    finally:
        os.close(handle)


def _share(handle: int) -> bool:
    """Take a shared lock where the file is free: two processes that look at once do not take each other for a
    worker."""
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
