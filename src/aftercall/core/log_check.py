"""Checking an audit log: each entry, its place among the others, and the whole against a saved head. No Django.

What each check can find: a hash finds an entry that was changed and nothing else adjusted. Numbers find entries that
were removed or inserted. Times find entries that were backdated. A saved head finds anything at all in the entries that
it covers.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from aftercall.core.checkpoints import Head
from aftercall.core.log_entries import LoggedEntry
from aftercall.core.merkle import roots_at

AUDIT_CHECKED = "audit.checked"
# An entry has the time at which its action began, and reading an extract can take hours. More than this is strange.
TIME_TOLERANCE = timedelta(days=1)
_HASH_BYTES = 32
type IsGenuine = Callable[[LoggedEntry], bool]


class Fault(StrEnum):
    """What is wrong with an entry, as the rest of a sentence after its number."""

    UNREADABLE = "is not written as the log writes entries"
    CHANGED = "was changed after it was written"
    MISSING = "is missing"
    MISPLACED = "is not in its place"
    NOT_OURS = "was not written by this service, or was changed or moved since"
    BACK_DATED = "is dated more than a day before an earlier entry"
    CONTRADICTED = "records a tree hash that the entries before it no longer have"


@dataclass(frozen=True)
class LogFault:
    """A fault at one entry, or from this entry up to `last`."""

    entry: int
    fault: Fault
    last: int

    def __str__(self) -> str:
        if self.last > self.entry:
            return f"Entries {self.entry} to {self.last} are missing"
        return f"Entry {self.entry} {self.fault}"


class AgainstHead(StrEnum):
    """How a log compares with a saved head."""

    EXTENDS = "extends"
    TOO_SHORT = "too short"
    DIFFERS = "differs"


@dataclass
class LogCheck:
    """Reads a log entry by entry, then compares it with heads.

    is_genuine: whether this service wrote an entry; only the service itself can tell. clock_restarts_at: the time to
    which a demo's clock goes back at each start, so that times from then on are not compared.
    """

    is_genuine: IsGenuine = field(default=lambda _: True)
    clock_restarts_at: datetime | None = None
    findings: list[LogFault] = field(default_factory=list)
    _leaves: list[bytes] = field(default_factory=list)
    _latest: datetime | None = None
    _last_id: int = 0
    _recorded: list[tuple[int, Head]] = field(default_factory=list)

    def read(self, entries: Iterable[LoggedEntry | None]) -> "LogCheck":
        """Read the whole log, in order. None is an entry that cannot be read; its place is then unknown."""
        for entry in entries:
            self._read_one(entry)
        self._compare_recorded_heads()
        self.findings.sort(key=lambda finding: finding.entry)
        return self

    @property
    def head(self) -> Head:
        """The head over all entries."""
        return Head(len(self._leaves), self._root_at(len(self._leaves)))

    def compare(self, saved: Head) -> AgainstHead:
        """Whether the log still begins with exactly the entries that a saved head covers."""
        if saved.size > len(self._leaves):
            return AgainstHead.TOO_SHORT
        return AgainstHead.EXTENDS if self._root_at(saved.size) == saved.root else AgainstHead.DIFFERS

    def _root_at(self, size: int) -> str:
        return roots_at(self._leaves[:size], [size])[size].hex()

    def _read_one(self, entry: LoggedEntry | None) -> None:
        if entry is None:
            self._last_id += 1
            self._leaves.append(bytes(_HASH_BYTES))
            self._find(self._last_id, Fault.UNREADABLE)
            return
        self._check_content(entry)
        self._check_place(entry)
        self._check_time(entry)
        self._leaves.append(_as_bytes(entry.leaf_hash))

    def _check_content(self, entry: LoggedEntry) -> None:
        if not entry.is_unchanged:
            self._find(entry.id, Fault.CHANGED)
        elif not self.is_genuine(entry):
            self._find(entry.id, Fault.NOT_OURS)
        elif entry.content["action"] == AUDIT_CHECKED:
            self._note_recorded_head(entry)

    def _check_place(self, entry: LoggedEntry) -> None:
        expected = self._last_id + 1
        if entry.id > expected:
            self._find(expected, Fault.MISSING, entry.id - 1)
        elif entry.id < expected:
            self._find(entry.id, Fault.MISPLACED)
        self._last_id = max(self._last_id, entry.id)

    def _check_time(self, entry: LoggedEntry) -> None:
        if self._latest and entry.at < self._latest - TIME_TOLERANCE and not self._after_restart(entry.at):
            self._find(entry.id, Fault.BACK_DATED)
        self._latest = max(self._latest or entry.at, entry.at)

    def _after_restart(self, at: datetime) -> bool:
        return self.clock_restarts_at is not None and at >= self.clock_restarts_at

    def _note_recorded_head(self, entry: LoggedEntry) -> None:
        details = entry.content["details"]
        if isinstance(details, dict) and isinstance(details.get("entries"), int):
            self._recorded.append((entry.id, Head(details["entries"], str(details.get("tree_hash")))))

    def _compare_recorded_heads(self) -> None:
        roots = roots_at(self._leaves, (head.size for _, head in self._recorded))
        for entry, head in self._recorded:
            root = roots.get(head.size)
            if root is None or root.hex() != head.root:
                self._find(entry, Fault.CONTRADICTED)

    def _find(self, entry: int, fault: Fault, last: int | None = None) -> None:
        self.findings.append(LogFault(entry, fault, last or entry))


def _as_bytes(leaf_hash: str) -> bytes:
    """A hash of the log as bytes. A damaged one, which is reported elsewhere, becomes zeros: no entry has that hash."""
    try:
        value = bytes.fromhex(leaf_hash)
    except ValueError:
        return bytes(_HASH_BYTES)
    return value if len(value) == _HASH_BYTES else bytes(_HASH_BYTES)
