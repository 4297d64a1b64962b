"""An interviewer's calls with number keys and Enter alone: an interview, an appointment, an opt-out, and mistakes."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.journeys.page_checks import check_page, choose, sign_in
from tests.journeys.site import Site

from aftercall.accounts.roles import Role

SET_UP = """
from tests.fieldwork.making import TUESDAY, Person, make_programme, make_release, make_wave
from aftercall.accounts import agreement
from aftercall.accounts.models import User
from aftercall.fieldwork.operations import receive_release
wave = make_wave(make_programme(survey={"questionnaire": "victim_satisfaction_2"}))
release = make_release([Person(f"CASE{number}") for number in range(6)], wave)
receive_release(release=release, actor=release.released_by, at=TUESDAY)
agreement.sign(user=User.objects.get(email="interviewer@example.org"), at=TUESDAY)
"""
OUTCOMES = """
from aftercall.fieldwork.models import Case
print(sorted(Case.objects.values_list("final_disposition", "last_disposition", "appointment_at__day")))
"""


@pytest.fixture
def page(site_with: Callable[..., Site], context_at: Callable[[Site], BrowserContext]) -> Page:
    """An interviewer's page on a site with cases that can be called."""
    site = site_with(clock="2025-03-04T10:00:00")
    site.run(SET_UP)
    page = context_at(site).new_page()
    sign_in(page, Role.INTERVIEWER)
    return page


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def said(page: Page, text: str) -> None:
    expect(page.get_by_role("alert")).to_contain_text(text)


def dial(page: Page) -> None:
    """From the page "Next case" to the call."""
    choose(page, "1")
    heading(page, "Before you dial")
    choose(page, "1")


def test_calls_need_only_number_keys_and_enter(page: Page) -> None:
    check_page(page, "home-by-keys")
    choose(page, "1")
    interview_someone(page)
    make_an_appointment_after_a_mistake(page)
    remove_someone(page)
    record_no_answer_after_an_error(page)
    record_a_death(page)
    sign_out_during_a_call(page)


def interview_someone(page: Page) -> None:
    check_page(page, "next-case")
    choose(page, "1")
    check_page(page, "case")
    choose(page, "1")
    check_page(page, "call")
    choose(page, "1")
    heading(page, "Can they talk freely?")
    expect(page.locator("main")).not_to_contain_text("Constabulary")
    check_page(page, "safe-to-talk")
    choose(page, "1")
    check_page(page, "introduction")
    choose(page, "1")
    check_page(page, "question")
    while page.get_by_role("radio").count():
        choose(page, "1")
    check_page(page, "question-in-own-words")
    page.keyboard.type("Ring back")
    choose(page, "")
    choose(page, "1")
    heading(page, "Closing words")
    check_page(page, "closing")
    choose(page, "1")
    said(page, "The interview is finished")


def make_an_appointment_after_a_mistake(page: Page) -> None:
    dial(page)
    choose(page, "8")
    check_page(page, "outcome-of-the-person")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Day of the appointment")).to_be_focused()
    page.keyboard.type("tomorrow")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Time of the appointment")).to_be_focused()
    page.keyboard.type("25pm")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    said(page, "Enter a real time, such as 3pm or 15:30")
    check_page(page, "outcome-error")
    expect(page.get_by_label("Time of the appointment")).to_be_focused()
    page.keyboard.type("3pm")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_text("Wednesday 5 March 2025 at 3:00pm")).to_be_visible()
    check_page(page, "appointment-to-confirm")
    choose(page, "1")
    said(page, "promised a call on Wednesday 5 March 2025 at 3:00pm")


def remove_someone(page: Page) -> None:
    dial(page)
    choose(page, "9")
    heading(page, "They object")
    choose(page, "")
    said(page, "Choose what to do next")
    check_page(page, "objection-error")
    choose(page, "2")
    said(page, "The person has been removed")


def record_no_answer_after_an_error(page: Page) -> None:
    dial(page)
    choose(page, "")
    said(page, "Choose the outcome of the call")
    choose(page, "2")
    said(page, "The outcome of the call has been saved")


def record_a_death(page: Page) -> None:
    dial(page)
    choose(page, "7")
    choose(page, "4")
    heading(page, "Are you sure?")
    check_page(page, "death-to-confirm")
    choose(page, "2")
    said(page, "The outcome of the call has been saved")


def sign_out_during_a_call(page: Page) -> None:
    dial(page)
    for key, where in (("1", "Ms Ann Example"), ("2", "Victim satisfaction survey")):
        with page.expect_navigation():
            page.get_by_role("button", name="Sign out").press("Enter")
        heading(page, "You are in a call")
        if key == "1":
            check_page(page, "sign-out-during-a-call")
        choose(page, key)
        expect(page.get_by_role("heading", level=1)).to_contain_text(where)
