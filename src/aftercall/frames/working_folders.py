"""Private folders for what one process works with and must not stay: in memory where the machine offers that. They are
locked, so that those of a killed process are found and removed by the next one."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aftercall.frames.locked_folders import create_locked_folder, remove_abandoned

SPARK, SAV = "aftercall-spark-", "aftercall-sav-"


class WorkingFolder:
    """A folder of this process, until it is removed. prefix: of its name, SPARK or SAV. parent: a folder that other
    machines share, where nothing is removed: their locks may not be seen here."""

    def __init__(self, prefix: str, parent: Path | None = None) -> None:
        if parent is None:
            remove_abandoned_folders()
        self.path = (parent or _parent()) / f"{prefix}{secrets.token_hex(8)}"
        self._lock = create_locked_folder(self.path)

    def remove(self) -> None:
        """Remove it with all that is in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self._lock)


@contextmanager
def working_folder(prefix: str) -> Iterator[Path]:
    """A folder for the block."""
    folder = WorkingFolder(prefix)
    try:
        yield folder.path
    finally:
        folder.remove()


def remove_abandoned_folders() -> None:
    """Remove the folders of killed processes."""
    for prefix in (SPARK, SAV):
        remove_abandoned(_parent().glob(f"{prefix}*"))


def _parent() -> Path:
    memory = Path("/dev/shm")  # noqa: S108 - chosen because it is memory; the folder in it is private
    return memory if os.access(memory, os.W_OK) else Path(tempfile.gettempdir())
