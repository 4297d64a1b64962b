"""The private folder of an upload: locked while a process works on it, and removed afterwards."""

import stat
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from aftercall.programmes import load_process


@pytest.fixture(autouse=True)
def working_folder(settings: Settings, tmp_path: Path) -> Path:
    """A separate working folder for each test."""
    settings.WORKING_DIR = tmp_path / "work"
    return tmp_path / "work"


def upload(name: str = "extract.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"crime_ref")


def test_an_uploaded_file_is_private_and_does_not_keep_its_name() -> None:
    with load_process.store_upload("one", upload("Walton, Amelia.XLSX")):
        [path] = load_process.uploaded_files("one")
        assert (path.name, path.read_bytes()) == ("extract.xlsx", b"crime_ref")
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_file_with_an_unknown_suffix_is_treated_as_csv() -> None:
    with load_process.store_upload("one", upload("Walton.doc")):
        assert [path.name for path in load_process.uploaded_files("one")] == ["extract.csv"]


def test_a_load_is_running_as_long_as_the_folder_of_its_upload_is_locked(working_folder: Path) -> None:
    with load_process.store_upload("one", upload()):
        assert load_process.is_running("one")
        load_process.remove_abandoned_uploads()
        assert load_process.uploaded_files("one")
    assert not load_process.is_running("one")
    load_process.remove_abandoned_uploads()
    assert list(working_folder.iterdir()) == []


def test_a_load_without_an_upload_has_a_locked_folder_while_it_runs(working_folder: Path) -> None:
    with load_process.hold_folder("one"):
        load_process.remove_abandoned_uploads()
        assert load_process.is_running("one")
    assert list(working_folder.iterdir()) == []


def test_the_load_of_an_unknown_upload_is_not_running() -> None:
    assert not load_process.is_running("none")


def test_the_progress_of_a_step_is_stored_with_the_upload_but_is_not_listed_as_an_uploaded_file() -> None:
    with load_process.store_upload("one", upload()):
        assert load_process.step_progress("one", 0) is None
        load_process.save_step_progress("one", 0, 0.4)
        load_process.save_step_progress("one", 0, 0.5)
        assert (load_process.step_progress("one", 0), load_process.step_progress("one", 1)) == (0.5, None)
        load_process.save_step_progress("one", 1, None)
        assert (load_process.step_progress("one", 0), load_process.step_progress("one", 1)) == (None, None)
        assert [path.name for path in load_process.uploaded_files("one")] == ["extract.csv"]


def test_nothing_remains_of_a_failed_upload(working_folder: Path) -> None:
    with pytest.raises(OSError, match="full"), load_process.store_upload("one", upload()):
        raise OSError("full")
    assert list(working_folder.iterdir()) == []


def test_other_folders_are_not_removed(working_folder: Path) -> None:
    (working_folder / "something").mkdir(parents=True)
    load_process.remove_abandoned_uploads()
    assert [path.name for path in working_folder.iterdir()] == ["something"]
