"""Someone who has a list of names opts out everyone on it. Calls stop, but nothing is destroyed before the officer has
seen it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.conftest import Commit
from tests.fieldwork.making import TUESDAY, Person, make_cases
from tests.fieldwork.views.pages import words
from tests.quick_waves import quick_digests

from aftercall.accounts.roles import Role
from aftercall.core import clock, vault
from aftercall.core.models import AuditEntry
from aftercall.core.request_limit import REQUESTS_PER_HOUR
from aftercall.fieldwork.models import Case
from aftercall.fieldwork.states import CaseState
from aftercall.rights import objections
from aftercall.rights.opt_outs.operations import erase_after_cooling_time
from aftercall.suppression.models import COOLING_TIME, Objection

CASES = 40
VICTIMS = [
    {"first_name": "Ann", "last_name": f"Example{chr(97 + number // 10)}{chr(97 + number % 10)}", "postcode": "ZZ1 1ZZ"}
    for number in range(CASES)
]


@pytest.fixture
def cases(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objections, "person_digests", quick_digests)
    monkeypatch.setattr(clock, "now", lambda: TUESDAY)
    people = (Person(f"CASE{number}", digests=sorted(quick_digests(one))) for number, one in enumerate(VICTIMS))
    make_cases(*people)


def closed_cases() -> int:
    return Case.objects.filter(state=CaseState.CLOSED).count()


def keys_left() -> int:
    cases = Case.objects.select_related("released")
    return sum(vault.key_exists(case.released.ring, case.released.key_slot) for case in cases)


@pytest.mark.usefixtures("cases")
def test_from_one_connection_only_a_few_requests_are_taken(client: Client) -> None:
    answers = [client.post(reverse("public:opt_out"), victim).status_code for victim in VICTIMS]
    assert answers.count(429) == CASES - REQUESTS_PER_HOUR
    assert (closed_cases(), keys_left()) == (REQUESTS_PER_HOUR, CASES)


@pytest.mark.usefixtures("cases")
def test_from_many_connections_everyone_is_left_alone_and_nothing_destroyed_until_the_officer_decides(
    client: Client, client_signed_in_as: Callable[[Role], Client], commit: Commit, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, victim in enumerate(VICTIMS):
        address = f"198.51.100.{number}"
        assert client.post(reverse("public:opt_out"), victim, REMOTE_ADDR=address).status_code == 302
    commit()
    assert (closed_cases(), keys_left()) == (CASES, CASES)
    assert AuditEntry.objects.filter(action="opt_outs.flood").count() == 1
    officer = client_signed_in_as(Role.DATA_PROTECTION)
    home = words(officer.get(reverse("start")))  # type: ignore[arg-type]
    assert "Alerts 40 requests to opt out on 4 March 2025" in home
    # The officer looks into it, and keeps the details. The job destroys nothing in the meantime.
    just_before = TUESDAY + COOLING_TIME - timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: just_before)
    officer.post(reverse("opt_outs:keep_all"))
    assert erase_after_cooling_time(at=TUESDAY + COOLING_TIME) == 0
    commit()
    assert keys_left() == CASES
    # One of them says on the telephone that the request was theirs.
    request = Objection.objects.order_by("pk")[0]
    officer.post(reverse("opt_outs:request", args=[request.pk]), {"decision": "destroy"})
    commit()
    assert keys_left() == CASES - 1
    assert erase_after_cooling_time(at=just_before + COOLING_TIME) == CASES - 1
    commit()
    assert (closed_cases(), keys_left()) == (CASES, 0)
