"""The private folder of an upload: locked while a process works on it, and removed afterwards."""

import stat
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from aftercall.programmes import worker


@pytest.fixture(autouse=True)
def working(settings: Settings, tmp_path: Path) -> Path:
    """A separate working folder for each test."""
    settings.WORKING_DIR = tmp_path / "work"
    return tmp_path / "work"


def upload(name: str = "extract.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"crime_ref")


def test_an_upload_is_private_and_does_not_keep_its_name() -> None:
    with worker.store_upload("one", upload("Walton, Amelia.XLSX")):
        [path] = worker.uploaded_files("one")
        assert (path.name, path.read_bytes()) == ("extract.xlsx", b"crime_ref")
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_file_with_an_unknown_suffix_is_treated_as_csv() -> None:
    with worker.store_upload("one", upload("Walton.doc")):
        assert [path.name for path in worker.uploaded_files("one")] == ["extract.csv"]


def test_it_is_alive_as_long_as_it_is_locked(working: Path) -> None:
    with worker.store_upload("one", upload()):
        assert worker.is_alive("one")
        worker.remove_abandoned()
        assert worker.uploaded_files("one")
    assert not worker.is_alive("one")
    worker.remove_abandoned()
    assert list(working.iterdir()) == []


def test_an_unknown_upload_is_not_alive() -> None:
    assert not worker.is_alive("none")


def test_step_progress_is_stored_with_the_upload_but_is_not_an_uploaded_file() -> None:
    with worker.store_upload("one", upload()):
        assert worker.step_progress("one", 0) is None
        worker.save_step_progress("one", 0, 0.4)
        worker.save_step_progress("one", 0, 0.5)
        assert (worker.step_progress("one", 0), worker.step_progress("one", 1)) == (0.5, None)
        worker.save_step_progress("one", 1, None)
        assert (worker.step_progress("one", 0), worker.step_progress("one", 1)) == (None, None)
        assert [path.name for path in worker.uploaded_files("one")] == ["extract.csv"]


def test_nothing_remains_of_a_failed_upload(working: Path) -> None:
    with pytest.raises(OSError, match="full"), worker.store_upload("one", upload()):
        raise OSError("full")
    assert list(working.iterdir()) == []


def test_other_folders_are_not_removed(working: Path) -> None:
    (working / "something").mkdir(parents=True)
    worker.remove_abandoned()
    assert [path.name for path in working.iterdir()] == ["something"]
