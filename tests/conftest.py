"""What the tests of every room share: a database of their own, users of each role, and no way out to the network."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from pytest_django import DjangoDbBlocker
from tests.fieldwork.making import make_programme
from tests.remembered import RememberedFrames
from tests.world import LATER, MONTH, make_extract, make_researcher, returned_wave

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.core import audit_triggers, tombstones
from aftercall.programmes.models import Programme
from aftercall.programmes.operations import loading
from aftercall.results.models import AnalysisRun
from aftercall.results.operations import Period, analyse

type Commit = Callable[[], None]
LOOPBACK = ("127.0.0.1", "::1", "localhost")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that gets the database through a fixture is marked like one that asks for it, so that the run on
    PostgreSQL, which goes by the mark, does not leave it out."""
    for item in items:
        if "db" in getattr(item, "fixturenames", ()):
            item.add_marker("django_db")


@pytest.fixture(scope="session", autouse=True)
def no_way_out() -> Iterator[None]:
    """A test that tries to reach another machine fails, and says which one it tried."""
    connect = socket.socket.connect

    def only_here(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in LOOPBACK:
            raise AssertionError(f"A test tried to reach {address[0]}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", only_here)
        yield


@pytest.fixture(scope="session", autouse=True)
def remembered_frames(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The same extract under the same rules is built once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "build_frame", RememberedFrames(loading.build_frame, tmp_path_factory.mktemp("frames")))
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """SQLite's triggers would refuse to empty the audit log between transactional tests; PostgreSQL's TRUNCATE passes
    its own by. A test of the triggers puts them back for itself."""
    if connection.vendor == "sqlite":
        with django_db_blocker.unblock(), connection.schema_editor() as editor:
            audit_triggers.switch_off(editor)


@pytest.fixture(autouse=True)
def no_wrong_passwords_counted() -> None:
    """The count of failed sign-ins lives in the process, so it would go from one test to the next."""
    cache.clear()


@pytest.fixture
def commit(db: None, monkeypatch: pytest.MonkeyPatch) -> Commit:
    """Does what waits for a commit, which the transaction around a test never reaches."""
    monkeypatch.setattr(tombstones, "_make_durable", lambda: None)  # nothing is committed that a disk could lose

    def run() -> None:
        while connection.run_on_commit:
            _, action, _ = connection.run_on_commit.pop(0)
            action()

    return run


@pytest.fixture
def user_of(db: None) -> Callable[[Role], User]:
    """Makes a user with a role, who has no password: nothing but signing in needs one, and hashing is slow."""

    def make(role: Role) -> User:
        user, _ = User.objects.get_or_create(email=f"{role}@example.org", defaults={"name": role.label, "role": role})
        return user

    return make


@pytest.fixture
def client_of(user_of: Callable[[Role], User]) -> Callable[[Role | None], Client]:
    """Makes a client that is signed in with a role, or not at all. It checks CSRF tokens no more than Django's does."""

    def make(role: Role | None) -> Client:
        client = Client()
        if role:
            client.force_login(user_of(role))
        return client

    return make


@pytest.fixture
def researcher(db: None) -> User:
    """Who loads, draws, releases, analyses and publishes."""
    return make_researcher()


@pytest.fixture
def programme(db: None) -> Programme:
    """The rules of the product's own page."""
    return make_programme()


@pytest.fixture(scope="session")
def extract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An extract of January 2025 with 400 made-up rows."""
    return make_extract(tmp_path_factory.mktemp("january"))


@pytest.fixture
def run(researcher: User, programme: Programme, tmp_path: Path) -> AnalysisRun:
    """An analysis of one month in which four of five were satisfied."""
    returned_wave(researcher, tmp_path, programme=programme)
    return analyse(programme=programme, period=Period(MONTH, MONTH), actor=researcher, at=LATER)


@pytest.fixture
def project_root() -> Path:
    """The folder of the checkout."""
    return Path(__file__).resolve().parent.parent
