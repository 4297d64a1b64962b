"""A script that uses an interviewer's session to collect names and numbers gets the quota and no more."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.fieldwork.making import TUESDAY, Person, make_cases
from tests.fieldwork.views.conftest import SetClock
from tests.fieldwork.views.pages import get, post

from aftercall.accounts.roles import Role
from aftercall.fieldwork.models import Attempt

# tests/fieldwork/test_call_limits.py tests the same limits on both databases.
pytestmark = pytest.mark.one_database
QUOTA = 4


@pytest.fixture
def harvest(browser: Client, set_clock: SetClock, settings: Any) -> Callable[[float, float], set[str]]:
    """Opens cases, dials, reads the names and saves 'No answer' for so many seconds, with so many between requests.
    Returns the names."""
    settings.MINIMUM_CALL_SECONDS, settings.CALLS_PER_HOUR = 15, QUOTA

    def run(duration: float, pause: float) -> set[str]:
        names: set[str] = set()
        for step in range(int(duration / pause)):
            set_clock(TUESDAY + timedelta(seconds=step * pause))
            post(browser, "next_case")
            post(browser, "case", phone="main", step="dial")
            page = get(browser, "call").content.decode()
            names |= set(re.findall("Ms Ann Example[0-9]+", page))
            for attempt in Attempt.objects.filter(ended_at=None):
                post(browser, "outcome", attempt=attempt.pk, outcome="3.13")
        return names

    return run


def test_a_hasty_script_gets_a_person_every_15_seconds(harvest: Callable[[float, float], set[str]]) -> None:
    make_cases(*(Person(f"CASE{number}") for number in range(9)))
    assert len(harvest(42, 1)) == 3


def test_a_patient_script_gets_the_quota_and_the_manager_and_the_officer_know(
    harvest: Callable[[float, float], set[str]], client_signed_in_as: Callable[[Role], Client]
) -> None:
    make_cases(*(Person(f"CASE{number}") for number in range(9)))
    assert len(harvest(3_590, 40)) == QUOTA
    for role in (Role.FIELD_MANAGER, Role.DATA_PROTECTION):
        assert "within an hour" in client_signed_in_as(role).get("/start/").content.decode()
