"""The journal's file, beside the keys: one entry a line, each with a code over itself and the code before it.

It is in no backup of the database, so it still knows after a restore what the database has forgotten. A line is
complete once it ends with a line break: what a killed process left after the last one was never committed to, and the
next entry replaces it. The codes (HMAC-SHA256) show a line that was changed, moved, removed or put in.
"""

import fcntl
import hmac
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from aftercall.core import vault
from aftercall.errors import BadInput

KEY_RING = "journal"
_ADVICE = "Put back the journal that belongs to this database: see docs/restore.md"
_CHUNK = 65_536


class JournalDamaged(BadInput):
    """The journal is missing, cut or changed. Nothing can be trusted to be remembered until it is put back."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}. {_ADVICE}")


@dataclass(frozen=True)
class Entry:
    """One entry. The payload holds keyed digests, names of keys and dates, never personal data."""

    number: int
    kind: str
    payload: Mapping[str, object]
    mac: str = field(default="", compare=False)


class JournalFile:
    """The journal of this installation, opened. Use `open_journal`."""

    def __init__(self, file: BinaryIO, key: bytes) -> None:
        self._file, self._key = file, key

    def entries(self) -> Iterator[Entry]:
        """Every entry in order, each checked. Raises JournalDamaged at the first that is not as it was written."""
        self._file.seek(0)
        mac, number = "", 0
        for line in self._file:
            if not line.endswith(b"\n"):
                return
            entry = _read(line, number + 1)
            if not hmac.compare_digest(entry.mac, self._code(mac, entry)):
                raise _damaged_at(number + 1)
            mac, number = entry.mac, entry.number
            yield entry

    def last(self) -> Entry | None:
        """The last entry, read alone; its code is not checked."""
        start, end = self._last_line()
        if start == end:
            return None
        self._file.seek(start)
        return _read(self._file.read(end - start))

    def append(self, entries: Iterable[Entry]) -> None:
        """Write the entries to disk, all or nothing as far as a reader can tell. The journal must be locked."""
        last = self.last()
        mac = last.mac if last else ""
        _, end = self._last_line()
        self._file.seek(end)
        self._file.truncate()
        for entry in entries:
            mac = self._code(mac, entry)
            self._file.write(_line(entry, mac))
        self._file.flush()
        os.fsync(self._file.fileno())

    def _code(self, mac_before: str, entry: Entry) -> str:
        return hmac.digest(self._key, f"{mac_before} {_content(entry)}".encode(), "sha256").hex()

    def _last_line(self) -> tuple[int, int]:
        """Where the last complete line begins and ends."""
        end = self._break_before(self._file.seek(0, os.SEEK_END))
        return (self._break_before(end - 1), end) if end else (0, 0)

    def _break_before(self, position: int) -> int:
        """The position after the last line break that is before this one; 0 if there is none."""
        while position > 0:
            start = max(position - _CHUNK, 0)
            self._file.seek(start)
            found = self._file.read(position - start).rfind(b"\n")
            if found >= 0:
                return start + found + 1
            position = start
        return 0


@contextmanager
def open_journal(*, lock: bool = False) -> Iterator[JournalFile]:
    """Open the journal, which is created at first. lock: let no other process append meanwhile.

    Raises JournalDamaged if it, or its key, is missing although there was one, or the key is not of these keys.
    """
    path = journal_path()
    if not path.exists():
        _create(path)
    elif path.stat().st_size and not vault.ring_exists(KEY_RING):
        raise JournalDamaged(f"The journal's key is missing ({KEY_RING}.ring in AFTERCALL_KEYS)")
    with path.open("r+b") as file:
        if lock:
            fcntl.flock(file, fcntl.LOCK_EX)
        yield JournalFile(file, _key())


def _key() -> bytes:
    try:
        return vault.long_lived_key(KEY_RING)
    except vault.InvalidTag:
        raise JournalDamaged(f"The journal's key ({KEY_RING}.ring in AFTERCALL_KEYS) belongs to other keys") from None


def journal_path() -> Path:
    """The journal's file."""
    return Path(settings.KEYS_DIR) / "journal"


def _create(path: Path) -> None:
    # The key is created after the file, so a key without a file means that the file was removed.
    if vault.ring_exists(KEY_RING) and not path.exists():
        raise JournalDamaged("The journal is missing (journal in AFTERCALL_KEYS)")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _content(entry: Entry) -> str:
    return json.dumps([entry.number, entry.kind, entry.payload], sort_keys=True)


def _line(entry: Entry, mac: str) -> bytes:
    values = {"number": entry.number, "kind": entry.kind, "payload": entry.payload, "mac": mac}
    return json.dumps(values).encode() + b"\n"


def _read(line: bytes, expected: int | None = None) -> Entry:
    try:
        entry = Entry(**json.loads(line))
    except (ValueError, TypeError):
        raise _damaged_at(expected) from None
    if not isinstance(entry.number, int) or entry.number != (expected or entry.number):
        raise _damaged_at(expected)
    return entry


def _damaged_at(number: int | None) -> JournalDamaged:
    return JournalDamaged(f"The journal is damaged at entry {number}" if number else "The journal's end is damaged")
