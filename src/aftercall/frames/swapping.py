"""Replace a folder that has files in it: rename can't do that, but Linux can exchange two folders in one step."""

import ctypes
import errno
import os
from functools import cache
from pathlib import Path

_CURRENT_FOLDER = -100  # AT_FDCWD: paths are relative to the working folder
_EXCHANGE = 2  # RENAME_EXCHANGE
_UNSUPPORTED = {errno.ENOSYS, errno.EINVAL}  # by an older kernel, or by the file system


def atomic_replace(new: Path, out: Path) -> None:
    """Move `new` to `out`, and whatever was at `out` to `new`. Errors: OSError, and then nothing has moved.

    On Linux this is one step, by renameat2(2): at every moment `out` is one of the two folders, complete. Where the
    call does not exist or the file system does not support it (such as NFS), the former folder is renamed first:
    between the two renames `out` is missing, but never incomplete.
    """
    if not out.exists() or not any(out.iterdir()):
        new.rename(out)
    elif not _exchange(new, out):
        _rename_fallback(new, out)


def _exchange(new: Path, out: Path) -> bool:
    """Exchange the two, if that is possible in one step. Returns whether it was."""
    renameat2 = getattr(_c_library(), "renameat2", None)
    if renameat2 is None:
        return False
    if renameat2(_CURRENT_FOLDER, os.fsencode(new), _CURRENT_FOLDER, os.fsencode(out), _EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _UNSUPPORTED:
        return False
    raise OSError(number, os.strerror(number), str(out))


@cache
def _c_library() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _rename_fallback(new: Path, out: Path) -> None:
    """Two renames. If the second fails, the former folder is put back."""
    aside = new.with_name(new.name.replace(".partial-", ".former-"))
    out.rename(aside)
    try:
        new.rename(out)
    except OSError:
        aside.rename(out)
        raise
    aside.rename(new)
