"""Working folders are gone once they are removed, and those of killed processes with the next one."""

from pathlib import Path

import pytest

from aftercall.frames import working_folders
from aftercall.frames.working_folders import SAV, SPARK, WorkingFolder, remove_abandoned_folders, working_folder


@pytest.fixture(autouse=True)
def parent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(working_folders, "_parent", lambda: tmp_path)
    return tmp_path


def test_a_folder_is_private_and_goes_with_its_block(parent: Path) -> None:
    with working_folder(SAV) as folder:
        (folder / "microdata.sav").write_text("Somebody’s answers")
        assert folder.stat().st_mode & 0o777 == 0o700
    assert list(parent.iterdir()) == []


def test_what_a_killed_process_left_is_removed_and_what_is_in_use_is_not(parent: Path) -> None:
    left = parent / f"{SPARK}left"
    left.mkdir()  # nobody holds its lock
    (left / "0.parquet").write_text("07700 900123")
    with working_folder(SAV) as folder:
        assert list(parent.iterdir()) == [folder]
        remove_abandoned_folders()
        assert folder.exists()


def test_nothing_is_removed_from_a_folder_that_other_machines_share(tmp_path: Path) -> None:
    other = tmp_path / f"{SPARK}of-another-machine"
    other.mkdir()
    folder = WorkingFolder(SPARK, tmp_path)
    folder.remove()
    assert list(tmp_path.iterdir()) == [other]
