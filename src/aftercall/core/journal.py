"""The journal: what must never be forgotten, kept beside the keys as well, apart from the database and its backups.

An objection, or the tombstone of a key, is one row that is committed together with it, under the next number. After the
commit the row is appended to the journal's file (see journal_file.py); where that was interrupted, the next start or
the job does it. The table keeps the rows that are not in the file yet and always the last one. So a database whose last
number is behind the file's was restored from a backup: `replay_missing` applies again what it has forgotten.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.db import transaction

from aftercall.core import audit
from aftercall.core.errors import Refused
from aftercall.core.journal_file import Entry, JournalDamaged, JournalFile, open_journal
from aftercall.core.locks import Lock, lock_until_commit
from aftercall.core.models import JournalEntry
from aftercall.core.statements import highest_key, insert

# How a room applies an entry of its kind again, within the caller's transaction. What is already there must stay as is.
type Replay = Callable[[Mapping[str, object], datetime], None]

RESTORED = "database.restored"
_BEHIND = (
    "This service was restored from a backup, and what was forgotten has not been applied again yet. "
    "Try again in ten minutes"
)
_replaying: ContextVar[bool] = ContextVar("replaying", default=False)
_JOURNAL = audit.SystemActor("journal")


def record(kind: str, payload: Mapping[str, object]) -> None:
    """Journal something in the caller's transaction. The payload holds keyed digests, names of keys and dates, never
    personal data.

    Nothing happens while entries are applied again: those of the first time are there. Refused while the database is
    behind the journal, because its next number is taken.
    """
    if _replaying.get():
        return
    # The audit log's lock, so that the two may be written in any order.
    lock_until_commit(Lock.AUDIT_LOG)
    number = highest_key(JournalEntry) + 1
    if _last_number() >= number:
        raise Refused(_BEHIND)
    insert(JournalEntry(number=number, kind=kind, payload=dict(payload)))
    # Robust, because by then the operation is committed: an error here must not make it seem to have failed.
    transaction.on_commit(_append_committed, robust=True)


def append_committed(*, at: datetime) -> int:  # noqa: ARG001 - as every job
    """Append what has been committed and is not in the file yet, such as after a crash. Returns how many entries.

    Raises JournalDamaged if the file lacks entries that the database no longer has.
    """
    return _append_committed()


def _append_committed() -> int:
    with open_journal(lock=True) as journal:
        pending = _pending(_number(journal.last()))
        if pending:
            journal.append(pending)
    if pending:
        JournalEntry.objects.filter(number__lt=pending[-1].number).delete()
    return len(pending)


def _pending(last: int) -> list[Entry]:
    """The entries that come after the file's last one."""
    rows = JournalEntry.objects.filter(number__gt=last).order_by("number")
    entries = [Entry(row.number, row.kind, row.payload) for row in rows]
    if entries and entries[0].number != last + 1:
        raise JournalDamaged(f"The journal has {last} entries and the database knows of {entries[-1].number}")
    return entries


def forgotten_entries() -> list[Entry]:
    """What the journal has and this database does not, because it was restored from a backup. The whole journal is
    checked. Raises JournalDamaged if it is not as it was written, or does not belong to this database."""
    with open_journal(lock=True) as journal:  # so that nobody appends between the two reads
        entries = list(journal.entries())
        _pending(len(entries))
        known = JournalEntry.objects.order_by("-number").first()
    if known and known.number <= len(entries) and not _is_row(known, entries[known.number - 1]):
        raise JournalDamaged("The journal in AFTERCALL_KEYS belongs to another database")
    return entries[known.number if known else 0 :]


def _is_row(row: JournalEntry, entry: Entry) -> bool:
    return Entry(row.number, row.kind, row.payload) == entry


def replay_missing(*, replays: Mapping[str, Replay], at: datetime) -> int:
    """Apply again what a restored database has forgotten, in one transaction with its audit entry. Returns how many
    entries. Running it again, or in two processes at once, does no harm."""
    if not forgotten_entries():
        return 0
    with transaction.atomic():
        lock_until_commit(Lock.JOURNAL_REPLAY)
        entries = forgotten_entries()
        with _nothing_recorded():
            for entry in entries:
                _replay(entry, replays, at)
        if entries:
            _store_position(entries[-1])
            kinds = Counter(entry.kind for entry in entries)
            audit.record(actor=_JOURNAL, action=RESTORED, subject="database", at=at, details={"applied_again": kinds})
    return len(entries)


@contextmanager
def _nothing_recorded() -> Iterator[None]:
    token = _replaying.set(True)
    try:
        yield
    finally:
        _replaying.reset(token)


def _replay(entry: Entry, replays: Mapping[str, Replay], at: datetime) -> None:
    if entry.kind not in replays:
        raise JournalDamaged(f"The journal has entries of a kind that this version does not know ({entry.kind})")
    replays[entry.kind](entry.payload, at)


def _store_position(last: Entry) -> None:
    JournalEntry.objects.all().delete()
    insert(JournalEntry(number=last.number, kind=last.kind, payload=dict(last.payload)))


def _last_number() -> int:
    with open_journal() as journal:
        return _number(journal.last())


def _number(entry: Entry | None) -> int:
    return entry.number if entry else 0


__all__ = [
    "Entry",
    "JournalDamaged",
    "JournalFile",
    "append_committed",
    "forgotten_entries",
    "record",
    "replay_missing",
]
