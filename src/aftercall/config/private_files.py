"""Every file and folder of this program is readable by its owner alone: the database holds live sessions, for example.

Every command calls `restrict_new_files` first, and the processes that it starts inherit this.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def restrict_new_files() -> None:
    """From now on, let no one else read what this process and its children create."""
    os.umask(_OTHERS)


def restrict_existing(*paths: Path) -> None:
    """Let no one else read these files and folders, with all that is in them. Links are not followed, and files of
    other users are left as they are."""
    for path in paths:
        for found in _with_contents(path):
            # It may have been removed in the meantime, or belong to someone else.
            with suppress(OSError):
                _restrict(found)


def open_to_others(*paths: Path) -> Iterator[Path]:
    """Those of these files and folders, with all that is in them, that someone else can read, write or enter."""
    for path in paths:
        for found in _with_contents(path):
            with suppress(FileNotFoundError):
                mode = found.lstat().st_mode
                if mode & _OTHERS and not stat.S_ISLNK(mode):
                    yield found


def database_files(name: str) -> list[Path]:
    """The files of an SQLite database, with its log and the log's index beside it."""
    return [Path(f"{name}{suffix}") for suffix in ("", "-wal", "-shm", "-journal")]


def _with_contents(path: Path) -> Iterator[Path]:
    yield path
    for folder, folders, files in path.walk():
        yield from (folder / name for name in folders + files)


def _restrict(path: Path) -> None:
    mode = path.lstat().st_mode
    if mode & _OTHERS and not stat.S_ISLNK(mode):
        path.chmod(stat.S_IMODE(mode) & ~_OTHERS)
