"""Key rings of an operation that has not been committed yet.

If its process is killed, nothing will ever need them. But the database may have written what they encrypt before the
commit, and it stays in its files and their backups for a while, so they must be destroyed. Until the commit there is a
locked folder beside each ring, by which it is found when its process has ended. A ring without one is never destroyed
for want of a row: the database may have been restored from a backup.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.conf import settings

from aftercall.core import vault
from aftercall.frames.locked_folders import create_locked_folder, remove_abandoned

_NEW = "new-"


@contextmanager
def new_rings(*names: str, slots: int, in_use: Callable[[], bool]) -> Iterator[None]:
    """Create key rings for a block that commits what they encrypt; destroy them if it fails before its commit.

    in_use: whether that has been committed.
    """
    with ExitStack() as marks:
        try:
            for name in names:
                marks.enter_context(_marked_as_new(name))
                vault.create_ring(name, slots=slots)
            yield
        except BaseException:
            if not in_use():
                for name in names:
                    vault.destroy_ring(name)
            raise


@contextmanager
def _marked_as_new(name: str) -> Iterator[None]:
    folder = Path(settings.KEYS_DIR) / f"{_NEW}{name}"
    lock_fd = create_locked_folder(folder)
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock_fd)


def destroy_abandoned_rings(*, in_use: Callable[[str], bool]) -> None:
    """Destroy the new rings of processes that were killed before their commit. in_use: whether anything that has been
    committed needs the ring of this name."""

    def destroy_unless_in_use(mark: Path) -> bool:
        ring = mark.name.removeprefix(_NEW)
        if not in_use(ring):
            vault.destroy_ring(ring)
        return False

    remove_abandoned(Path(settings.KEYS_DIR).glob(f"{_NEW}*"), unless=destroy_unless_in_use)
