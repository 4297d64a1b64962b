from django.test import Client
from tests.fieldwork.making import TUESDAY, Person, at, call, make_cases
from tests.fieldwork.views.conftest import SetClock
from tests.fieldwork.views.pages import NAME, NUMBER, get, leads_to, post, words

from aftercall.accounts.models import User
from aftercall.core.models import AuditEntry
from aftercall.dispositions.codes import BY_CODE
from aftercall.fieldwork import operations
from aftercall.fieldwork.models import Attempt, Case


def test_before_dialling_the_history_is_shown_without_the_person(
    desk: Client, interviewer: User, set_clock: SetClock
) -> None:
    make_cases()
    operations.record_outcome(
        attempt=call(interviewer), disposition=BY_CODE["3.13"], interviewer=interviewer, at=TUESDAY
    )
    set_clock(at(6, 12))
    post(desk, "next_case")
    response = get(desk, "case")
    page = words(response)
    assert "4 March 2025 at 10:00am First number No answer" in page
    assert "1 of a maximum of 6" in page
    assert "28 March 2025" in page
    assert NAME not in page
    assert NUMBER not in page
    assert "no-store" in response["Cache-Control"]


def test_dialling_starts_the_call_once(desk: Client) -> None:
    make_cases()
    post(desk, "next_case")
    for _ in range(2):
        assert leads_to(post(desk, "case", phone="main")) == "call"
    assert Attempt.objects.count() == 1
    assert leads_to(get(desk, "case")) == "call"


def test_without_a_case_the_page_redirects_to_the_queue(desk: Client) -> None:
    make_cases()
    response = get(desk, "case")
    assert leads_to(response) == "next_case"
    assert "You have no case open" in words(get(desk, "next_case"))


def test_dialling_is_not_offered_after_hours(desk: Client, set_clock: SetClock) -> None:
    make_cases()
    post(desk, "next_case")
    set_clock(at(4, 20, 1))
    assert "and dial" not in words(get(desk, "case"))
    post(desk, "case", phone="main")
    assert not Attempt.objects.exists()


def test_a_case_can_be_put_back(desk: Client) -> None:
    make_cases()
    post(desk, "next_case")
    assert leads_to(post(desk, "put_back")) == "next_case"
    assert Case.objects.get().claimed_by_id is None
    assert AuditEntry.objects.filter(action="case.put_back").exists()


def test_the_second_number_is_the_one_to_dial_when_the_first_failed(desk: Client, interviewer: User) -> None:
    make_cases(Person("CASE1", phone_alt="+447700900999"))
    operations.record_outcome(
        attempt=call(interviewer), disposition=BY_CODE["3.92"], interviewer=interviewer, at=TUESDAY
    )
    post(desk, "next_case")
    assert "Show the second number and dial" in words(get(desk, "case"))
    assert leads_to(post(desk, "case", phone="other")) == "call"
    assert "07700 900999" in words(get(desk, "call"))
