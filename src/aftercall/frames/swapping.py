"""A filled folder can't be renamed over; Linux can exchange two of them in one step."""

import ctypes
import errno
import os
from functools import cache
from pathlib import Path

_HERE = -100  # AT_FDCWD: names are taken from the working folder
_EXCHANGE = 2  # RENAME_EXCHANGE
_NOT_HERE = {errno.ENOSYS, errno.EINVAL}  # an older kernel, or a file system that can't


def atomic_replace(new: Path, out: Path) -> None:
    """Make `new` stand as `out`. What stood there, if anything, then stands as `new`. Errors: OSError, nothing moved.

    In one step on Linux, by renameat2(2): at every moment `out` is one of the two, whole. Where there is no such call
    or the file system can't do it (NFS, for one), the former folder steps aside first: between two renames `out` is
    absent, never half.
    """
    if not out.exists() or not any(out.iterdir()):
        new.rename(out)
    elif not _exchange(new, out):
        _rename_fallback(new, out)


def _exchange(new: Path, out: Path) -> bool:
    """Whether the two changed places; False where that can't be done in one step."""
    renameat2 = getattr(_c_library(), "renameat2", None)
    if renameat2 is None:
        return False
    if renameat2(_HERE, os.fsencode(new), _HERE, os.fsencode(out), _EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _NOT_HERE:
        return False
    raise OSError(number, os.strerror(number), str(out))


@cache
def _c_library() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _rename_fallback(new: Path, out: Path) -> None:
    """The former one comes back if the second step fails."""
    aside = new.with_name(new.name.replace(".partial-", ".former-"))
    out.rename(aside)
    try:
        new.rename(out)
    except OSError:
        aside.rename(out)
        raise
    aside.rename(new)
