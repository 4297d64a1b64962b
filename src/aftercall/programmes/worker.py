"""The process that loads an extract beside the server, and the private folder in memory that its upload lies in.

The folder is locked while a process works on it (see frames.locked_folders), so that it is always known whether a load
is still alive, and what a dead one left is removed.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile

from aftercall.frames import locked_folders
from aftercall.programmes import folders

_PREFIX = "aftercall-load-"
_SHARE = "share"
_SUFFIXES = (".csv", ".xlsx", ".parquet")


def upload_folder(name: str) -> Path:
    """Where an upload lies, and whatever else its load needs for as long as it runs."""
    return Path(folders.private_working_folder()) / f"{_PREFIX}{name}"


@contextmanager
def store_upload(name: str, file: "UploadedFile[Any]") -> Iterator[int]:
    """Store an upload privately and hold it. Yields the hold, for `launch` to pass on; removed if the block fails."""
    remove_abandoned()
    folder = upload_folder(name)
    hold = locked_folders.create_locked_folder(folder)
    try:
        _store(file, folder / f"extract{_suffix(file)}")
        yield hold
    except BaseException:
        remove_upload(name)
        raise
    finally:
        os.close(hold)


def _store(file: "UploadedFile[Any]", target: Path) -> None:
    """Django has put a request's file into memory already; moved, it does not need twice the room."""
    if isinstance(file, TemporaryUploadedFile):
        shutil.move(file.temporary_file_path(), target)
        return
    with target.open("wb") as copy:
        for chunk in file.chunks():
            copy.write(chunk)


def _suffix(file: "UploadedFile[Any]") -> str:
    """What the name says of the format; the name itself could be a person's."""
    suffix = Path(file.name or "").suffix.lower()
    return suffix if suffix in _SUFFIXES else _SUFFIXES[0]


def uploaded_files(name: str) -> list[Path]:
    """The extract that was taken in under this name."""
    return sorted(upload_folder(name).glob("extract.*"))


def note_share(name: str, step: int, share: float | None) -> None:
    """Note beside an upload how much of a step is done, None where nobody knows. A file, because it is written in a
    thread, and a thread would need a connection to the database of its own."""
    fresh = upload_folder(name) / f"{_SHARE}-fresh"
    fresh.write_text(json.dumps([step, share]), encoding="ascii")
    fresh.replace(upload_folder(name) / _SHARE)


def share_of(name: str, step: int) -> float | None:
    """How much of this step is done, where that was noted."""
    try:
        noted, share = json.loads((upload_folder(name) / _SHARE).read_text(encoding="ascii"))
    except OSError:
        return None
    return share if noted == step else None


def is_alive(name: str) -> bool:
    """Whether a process still works on this upload."""
    return not locked_folders.is_abandoned(upload_folder(name))


def remove_upload(name: str) -> None:
    """Give back the memory of an upload; doing it twice changes nothing."""
    shutil.rmtree(upload_folder(name), ignore_errors=True)


def remove_abandoned() -> None:
    """Remove the uploads of loads that died: they hold personal values."""
    locked_folders.remove_abandoned(Path(folders.private_working_folder()).glob(f"{_PREFIX}*"))


def launch(job: int, hold: int) -> "subprocess.Popen[bytes]":
    """Start the process that runs a load. In a session of its own it outlives a restart of the server."""
    command = [sys.executable, "-m", "django", "run_load", str(job)]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=[hold], start_new_session=True)
    # Nobody else asks how it ended, and a child that is not asked stays behind as a zombie.
    Thread(target=_reap_process, args=[process], name=f"{_PREFIX}{job}", daemon=True).start()
    return process


def _reap_process(process: "subprocess.Popen[bytes]") -> None:
    process.wait()
    remove_abandoned()
