"""No one but its owner can read what the program has written or writes."""

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.cli.test_main import Result
from tests.cli.test_main import aftercall as aftercall  # noqa: PLC0414 - a fixture
from tests.journeys.site import Site

from aftercall.config.private_files import database_files, restrict_existing, restrict_new_files


@pytest.fixture(autouse=True)
def usual_umask() -> Iterator[None]:
    """As on most machines: others can read new files."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def open_to_others(folder: Path) -> list[str]:
    """What others can read or write, of a folder and all that is in it."""
    return [path.name for path in [folder, *folder.rglob("*")] if stat.S_IMODE(path.lstat().st_mode) & 0o077]


def test_files_that_others_could_read_are_restricted(tmp_path: Path) -> None:
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    (home / "loads" / "1").mkdir(parents=True)
    for path in (home / "loads" / "1" / "frame.parquet", elsewhere, tmp_path / "x.sqlite3-wal"):
        path.touch(mode=0o664)
    (home / "link").symlink_to(elsewhere)
    (home / "run").touch(mode=0o755)
    restrict_existing(home, *database_files(str(tmp_path / "x.sqlite3")), tmp_path / "nothing")
    assert open_to_others(home) == ["link"]  # a link has no mode of its own
    assert stat.S_IMODE((home / "run").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "x.sqlite3-wal").stat().st_mode) == 0o600
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o644


def test_files_of_someone_else_are_left_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    (tmp_path / "file").touch()
    monkeypatch.setattr(Path, "chmod", refuse)
    restrict_existing(tmp_path)
    assert "file" in open_to_others(tmp_path)


def test_new_files_are_restricted(tmp_path: Path) -> None:
    restrict_new_files()
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file").touch()
    assert open_to_others(tmp_path / "folder") == []


def test_what_a_bulk_command_writes_is_for_its_owner_alone(
    tmp_path: Path, aftercall: Callable[..., Result], db: None
) -> None:
    out = tmp_path / "extracts"
    assert aftercall("generate", "--rows", "50", "--months", "1", "--seed", "1", "--out", str(out)).returncode == 0
    assert open_to_others(out) == []


def test_an_installation_is_for_its_owner_alone_even_if_it_was_not_before(tmp_path: Path, tables: Site) -> None:
    site = tables.copy(tmp_path / "home", is_demo=False, AFTERCALL_KEYS=str(tmp_path / "keys"))
    for folder in (site.home, tmp_path / "keys"):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)
        (folder / "earlier").touch(mode=0o644)
    for file in site.home.iterdir():
        file.chmod(0o644)
    site.set_up()
    assert open_to_others(site.home) == open_to_others(tmp_path / "keys") == []
