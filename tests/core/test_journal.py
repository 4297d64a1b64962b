"""The journal and the database: what is committed reaches the file, and what a restore has forgotten is found."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime

import pytest
from django.db import transaction
from tests.conftest import Commit

from aftercall.core import journal
from aftercall.core.errors import Refused
from aftercall.core.journal_file import Entry, JournalDamaged, journal_path, open_journal
from aftercall.core.models import AuditEntry, JournalEntry

AT = datetime(2025, 3, 1, 9, 30, tzinfo=UTC)
type Record = Callable[..., None]


@pytest.fixture
def record(commit: Commit) -> Record:
    """Journals these values, each in a transaction of its own."""

    def run(*values: str) -> None:
        for value in values:
            with transaction.atomic():
                journal.record("test", {"value": value})
            commit()

    return run


def in_file() -> list[object]:
    with open_journal() as opened:
        return [entry.payload["value"] for entry in opened.entries()]


@pytest.fixture
def applied() -> list[object]:
    """The values that were applied again."""
    return []


@pytest.fixture
def replays(applied: list[object]) -> Iterator[dict[str, journal.Replay]]:
    """A table of replays."""

    def replay(payload: Mapping[str, object], at: datetime) -> None:
        applied.append(payload["value"])

    return {"test": replay}  # type: ignore[return-value]


def restore(*rows: JournalEntry) -> None:
    """Let the table be as it was when a backup was taken."""
    JournalEntry.objects.all().delete()
    JournalEntry.objects.bulk_create(rows)


def position() -> JournalEntry:
    return JournalEntry.objects.get()


def test_what_is_committed_is_in_the_file_and_the_table_keeps_the_last_entry_alone(record: Record) -> None:
    record("a", "b")
    assert in_file() == ["a", "b"]
    assert JournalEntry.objects.values_list("number", flat=True).get() == 2
    assert journal.forgotten_entries() == []


def test_what_is_rolled_back_is_nowhere(record: Record) -> None:
    with transaction.atomic():
        journal.record("test", {"value": "a"})
        transaction.set_rollback(True)
    record("b")
    assert in_file() == ["b"]


def test_what_could_not_be_written_after_the_commit_is_written_later(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(journal, "_append_committed", lambda: None)
        record("a", "b")
    assert in_file() == []
    assert journal.forgotten_entries() == []
    assert journal.append_committed(at=AT) == 2
    assert journal.append_committed(at=AT) == 0
    assert in_file() == ["a", "b"]


@pytest.mark.parametrize("kept", [0, 1])
def test_what_a_restored_database_has_forgotten_is_applied_again_once(
    kept: int, record: Record, replays: dict[str, journal.Replay], applied: list[object]
) -> None:
    record("a")
    backup = [position()][:kept]
    record("b", "c")
    restore(*backup)
    assert journal.replay_missing(replays=replays, at=AT) == 3 - kept
    assert applied == ["a", "b", "c"][kept:]
    assert AuditEntry.objects.get(action="database.restored").details == {"applied_again": {"test": 3 - kept}}
    assert journal.replay_missing(replays=replays, at=AT) == 0
    record("d")
    assert in_file() == ["a", "b", "c", "d"]


def test_nothing_is_journalled_before_what_was_forgotten_is_applied_again(
    record: Record, replays: dict[str, journal.Replay]
) -> None:
    record("a", "b")
    restore()
    with pytest.raises(Refused, match="restored from a backup"):
        record("c")
    assert journal.replay_missing(replays=replays, at=AT) == 2
    record("c")
    assert in_file() == ["a", "b", "c"]


def test_an_error_in_between_applies_nothing(record: Record, replays: dict[str, journal.Replay]) -> None:
    record("a", "b")
    restore()
    with pytest.raises(JournalDamaged, match="of a kind that this version does not know"):
        journal.replay_missing(replays={}, at=AT)
    assert [entry.number for entry in journal.forgotten_entries()] == [1, 2]
    assert not AuditEntry.objects.exists()


def test_a_journal_that_was_cut_is_noticed_except_for_an_end_that_the_database_still_has(record: Record) -> None:
    record("a", "b", "c")
    lines = journal_path().read_bytes().splitlines(keepends=True)
    journal_path().write_bytes(b"".join(lines[:1]))
    with pytest.raises(JournalDamaged, match="The journal has 1 entries and the database knows of 3"):
        journal.forgotten_entries()
    with pytest.raises(JournalDamaged):
        journal.append_committed(at=AT)
    journal_path().write_bytes(b"".join(lines[:2]))
    assert journal.append_committed(at=AT) == 1
    assert in_file() == ["a", "b", "c"]


def test_the_journal_of_another_database_is_noticed(record: Record) -> None:
    record("a", "b")
    restore(JournalEntry(number=1, kind="test", payload={"value": "other"}))
    with pytest.raises(JournalDamaged, match="belongs to another database"):
        journal.forgotten_entries()


def test_an_entry_is_compared_by_its_content() -> None:
    assert Entry(1, "test", {"a": "1"}, mac="x") == Entry(1, "test", {"a": "1"})
