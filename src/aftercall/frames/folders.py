"""A folder of outputs appears whole or not at all: it is written beside its place and renamed into it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aftercall.frames.errors import BadInput


@contextmanager
def whole_folder(out: Path, *, seal: str) -> Iterator[Path]:
    """Yield a folder to write into, and put it in the place of `out` when all went well.

    `seal` is the file written last: an `out` that holds it is a former whole output and is replaced; any other folder
    with something in it is not touched and refused with BadInput.
    """
    check_replaceable(out, seal=seal)
    out.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=f".{out.name}.partial-", dir=out.parent))
    try:
        yield partial
        _push_to_disk(partial)
        _swap(partial, out)
    except OSError as error:
        raise BadInput(f"{out}: could not be written ({error.strerror}); nothing there was changed") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def check_replaceable(out: Path, *, seal: str) -> None:
    """Raise BadInput unless `out` is free, empty, or a former whole output."""
    if not out.exists() or (out / seal).is_file():
        return
    if not out.is_dir() or any(out.iterdir()):
        raise BadInput(f"{out}: exists and is no earlier output of this command; name another folder or remove it")


def _push_to_disk(folder: Path) -> None:
    for path in (*folder.iterdir(), folder):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _swap(partial: Path, out: Path) -> None:
    """A filled folder can't be renamed over, so the former one steps aside, and comes back if the second step fails."""
    former = partial.with_name(partial.name.replace(".partial-", ".former-"))
    replaced = out.exists()
    if replaced:
        out.rename(former)
    try:
        partial.rename(out)
    except OSError:
        if replaced:
            former.rename(out)
        raise
    shutil.rmtree(former, ignore_errors=True)
