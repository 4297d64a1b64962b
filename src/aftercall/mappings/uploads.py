"""Example extracts: each in a private folder, in memory where the machine allows it, as the upload of a load is.

A folder is locked while it is written or read, so that nothing removes it meanwhile.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from aftercall.core.errors import Refused
from aftercall.frames import locked_folders
from aftercall.programmes import folders
from aftercall.programmes.load_process import given_name, store_file

NAME = "The example extract"  # in messages, where the file and with it its own name have been removed
GONE = "We no longer have the example extract, because we keep it for a day at most. Upload it again"


def _prefix() -> str:
    """How the names of this installation's folders begin: others on the same machine share its memory, and each knows
    only its own drafts."""
    return f"aftercall-mapping-{hashlib.sha256(str(settings.HOME).encode()).hexdigest()[:12]}-"


def upload_folder(name: str) -> Path:
    """The folder of an example extract."""
    return Path(folders.private_working_folder()) / f"{_prefix()}{name}"


@contextmanager
def store_upload(name: str, file: "UploadedFile[Any]") -> Iterator[Path]:
    """Store an example extract and keep it locked during the block. If the block fails, it is removed."""
    folder = upload_folder(name)
    descriptor = locked_folders.create_locked_folder(folder)
    try:
        store_file(file, folder)
        yield _extract(folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    finally:
        os.close(descriptor)


@contextmanager
def open_upload(name: str) -> Iterator[Path]:
    """The path of a stored extract, locked during the block. Refused if it has been removed."""
    folder = upload_folder(name)
    with ExitStack() as lock:
        try:
            lock.enter_context(locked_folders.lock_folder(folder))
        except FileNotFoundError:
            raise Refused(GONE) from None
        yield _extract(folder)


def name_of(upload: str) -> str:
    """The name by which people know a stored example extract."""
    return given_name(upload_folder(upload)) or NAME


def is_stored(name: str) -> bool:
    """Whether there is still an example extract of this name."""
    return bool(name) and upload_folder(name).is_dir()


def remove_upload(name: str) -> None:
    """Remove an example extract once nobody reads it. Does nothing if it has already been removed."""
    with suppress(FileNotFoundError), locked_folders.lock_folder(upload_folder(name)):
        shutil.rmtree(upload_folder(name), ignore_errors=True)


def remove_others(is_needed: Callable[[str], bool]) -> None:
    """Remove the example extracts that no draft refers to, such as those that a killed process left."""
    found = Path(folders.private_working_folder()).glob(f"{_prefix()}*")
    locked_folders.remove_abandoned(found, unless=lambda folder: is_needed(folder.name.removeprefix(_prefix())))


def _extract(folder: Path) -> Path:
    return next(folder.glob("extract.*"))
