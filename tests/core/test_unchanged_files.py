"""A file that is kept in memory is read again whenever it may have changed."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from aftercall.core.unchanged_files import read_unchanged

LONG_AGO = 1_000_000_000


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that are read, in order."""
    read: list[Path] = []
    original: Callable[[Path], bytes] = Path.read_bytes

    def read_bytes(path: Path) -> bytes:
        read.append(path)
        return original(path)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    return read


def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let much time have passed since the file changed."""
    monkeypatch.setattr("aftercall.core.unchanged_files._SETTLED_AFTER", -(10**15))


def test_an_unchanged_file_is_read_once(tmp_path: Path, reads: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    settled(monkeypatch)
    file = tmp_path / "key"
    file.write_bytes(b"one")
    assert [read_unchanged(file) for _ in range(3)] == [b"one"] * 3
    assert len(reads) == 1


@pytest.mark.parametrize("replaced", [True, False])
def test_a_changed_or_replaced_file_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, replaced: bool
) -> None:
    settled(monkeypatch)
    file, other = tmp_path / "key", tmp_path / "other"
    file.write_bytes(b"one")
    assert read_unchanged(file) == b"one"
    (other if replaced else file).write_bytes(b"two")
    if replaced:
        other.rename(file)
    os.utime(file, ns=(LONG_AGO, LONG_AGO))
    assert read_unchanged(file) == b"two"


def test_a_file_that_has_just_changed_is_not_kept(tmp_path: Path) -> None:
    """A file system's clock may not tell two changes apart that follow each other quickly."""
    file = tmp_path / "key"
    file.write_bytes(b"one")
    contents = []
    for content in (b"two", b"six") * 50:
        read_unchanged(file)
        file.write_bytes(content)
        contents.append(read_unchanged(file))
    assert contents == [b"two", b"six"] * 50


def test_a_file_that_is_removed_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settled(monkeypatch)
    file = tmp_path / "key"
    file.write_bytes(b"one")
    assert read_unchanged(file) == b"one"
    file.unlink()
    with pytest.raises(FileNotFoundError):
        read_unchanged(file)
