"""The process that loads an extract, separate from the server, and the private in-memory folder of its upload.

A process locks the folder while it works on it (see frames.locked_folders). The lock shows whether a load is still
running, so that the files of a dead one can be removed.
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
    """The folder of an upload and of the temporary files of its load."""
    return Path(folders.private_working_folder()) / f"{_PREFIX}{name}"


@contextmanager
def store_upload(name: str, file: "UploadedFile[Any]") -> Iterator[int]:
    """Store an upload in a locked private folder, removed if the block fails. Yields the lock's file descriptor."""
    remove_abandoned()
    folder = upload_folder(name)
    lock_fd = locked_folders.create_locked_folder(folder)
    try:
        _store(file, folder / f"extract{_suffix(file)}")
        yield lock_fd
    except BaseException:
        remove_upload(name)
        raise
    finally:
        os.close(lock_fd)


def _store(file: "UploadedFile[Any]", target: Path) -> None:
    """Store the file. Django has already written it to memory, so it is moved if possible: a copy would take double."""
    if isinstance(file, TemporaryUploadedFile):
        shutil.move(file.temporary_file_path(), target)
        return
    with target.open("wb") as copy:
        for chunk in file.chunks():
            copy.write(chunk)


def _suffix(file: "UploadedFile[Any]") -> str:
    """The suffix that shows the file's format. The rest of the name is dropped, because it could identify a person."""
    suffix = Path(file.name or "").suffix.lower()
    return suffix if suffix in _SUFFIXES else _SUFFIXES[0]


def uploaded_files(name: str) -> list[Path]:
    """The stored extract of an upload."""
    return sorted(upload_folder(name).glob("extract.*"))


def save_step_progress(name: str, step: int, share: float | None) -> None:
    """Save the share of a step that is done (None if unknown) in the upload's folder. This runs in a thread, which
    would need its own database connection, so it writes a file."""
    temporary = upload_folder(name) / f"{_SHARE}-new"
    temporary.write_text(json.dumps([step, share]), encoding="ascii")
    temporary.replace(upload_folder(name) / _SHARE)


def step_progress(name: str, step: int) -> float | None:
    """The saved share of this step that is done, or None."""
    try:
        saved_step, share = json.loads((upload_folder(name) / _SHARE).read_text(encoding="ascii"))
    except OSError:
        return None
    return share if saved_step == step else None


def is_alive(name: str) -> bool:
    """Whether a process is still working on this upload."""
    return not locked_folders.is_abandoned(upload_folder(name))


def remove_upload(name: str) -> None:
    """Remove an upload to free its memory. Does nothing if it is already removed."""
    shutil.rmtree(upload_folder(name), ignore_errors=True)


def remove_abandoned() -> None:
    """Remove the uploads of dead loads, because they hold personal data."""
    locked_folders.remove_abandoned(Path(folders.private_working_folder()).glob(f"{_PREFIX}*"))


def launch(job: int, lock_fd: int) -> "subprocess.Popen[bytes]":
    """Start the process that runs a load. It has its own session, so it survives a restart of the server."""
    command = [sys.executable, "-m", "django", "run_load", str(job)]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=[lock_fd], start_new_session=True)
    # Nothing else waits for the process, and a child that is not waited for stays a zombie.
    Thread(target=_reap_process, args=[process], name=f"{_PREFIX}{job}", daemon=True).start()
    return process


def _reap_process(process: "subprocess.Popen[bytes]") -> None:
    process.wait()
    remove_abandoned()
