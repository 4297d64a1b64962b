"""Whether a worker process is alive: each holds a locked folder in AFTERCALL_HOME (see frames.locked_folders).

The lock is seen by every process on this machine, and by none elsewhere.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from aftercall.frames.locked_folders import create_locked_folder, is_abandoned, remove_abandoned


@contextmanager
def hold_lock(worker: str) -> Iterator[None]:
    """Show this worker as alive until the block, or the process, ends."""
    remove_abandoned(_workers())
    lock = create_locked_folder(_home() / worker)
    try:
        yield
    finally:
        shutil.rmtree(_home() / worker, ignore_errors=True)
        os.close(lock)


def is_alive(worker: str) -> bool:
    """Whether this worker's process is still running."""
    return not is_abandoned(_home() / worker)


def any_alive() -> bool:
    """Whether any worker is running."""
    return not all(is_abandoned(folder) for folder in _workers())


def _workers() -> list[Path]:
    return list(_home().glob("*"))


def _home() -> Path:
    return Path(settings.HOME) / "workers"
