"""The journal's file: what was written is read back, and whatever was changed, cut or lost is noticed."""

import json
from pathlib import Path

import pytest
from pytest_django import Settings

from aftercall.core import journal_file, vault
from aftercall.core.journal_file import Entry, JournalDamaged, journal_path, open_journal

ENTRIES = [Entry(number, "tombstone", {"ring": "release-1", "slot": number}) for number in range(1, 4)]


@pytest.fixture(autouse=True)
def path(tmp_path: Path, settings: Settings) -> Path:
    """Where the journal is, in an empty folder for keys."""
    settings.KEYS_DIR = tmp_path / "keys"
    settings.ROOT_KEY_FILE = tmp_path / "keys" / "root.key"
    return journal_path()


def append(*entries: Entry) -> None:
    with open_journal(lock=True) as journal:
        journal.append(entries)


def read() -> list[Entry]:
    with open_journal() as journal:
        return list(journal.entries())


def last() -> Entry | None:
    with open_journal() as journal:
        return journal.last()


def test_a_new_journal_is_empty_and_for_its_owner_alone(path: Path) -> None:
    assert (read(), last()) == ([], None)
    assert path.stat().st_mode & 0o777 == 0o600


def test_what_was_appended_is_read_in_order() -> None:
    append(ENTRIES[0])
    append(*ENTRIES[1:])
    assert (read(), last()) == (ENTRIES, ENTRIES[2])


def test_the_last_entry_is_found_however_long_the_lines_are(monkeypatch: pytest.MonkeyPatch) -> None:
    append(*ENTRIES)
    for chunk in (1, 7, 100):
        monkeypatch.setattr(journal_file, "_CHUNK", chunk)
        assert last() == ENTRIES[2]


@pytest.mark.parametrize("rest", [b'{"number": 4, "kin', b"\0\0\0", b"{}"])
def test_a_line_that_a_killed_process_left_half_written_is_replaced(path: Path, rest: bytes) -> None:
    append(*ENTRIES[:2])
    with path.open("ab") as file:
        file.write(rest)
    assert (read(), last()) == (ENTRIES[:2], ENTRIES[1])
    append(ENTRIES[2])
    assert read() == ENTRIES


@pytest.mark.parametrize(
    ("damage", "number"),
    [
        (lambda lines: [lines[0].replace(b"release-1", b"release-2"), *lines[1:]], 1),
        (lambda lines: [lines[0], lines[2]], 2),
        (lambda lines: [lines[0], lines[2], lines[1]], 2),
        (lambda lines: [lines[0], lines[0], *lines[1:]], 2),
        (lambda lines: [*lines, lines[2].replace(b'"number": 3', b'"number": 4')], 4),
        (lambda lines: [lines[0], b"what?\n", lines[2]], 2),
        (lambda lines: [lines[0], b'{"number": "2", "kind": "", "payload": {}}\n'], 2),
        (lambda lines: [lines[0], b'["number"]\n'], 2),
    ],
)
def test_a_line_that_was_changed_moved_removed_or_put_in_is_noticed(path: Path, damage: object, number: int) -> None:
    append(*ENTRIES)
    path.write_bytes(b"".join(damage(path.read_bytes().splitlines(keepends=True))))  # type: ignore[operator]
    with pytest.raises(JournalDamaged, match=f"damaged at entry {number}. Put back the journal"):
        read()


def test_a_damaged_end_is_noticed_before_anything_is_appended(path: Path) -> None:
    append(ENTRIES[0])
    with path.open("ab") as file:
        file.write(b"what?\n")
    with pytest.raises(JournalDamaged, match="The journal's end is damaged"):
        append(ENTRIES[1])


def test_a_journal_that_was_removed_is_not_begun_again(path: Path) -> None:
    append(ENTRIES[0])
    path.unlink()
    with pytest.raises(JournalDamaged, match="The journal is missing"):
        read()


def test_a_journal_without_its_key_is_not_continued_with_another(path: Path) -> None:
    append(ENTRIES[0])
    vault.destroy_ring(journal_file.KEY_RING)
    with pytest.raises(JournalDamaged, match="The journal's key is missing"):
        append(ENTRIES[1])


def test_a_journal_that_a_killed_process_had_only_just_created_is_used(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.touch()
    append(ENTRIES[0])
    assert json.loads(path.read_bytes())["kind"] == "tombstone"


def test_a_key_of_another_folder_of_keys_is_noticed(path: Path) -> None:
    append(*ENTRIES)
    (path.parent / "root.key").write_bytes(b"k" * 32)
    with pytest.raises(
        JournalDamaged, match=r"The journal's key \(journal.ring in AFTERCALL_KEYS\) belongs to other keys"
    ):
        read()
