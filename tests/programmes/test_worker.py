"""The private folder of an upload: held while somebody works on it, and removed when nobody does."""

import stat
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from aftercall.programmes import worker


@pytest.fixture(autouse=True)
def working(settings: Settings, tmp_path: Path) -> Path:
    """A working folder of the test's own."""
    settings.WORKING_DIR = tmp_path / "work"
    return tmp_path / "work"


def upload(name: str = "extract.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"crime_ref")


def test_an_upload_is_private_and_has_no_name_of_its_own() -> None:
    with worker.store_upload("one", upload("Walton, Amelia.XLSX")):
        [path] = worker.uploaded_files("one")
        assert (path.name, path.read_bytes()) == ("extract.xlsx", b"crime_ref")
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_name_without_a_known_ending_is_taken_for_csv() -> None:
    with worker.store_upload("one", upload("Walton.doc")):
        assert [path.name for path in worker.uploaded_files("one")] == ["extract.csv"]


def test_it_lives_as_long_as_it_is_held(working: Path) -> None:
    with worker.store_upload("one", upload()):
        assert worker.is_alive("one")
        worker.remove_abandoned()
        assert worker.uploaded_files("one")
    assert not worker.is_alive("one")
    worker.remove_abandoned()
    assert list(working.iterdir()) == []


def test_what_was_never_taken_in_does_not_live() -> None:
    assert not worker.is_alive("none")


def test_how_far_a_step_is_stands_beside_the_upload_and_is_no_upload() -> None:
    with worker.store_upload("one", upload()):
        assert worker.share_of("one", 0) is None
        worker.note_share("one", 0, 0.4)
        worker.note_share("one", 0, 0.5)
        assert (worker.share_of("one", 0), worker.share_of("one", 1)) == (0.5, None)
        worker.note_share("one", 1, None)
        assert (worker.share_of("one", 0), worker.share_of("one", 1)) == (None, None)
        assert [path.name for path in worker.uploaded_files("one")] == ["extract.csv"]


def test_nothing_stays_of_an_upload_that_came_to_nothing(working: Path) -> None:
    with pytest.raises(OSError, match="full"), worker.store_upload("one", upload()):
        raise OSError("full")
    assert list(working.iterdir()) == []


def test_the_folders_of_others_are_left_alone(working: Path) -> None:
    (working / "something").mkdir(parents=True)
    worker.remove_abandoned()
    assert [path.name for path in working.iterdir()] == ["something"]
