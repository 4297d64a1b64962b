"""Is this call genuine? A code tells, on its day, and nothing about anybody."""

from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from tests.fieldwork.making import TUESDAY, Person, call, make_cases, make_user

from aftercall.core import clock
from aftercall.core.request_limit import REQUESTS_PER_HOUR
from aftercall.fieldwork import operations
from aftercall.fieldwork.models import Attempt
from aftercall.programmes.models import Programme

URL = reverse("public:genuine")
RIGHT, WRONG = "The code is right", "We do not know this code"


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The time on the site, which a test can change."""
    times = [TUESDAY]
    monkeypatch.setattr(clock, "now", lambda: times[-1])
    cache.clear()
    return times


@pytest.fixture
def attempt(programme: Programme) -> Attempt:
    """A call to someone who has not said yet that they can talk."""
    make_cases(Person("CASE1"))
    return call(make_user())


def identify(attempt: Attempt) -> str:
    operations.confirm_can_talk(attempt=attempt, interviewer=attempt.interviewer, at=TUESDAY)
    return attempt.code


def answer(client: Client, code: str) -> str:
    return client.post(URL, {"code": code}).content.decode()


def test_a_code_of_today_is_right_however_it_is_typed(attempt: Attempt, client: Client, at: list[datetime]) -> None:
    code = identify(attempt)
    assert RIGHT in answer(client, f"{code[:3].lower()} {code[3:]}")
    assert WRONG in answer(client, code[::-1])


def test_there_is_no_code_before_the_person_is_identified(attempt: Attempt, client: Client, at: list[datetime]) -> None:
    assert attempt.code == ""
    code = identify(attempt)
    Attempt.objects.update(can_talk_at=None)
    assert WRONG in answer(client, code)


def test_a_code_is_not_known_on_the_next_day(attempt: Attempt, client: Client, at: list[datetime]) -> None:
    code = identify(attempt)
    at.append(TUESDAY + timedelta(days=1))
    assert WRONG in answer(client, code)


def test_right_and_wrong_codes_get_the_same_page_but_for_the_answer(
    attempt: Attempt, client: Client, at: list[datetime]
) -> None:
    code = identify(attempt)
    for page in (answer(client, code), answer(client, "CCCCCC")):
        assert page.count('role="status"') == 1
        assert "Example Research" in page
        assert "CASE1" not in page


def test_codes_cannot_be_tried_one_after_another(attempt: Attempt, client: Client, at: list[datetime]) -> None:
    code = identify(attempt)
    for _ in range(REQUESTS_PER_HOUR):
        answer(client, "CCCCCC")
    response = client.post(URL, {"code": code})
    assert response.status_code == 429
    assert "We have not checked the code" in response.content.decode()


@pytest.mark.parametrize(("code", "message"), [("", "Enter the code"), ("CDF 34", "Enter all 6"), ("éééééé", WRONG)])
def test_an_incomplete_code_is_explained(
    code: str, message: str, programme: Programme, client: Client, at: list[datetime]
) -> None:
    assert message in answer(client, code)
