"""Abandoned folders are removed; folders in use are not."""

import os
import stat
from pathlib import Path

import pytest

from aftercall.frames import locked_folders
from aftercall.frames.locked_folders import create_locked_folder, is_abandoned, remove_abandoned


def test_a_folder_is_in_use_until_its_lock_is_released(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "folder"
    lock = create_locked_folder(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not is_abandoned(folder)
    remove_abandoned([folder])
    assert folder.exists()
    os.close(lock)
    assert is_abandoned(folder)
    remove_abandoned([folder, tmp_path / "missing"])
    assert not folder.exists()


def test_a_folder_that_does_not_exist_is_abandoned(tmp_path: Path) -> None:
    assert is_abandoned(tmp_path / "missing")


def test_another_users_folder_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> int:
        raise PermissionError

    folder = tmp_path / "folder"
    folder.mkdir()
    with monkeypatch.context() as patch:
        patch.setattr(os, "open", refused)
        assert not is_abandoned(folder)
        remove_abandoned([folder])
    assert folder.exists()


def test_two_that_look_at_the_same_time_both_see_that_a_folder_is_abandoned(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    with locked_folders._try_lock(folder) as first, locked_folders._try_lock(folder) as second:
        assert first
        assert second


def test_a_folder_removed_before_it_is_opened_is_created_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, real_open = tmp_path / "folder", os.open
    seen: list[bool] = []

    def late_open(path: Path, flags: int) -> int:
        seen.append(folder.exists())
        if len(seen) == 1:
            folder.rmdir()
        return real_open(path, flags)

    monkeypatch.setattr(os, "open", late_open)
    lock = create_locked_folder(folder)
    monkeypatch.undo()
    assert seen == [True, True]
    assert not is_abandoned(folder)
    os.close(lock)


def test_a_folder_removed_before_it_is_locked_is_created_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process takes the folder for abandoned, between its creation and its lock."""
    folder, flock = tmp_path / "folder", locked_folders.fcntl.flock
    seen: list[bool] = []

    def late_flock(descriptor: int, operation: int) -> None:
        seen.append(folder.exists())
        if len(seen) == 1:
            folder.rmdir()
        flock(descriptor, operation)

    monkeypatch.setattr(locked_folders.fcntl, "flock", late_flock)
    lock = create_locked_folder(folder)
    monkeypatch.undo()
    assert seen == [True, True]
    assert not is_abandoned(folder)
    os.close(lock)
