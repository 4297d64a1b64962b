"""Small files that are needed for every entry of the audit log, kept in memory as long as they are unchanged."""

import os
import time
from pathlib import Path

# A file system's clock moves in steps, so a file that changed twice in this time may look unchanged: it is read again.
_SETTLED_AFTER = 1_000_000_000  # nanoseconds

# What is known of each file: how it looked when it was read, and its content.
_known: dict[str, tuple[tuple[int, ...], bytes]] = {}


def read_unchanged(path: str | Path) -> bytes:
    """The file's content. It is read again only if the file has been changed or replaced since, which each call looks
    at. Raises FileNotFoundError if there is no such file, even if there was one before."""
    name, look = str(path), _look(path)
    known = _known.get(name)
    if known and known[0] == look:
        return known[1]
    content = Path(path).read_bytes()
    if look == _look(path) and max(look[-2:]) < time.time_ns() - _SETTLED_AFTER:
        _known[name] = (look, content)
    return content


def _look(path: str | Path) -> tuple[int, ...]:
    found = os.stat(path)  # noqa: PTH116 - half the time of Path.stat
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
