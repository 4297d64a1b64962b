"""Whether a worker process is alive: each keeps a folder in AFTERCALL_HOME locked (see frames.locked_folders).

Only processes on the same machine can see the lock.
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
    remove_abandoned(_worker_folders())
    lock = create_locked_folder(_workers_home() / worker)
    try:
        yield
    finally:
        shutil.rmtree(_workers_home() / worker, ignore_errors=True)
        os.close(lock)


def is_alive(worker: str) -> bool:
    """Whether this worker's process is still running."""
    return not is_abandoned(_workers_home() / worker)


def any_alive() -> bool:
    """Whether any worker is running."""
    return not all(is_abandoned(folder) for folder in _worker_folders())


def _worker_folders() -> list[Path]:
    return list(_workers_home().glob("*"))


def _workers_home() -> Path:
    return Path(settings.HOME) / "workers"
