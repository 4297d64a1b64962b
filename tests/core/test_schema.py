"""The copy of an SQLite database before it is migrated, and how long it is kept."""

import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import Settings

from aftercall.core import schema

AT = datetime(2025, 3, 1, 9, 30, tzinfo=UTC)


class _Copying:
    """A connection to an SQLite database of its own, as far as copying needs one."""

    def __init__(self, path: Path) -> None:
        self.vendor = "sqlite"
        self._database = sqlite3.connect(path)
        self._database.execute("CREATE TABLE one (two)")

    def cursor(self) -> "_Copying":
        return self

    def execute(self, sql: str, parameters: list[str]) -> None:
        self._database.execute(sql.replace("%s", "?"), parameters)

    def __enter__(self) -> "_Copying":
        return self

    def __exit__(self, *_: object) -> None:
        pass


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


def test_nothing_is_copied_unless_something_will_be_migrated(db: None, home: Path) -> None:
    schema.copy_before_migrating()
    assert list(home.iterdir()) == []
    assert (schema.unapplied_migrations(), schema.why_other_version()) == (set(), "")


def test_the_migrations_that_the_first_ones_replace_count_as_them(db: None) -> None:
    MigrationRecorder(connection).record_unapplied("suppression", "0001_tables")
    assert (schema.unapplied_migrations(), schema.why_other_version()) == (set(), "")
    MigrationRecorder(connection).record_unapplied("suppression", "0011_objections_on_the_web")
    assert schema.why_other_version() == (
        "The database is too old for this program: it lacks suppression.0011_objections_on_the_web. Set it up with a "
        "version in between first"
    )


def test_the_first_copy_before_an_upgrade_is_kept(db: None, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    MigrationRecorder(connection).record_unapplied("workbench", "0001_initial")
    recorded, unapplied = schema._recorded(), schema.unapplied_migrations()
    monkeypatch.setattr(schema, "_recorded", lambda: recorded)
    monkeypatch.setattr(schema, "unapplied_migrations", lambda: unapplied)
    monkeypatch.setattr(schema, "connection", _Copying(home / "database.sqlite3"))
    schema.copy_before_migrating()
    [copy] = schema.copies_folder().iterdir()
    assert schema.copies_folder().stat().st_mode & 0o077 == 0
    first = copy.read_bytes()
    assert b"CREATE TABLE one" in first
    schema.copy_before_migrating()
    assert [path.read_bytes() for path in schema.copies_folder().iterdir()] == [first]


def test_copies_are_deleted_after_30_days(home: Path) -> None:
    schema.copies_folder().mkdir()
    for name, days in (("old", 30), ("new", 29)):
        path = schema.copies_folder() / f"{name}.sqlite3"
        path.touch()
        os.utime(path, times=(AT.timestamp() - days * 86_400,) * 2)
    assert schema.remove_old_copies(at=AT) == 1
    assert [path.name for path in schema.copies_folder().iterdir()] == ["new.sqlite3"]
