from django.test import Client
from tests.fieldwork.making import TUESDAY, Person, at, call, make_cases
from tests.fieldwork.views.conftest import SetClock
from tests.fieldwork.views.pages import NAME, NUMBER, get, leads_to, post, words

from aftercall.accounts.models import User
from aftercall.core.models import AuditEntry
from aftercall.dispositions.codes import BY_CODE
from aftercall.fieldwork import operations
from aftercall.fieldwork.models import Attempt, Case


def test_the_page_before_dialling_shows_earlier_calls_without_the_person(
    browser: Client, interviewer: User, set_clock: SetClock
) -> None:
    make_cases()
    operations.record_outcome(
        attempt=call(interviewer), disposition=BY_CODE["3.13"], interviewer=interviewer, at=TUESDAY
    )
    set_clock(at(6, 12))
    post(browser, "next_case")
    response = get(browser, "case")
    page = words(response)
    assert "4 March 2025 at 10:00am First number No answer" in page
    assert "1 of a maximum of 6" in page
    assert "28 March 2025" in page
    assert NAME not in page
    assert NUMBER not in page
    assert "no-store" in response["Cache-Control"]


def test_dialling_starts_the_call_once(browser: Client) -> None:
    make_cases()
    post(browser, "next_case")
    for _ in range(2):
        assert leads_to(post(browser, "case", phone="main", step="dial")) == "call"
    assert Attempt.objects.count() == 1
    assert leads_to(get(browser, "case")) == "call"


def test_an_interviewer_without_a_case_is_redirected_to_the_next_case(browser: Client) -> None:
    make_cases()
    response = get(browser, "case")
    assert leads_to(response) == "next_case"
    assert "You are not working on a case" in words(get(browser, "next_case"))


def test_dialling_is_not_offered_outside_the_calling_hours(browser: Client, set_clock: SetClock) -> None:
    make_cases()
    post(browser, "next_case")
    set_clock(at(4, 20, 1))
    assert "and dial" not in words(get(browser, "case"))
    post(browser, "case", phone="main", step="dial")
    assert not Attempt.objects.exists()


def test_a_case_can_be_put_back(browser: Client) -> None:
    make_cases()
    post(browser, "next_case")
    assert leads_to(post(browser, "case", step="put_back")) == "next_case"
    assert Case.objects.get().claimed_by_id is None
    assert AuditEntry.objects.filter(action="case.put_back").exists()


def test_the_second_number_is_dialled_if_the_first_has_failed(browser: Client, interviewer: User) -> None:
    make_cases(Person("CASE1", phone_alt="+447700900999"))
    operations.record_outcome(
        attempt=call(interviewer), disposition=BY_CODE["3.92"], interviewer=interviewer, at=TUESDAY
    )
    post(browser, "next_case")
    assert "Show the second number and dial" in words(get(browser, "case"))
    assert leads_to(post(browser, "case", phone="other", step="dial")) == "call"
    assert "07700 900999" in words(get(browser, "call"))
