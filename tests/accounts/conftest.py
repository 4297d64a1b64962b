"""People and one-time links for the tests of this room."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from aftercall.accounts.models import LinkPurpose, User
from aftercall.accounts.operations.links import IssuedLink, issue_link
from aftercall.accounts.roles import Role
from aftercall.core import clock

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
GOOD_PASSWORD = "violet tractor breakfast"
FAST_HASHER = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def fast_passwords(settings: object) -> None:
    """Passwords are hashed at once, for tests in which how they are hashed does not matter."""
    settings.PASSWORD_HASHERS = FAST_HASHER  # type: ignore[attr-defined]  # pytest-django's fixture


@pytest.fixture
def at_noon(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Sets the clock of the pages to noon; the function moves it on from there."""

    def move(after: timedelta) -> None:
        monkeypatch.setattr(clock, "now", lambda: NOON + after)

    move(timedelta())
    return move


@pytest.fixture
def invited(db: None) -> User:
    """Someone who has been invited and has not set a password."""
    return User.objects.create_user(email="ivy@example.org", name="Ivy", role=Role.RESEARCHER, password=None)


@pytest.fixture
def invitation(invited: User) -> IssuedLink:
    """Their invitation."""
    return issue_link(LinkPurpose.INVITATION, invited, NOON)
