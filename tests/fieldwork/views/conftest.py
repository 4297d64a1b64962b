"""Signed-in users at a fixed time."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from tests.fieldwork.making import TUESDAY

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.core import clock

SetClock = Callable[[datetime], None]


@pytest.fixture(autouse=True)
def set_clock(monkeypatch: pytest.MonkeyPatch, no_minimum_call: None) -> SetClock:
    """Fixes the views' clock: Tuesday at ten, unless the test sets another time."""

    def to(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    to(TUESDAY)
    return to


@pytest.fixture
def browser(interviewer: User) -> Client:
    """The interviewer's browser."""
    client = Client()
    client.force_login(interviewer)
    return client


@pytest.fixture
def colleague_browser(colleague: User) -> Client:
    """A colleague's browser."""
    client = Client()
    client.force_login(colleague)
    return client


@pytest.fixture
def manager_browser(client_signed_in_as: Callable[[Role], Client]) -> Client:
    """The field manager's browser."""
    return client_signed_in_as(Role.FIELD_MANAGER)
