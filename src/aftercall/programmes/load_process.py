"""The process that loads an extract, separate from the server, and the private folder that holds its upload.

The process keeps the folder locked while it works (see frames.locked_folders). The lock shows whether a load is still
running, so that the folder of a load whose process has ended can be removed.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile

from aftercall.frames import locked_folders
from aftercall.programmes import folders, kept_extracts
from aftercall.programmes.models import ExtractLoad

_PREFIX = "aftercall-load-"
_PROGRESS_FILE, _NAME_FILE = "share", "name"
_LONGEST_NAME = 80
_SUFFIXES = (".csv", ".xlsx", ".parquet")
_STORED_NAME = re.compile(r"^extract\.(csv|xlsx|parquet)\b")


def upload_folder(name: str) -> Path:
    """The folder of an upload and of the temporary files of its load."""
    return Path(folders.private_working_folder()) / f"{_PREFIX}{name}"


@contextmanager
def store_upload(name: str, file: "UploadedFile[Any]") -> Iterator[int]:
    """Store an upload in a locked private folder, which is removed if the block fails. Yields the file descriptor that
    holds the lock."""
    with _filled_folder(name, lambda folder: store_file(file, folder)) as lock_fd:
        yield lock_fd


@contextmanager
def restore_upload(name: str, load: ExtractLoad) -> Iterator[int]:
    """Like `store_upload`, with the extract that was kept of an earlier load. Refused if it is no longer kept."""
    with _filled_folder(name, lambda folder: kept_extracts.restore(load, folder)) as lock_fd:
        yield lock_fd


@contextmanager
def _filled_folder(name: str, fill: Callable[[Path], None]) -> Iterator[int]:
    remove_abandoned_uploads()
    folder = upload_folder(name)
    lock_fd = locked_folders.create_locked_folder(folder)
    try:
        fill(folder)
        yield lock_fd
    except BaseException:
        remove_upload(name)
        raise
    finally:
        os.close(lock_fd)


@contextmanager
def hold_folder(name: str) -> Iterator[None]:
    """Keep a locked private folder during the block, for a load without an upload."""
    folder = upload_folder(name)
    lock_fd = locked_folders.create_locked_folder(folder)
    try:
        yield
    finally:
        remove_upload(name)
        os.close(lock_fd)


def store_file(file: "UploadedFile[Any]", folder: Path) -> None:
    """Store the file as `extract` in a private folder. If Django has written it to a temporary file, that is moved: a
    copy would need twice the space."""
    (folder / _NAME_FILE).write_text(_printable(file.name or ""), encoding="utf-8")
    target = folder / f"extract{_suffix(file)}"
    if isinstance(file, TemporaryUploadedFile):
        shutil.move(file.temporary_file_path(), target)
        return
    with target.open("wb") as copy:
        for chunk in file.chunks():
            copy.write(chunk)


def given_name(folder: Path) -> str:
    """The name that a stored file was uploaded with, or nothing if it is not known any more. It is removed with the
    file; until then, messages about the file use it."""
    try:
        return (folder / _NAME_FILE).read_text(encoding="utf-8")
    except OSError:
        return ""


def _printable(name: str) -> str:
    return "".join(sign for sign in Path(name).name if sign.isprintable())[:_LONGEST_NAME].strip()


def named_by_people(message: str, name: str) -> str:
    """A message about a stored file, with the name by which people know the file instead of ours."""
    return _STORED_NAME.sub(lambda _: name, message, count=1)


def _suffix(file: "UploadedFile[Any]") -> str:
    """The suffix that shows the file's format. The rest of the name is dropped, because it could identify a person."""
    suffix = Path(file.name or "").suffix.lower()
    return suffix if suffix in _SUFFIXES else _SUFFIXES[0]


def uploaded_files(name: str) -> list[Path]:
    """The stored extract of an upload, as a list of one file; empty if the upload has been removed."""
    return sorted(upload_folder(name).glob("extract.*"))


def save_step_progress(name: str, steps_done: int, share: float | None) -> None:
    """Save what share of the current step is done (None if unknown) in the upload's folder. It is a file because this
    runs in a thread, which would need its own database connection."""
    temporary = upload_folder(name) / f"{_PROGRESS_FILE}-new"
    temporary.write_text(json.dumps([steps_done, share]), encoding="ascii")
    temporary.replace(upload_folder(name) / _PROGRESS_FILE)


def step_progress(name: str, steps_done: int) -> float | None:
    """The saved share of the step that follows these, or None if it is unknown."""
    try:
        saved_steps_done, share = json.loads((upload_folder(name) / _PROGRESS_FILE).read_text(encoding="ascii"))
    except OSError:
        return None
    return share if saved_steps_done == steps_done else None


def is_running(name: str) -> bool:
    """Whether a process is still working on this upload."""
    return not locked_folders.is_abandoned(upload_folder(name))


def remove_upload(name: str) -> None:
    """Remove an upload to free its space. Does nothing if it has already been removed."""
    shutil.rmtree(upload_folder(name), ignore_errors=True)


def remove_abandoned_uploads() -> None:
    """Remove the uploads of loads whose process has ended, because they hold personal data."""
    locked_folders.remove_abandoned(Path(folders.private_working_folder()).glob(f"{_PREFIX}*"))


def launch(load_job_id: int, lock_fd: int) -> "subprocess.Popen[bytes]":
    """Start the process that runs a load. It has its own session, so it survives a restart of the server."""
    command = [sys.executable, "-m", "django", "run_load", str(load_job_id)]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=[lock_fd], start_new_session=True)
    # Nothing else waits for the process, and a child that is not waited for stays a zombie.
    Thread(target=_reap_process, args=[process], name=f"{_PREFIX}{load_job_id}", daemon=True).start()
    return process


def _reap_process(process: "subprocess.Popen[bytes]") -> None:
    process.wait()
    remove_abandoned_uploads()
