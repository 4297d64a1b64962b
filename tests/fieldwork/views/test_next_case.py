from datetime import timedelta

from django.test import Client
from tests.fieldwork.making import TUESDAY, Person, at, call, make_cases, make_user
from tests.fieldwork.views.conftest import SetClock
from tests.fieldwork.views.pages import NAME, get, leads_to, post, words

from aftercall.accounts.models import User
from aftercall.dispositions.codes import APPOINTMENT
from aftercall.fieldwork import operations
from aftercall.fieldwork.models import Case
from aftercall.fieldwork.policies import STALE_AFTER


def test_the_page_shows_the_queue_and_the_calling_hours(browser: Client) -> None:
    make_cases(Person("CASE1"), Person("CASE2"))
    page = words(get(browser, "next_case"))
    assert "People you can call now 2" in page
    assert "09:00 to 20:00" in page


def test_the_button_leads_to_a_case(browser: Client) -> None:
    make_cases()
    assert leads_to(post(browser, "next_case")) == "case"
    assert "Go back to your case" in words(get(browser, "next_case"))


def test_the_page_says_if_there_is_no_one_to_call(browser: Client) -> None:
    make_cases(Person("CASE1", reported_on=TUESDAY.date()))
    assert "no one to call at the moment" in words(post(browser, "next_case"))


def test_the_page_has_no_button_outside_the_calling_hours(browser: Client, set_clock: SetClock) -> None:
    make_cases()
    set_clock(at(4, 20))
    page = words(get(browser, "next_case"))
    assert "You cannot call anyone now. Your next call can be on 5 March 2025 at 9:00am." in page
    assert "People you can call now 0" in page
    assert "Open the next case" not in page
    assert leads_to(post(browser, "next_case")) == "next_case"


def test_an_interviewer_who_has_not_signed_the_agreement_is_led_to_it(db: None) -> None:
    client = Client()
    client.force_login(make_user(signed=False))
    assert get(client, "next_case")["Location"].endswith("/agreement/")


def test_the_interviewers_own_appointments_are_listed_without_names(browser: Client, interviewer: User) -> None:
    make_cases()
    operations.record_outcome(
        attempt=call(interviewer),
        disposition=APPOINTMENT,
        interviewer=interviewer,
        at=TUESDAY,
        appointment_at=at(5, 17, 30),
    )
    page = words(get(browser, "next_case"))
    assert "5 March 2025 at 5:30pm CASE1" in page
    assert NAME not in page


def test_a_case_that_a_colleague_stopped_working_on_waits_for_the_job_that_puts_it_back(
    browser: Client, colleague: User, set_clock: SetClock
) -> None:
    make_cases()
    operations.claim_next_case(interviewer=colleague, at=TUESDAY)
    later = TUESDAY + STALE_AFTER + timedelta(minutes=1)
    set_clock(later)
    assert "no one to call at the moment" in words(post(browser, "next_case"))
    operations.put_back_stale_cases(at=later)
    assert leads_to(post(browser, "next_case")) == "case"
    assert Case.objects.get().claimed_by_id != colleague.pk
