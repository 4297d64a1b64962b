"""Fixtures shared by the tests of every room: users and clients of each role, a programme, and no network access."""

import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management.commands import flush
from django.db import connection
from django.test import Client, override_settings
from tests.cached_frames import SHARED_MATCH_KEY, FrameCache, locked, shared_folder
from tests.fieldwork.making import make_programme
from tests.journeys.site import DATABASE_FILE, Site, own_database
from tests.world import LATER, MONTH, make_extract, make_researcher, returned_wave

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.core import audit_triggers, tombstones, vault
from aftercall.programmes.keys import MATCH_KEY
from aftercall.programmes.models import Programme
from aftercall.programmes.operations import loading
from aftercall.results.models import AnalysisRun
from aftercall.results.operations import analyse
from aftercall.results.periods import Period

type Commit = Callable[[], None]
LOOPBACK = ("127.0.0.1", "::1", "localhost")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Add the django_db mark to tests that use the `db` fixture, because the PostgreSQL run selects by that mark. Tests
    whose mark says that they commit get the fixture `flushable_audit_log`."""
    for item in items:
        names: list[str] = getattr(item, "fixturenames", [])
        if "db" in names:
            item.add_marker("django_db")
        mark = item.get_closest_marker("django_db")
        if mark and mark.kwargs.get("transaction"):
            names.insert(0, "flushable_audit_log")


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Makes any test fail that tries to connect to another machine, and names that machine."""
    connect = socket.socket.connect

    def connect_to_loopback(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in LOOPBACK:
            raise AssertionError(f"A test tried to reach {address[0]}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_to_loopback)
        yield


@pytest.fixture(scope="session", autouse=True)
def shared_match_key() -> None:
    """Two processes make the same frame only if they have the same match key."""
    vault.adopt_long_lived_key(MATCH_KEY, SHARED_MATCH_KEY)


@pytest.fixture(scope="session")
def frame_cache(tmp_path_factory: pytest.TempPathFactory) -> FrameCache:
    """The frames cached for the whole test run."""
    return FrameCache(loading.build_frame, shared_folder() or tmp_path_factory.mktemp("frames"))


@pytest.fixture
def cached_frames(frame_cache: FrameCache, monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that need a loaded wave but do not test loading: each frame is built once, then copied."""
    monkeypatch.setattr(loading, "build_frame", frame_cache)


@pytest.fixture
def flushable_audit_log() -> Iterator[None]:
    """For tests that commit (`transaction=True`), which end by flushing all tables: the flush drops the audit log's
    triggers and creates them again. It does not create Django's permissions and content types again: nothing uses them,
    and they take twenty times as long as all the rest."""
    sql_flush = connection.ops.sql_flush

    def without_triggers(*args: Any, **options: Any) -> list[str]:
        off, on = (audit_triggers.statements(connection.vendor, on=on) for on in (False, True))
        return [*off, *sql_flush(*args, **options), *on]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection.ops, "sql_flush", without_triggers)
        patch.setattr(flush, "emit_post_migrate_signal", lambda *_: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_password_hasher() -> Iterator[None]:
    """Hashes passwords quickly. A production hash takes a third of a second on purpose, and hundreds are made here."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True)
def reset_failed_sign_ins() -> None:
    """Failed sign-ins are counted in the memory of this process, so the count would carry over to the next test."""
    cache.clear()


@pytest.fixture(autouse=True)
def new_journal() -> None:
    """A test's database has no journal yet, so the one of the last test must not be there either."""
    for name in ("journal.ring", "journal"):
        (Path(settings.KEYS_DIR) / name).unlink(missing_ok=True)


@pytest.fixture
def no_minimum_call(settings: Any) -> None:
    """For tests in which time stands still: the outcome of a call can be saved at the moment it is dialled."""
    settings.MINIMUM_CALL_SECONDS = 0


@pytest.fixture
def commit(db: None, monkeypatch: pytest.MonkeyPatch) -> Commit:
    """Runs the on-commit callbacks, which otherwise would never run in the transaction around a test."""
    monkeypatch.setattr(tombstones, "_make_durable", lambda: None)  # nothing is committed, so nothing needs an fsync

    def run() -> None:
        while connection.run_on_commit:
            _, action, _ = connection.run_on_commit.pop(0)
            action()

    return run


@pytest.fixture
def user_with_role(db: None) -> Callable[[Role], User]:
    """Creates a user with a role, without a password: only signing in needs one, and hashing is slow."""

    def make(role: Role) -> User:
        user, _ = User.objects.get_or_create(email=f"{role}@example.org", defaults={"name": role.label, "role": role})
        return user

    return make


@pytest.fixture
def client_signed_in_as(user_with_role: Callable[[Role], User]) -> Callable[[Role | None], Client]:
    """Creates a client that is signed in with a role, or not signed in (None). As usual, it skips CSRF checks."""

    def make(role: Role | None) -> Client:
        client = Client()
        if role:
            client.force_login(user_with_role(role))
        return client

    return make


@pytest.fixture
def researcher(db: None) -> User:
    """The user who loads, draws, releases, analyses and publishes."""
    return make_researcher()


@pytest.fixture
def programme(db: None) -> Programme:
    """A programme with the default rules."""
    return make_programme()


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site with nothing but its tables, to be copied, because creating them takes ten seconds. On SQLite the
    processes of one `./go test` share it."""
    database = own_database()
    shared = None if database else shared_folder()
    folder = shared or tmp_path_factory.mktemp("shared")
    site = Site(folder / "tables", database)
    with locked(folder / "tables.lock"):
        if not site.home.exists():
            unfinished = Site(folder / "unfinished", database)
            unfinished.home.mkdir()
            unfinished.create_tables()
            unfinished.home.rename(site.home)
    return site


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: pytest.FixtureRequest) -> None:
    """In a whole `./go test`, the tests' own database begins as a copy of `tables` too. `migrate` then finds nothing to
    do in it."""
    if shared_folder():
        tables: Site = request.getfixturevalue("tables")
        of_tests = settings.DATABASES["default"].setdefault("TEST", {})
        if tables.environment:
            of_tests["TEMPLATE"] = tables.database_name
        else:
            shutil.copyfile(tables.home / DATABASE_FILE, of_tests["NAME"])


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """A database on SQLite that has just been copied is not to be made again."""
    return bool(shared_folder()) and connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory, tables: Site) -> Site:
    """A site that is set up but never served. Other sites begin as copies of it, because setting up takes long."""
    site = tables.copy(tmp_path_factory.mktemp("installation"))
    site.set_up()
    return site


@pytest.fixture(scope="session")
def extract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A synthetic extract for January 2025 with 400 rows."""
    return make_extract(tmp_path_factory.mktemp("january"))


@pytest.fixture
def run(cached_frames: None, researcher: User, programme: Programme, tmp_path: Path) -> AnalysisRun:
    """An analysis of one month in which four in five respondents were satisfied."""
    returned_wave(researcher, tmp_path, programme=programme)
    return analyse(programme=programme, period=Period(MONTH, MONTH), actor=researcher, at=LATER)


@pytest.fixture
def project_root() -> Path:
    """The folder of the checkout."""
    return Path(__file__).resolve().parent.parent
