import re

import pytest
from django.test import Client
from tests.conftest import Commit
from tests.fieldwork.making import at, get_case, make_cases
from tests.fieldwork.views.conftest import SetClock
from tests.fieldwork.views.pages import get, leads_to, post, start, words
from tests.fieldwork.views.test_interview import begin

from aftercall.core import vault
from aftercall.dispositions.codes import OFFERED, WhoAnswered
from aftercall.fieldwork.free_text import decrypt_needs
from aftercall.fieldwork.models import Attempt
from aftercall.fieldwork.states import CaseState

APPOINTMENT = {"appointment_day": "tomorrow", "appointment_time": "5.30 pm"}
CONFIRMED = {"confirming": "yes", "step": "save"}


def save(client: Client, outcome: str, **details: str) -> object:
    return post(client, "outcome", attempt=Attempt.objects.get(ended_at=None).pk, outcome=outcome, **details)


def test_every_outcome_can_be_chosen_on_the_call_page_or_the_page_after_it(browser: Client) -> None:
    make_cases()
    start(browser)
    attempt = Attempt.objects.get().pk
    pages = {WhoAnswered.NOBODY: get(browser, "call").content.decode()}
    for step in (WhoAnswered.SOMEBODY_ELSE, WhoAnswered.THE_PERSON):
        response = post(browser, "outcome", attempt=attempt, outcome=step.name.lower())
        pages[step] = browser.get(response["Location"]).content.decode()
    for disposition in OFFERED:
        assert disposition.answered
        assert re.search(rf'value="{disposition.code}"\s+data-key="{disposition.key}"', pages[disposition.answered])
    for page in pages.values():
        keys = re.findall('type="radio"[^>]*data-key="([0-9])"', page)
        assert len(keys) == len(set(keys)) == page.count('type="radio"')
    assert "appointment_day" not in pages[WhoAnswered.NOBODY]
    assert "Day of the appointment" in pages[WhoAnswered.THE_PERSON]


def test_a_death_is_saved_only_after_it_has_been_asked_once_more(browser: Client) -> None:
    make_cases()
    start(browser)
    page = save(browser, "2.31", note="Her son said so")
    assert "You chose ‘Has died’" in words(page)  # type: ignore[arg-type]
    assert 'name="note" value="Her son said so"' in page.content.decode()  # type: ignore[attr-defined]
    assert save(browser, "2.31", confirming="yes").status_code == 422  # type: ignore[attr-defined]
    assert "Save the outcome" not in words(save(browser, "2.31", confirming="yes", step="change"))  # type: ignore[arg-type]
    assert get_case("CASE1").state == CaseState.IN_CALL
    assert leads_to(save(browser, "2.31", **CONFIRMED)) == "next_case"  # type: ignore[arg-type]
    assert get_case("CASE1").final_disposition == "2.31"


def test_an_appointment_is_shown_with_day_and_time_before_it_is_saved(browser: Client) -> None:
    make_cases()
    start(browser)
    page = words(save(browser, "2.36", appointment_day="next Tuesday", appointment_time="half past three"))  # type: ignore[arg-type]
    assert "Tuesday 11 March 2025 at 3:30pm" in page
    assert get_case("CASE1").appointment_at is None
    save(browser, "2.36", appointment_day="next Tuesday", appointment_time="half past three", **CONFIRMED)
    assert get_case("CASE1").appointment_at == at(11, 15, 30)
    assert "promised a call on Tuesday 11 March 2025 at 3:30pm" in words(get(browser, "next_case"))


@pytest.mark.parametrize("name", ["case", "safe_to_talk", "objection"])
def test_a_page_on_which_nothing_is_chosen_says_so_and_does_nothing(browser: Client, name: str) -> None:
    make_cases()
    if name == "case":
        post(browser, "next_case")
    else:
        start(browser)
    before = get_case("CASE1")
    response = post(browser, name, sent="yes")
    assert response.status_code == 422
    assert "There is a problem Choose what to do next" in words(response)
    assert "checked" not in response.content.decode()
    assert (get_case("CASE1").state, get_case("CASE1").attempts_made) == (before.state, before.attempts_made)


def test_what_cannot_be_undone_is_never_the_first_choice(browser: Client) -> None:
    make_cases()
    attempt = begin(browser)
    for name, back in (("stop", "go_on"), ("objection", "back")):
        page = get(browser, name).content.decode()
        assert page.index(f'value="{back}"') < page.index('data-key="2"')
        assert 'id="id_step"' in page.split(f'value="{back}"')[0].rsplit("<input", 1)[1]
        assert leads_to(post(browser, name, attempt=attempt, step=back)) == "interview"
    assert get_case("CASE1").state == CaseState.IN_CALL


def test_saving_an_outcome_puts_the_case_back_and_frees_the_interviewer(browser: Client) -> None:
    make_cases()
    start(browser)
    assert leads_to(save(browser, "3.13")) == "next_case"  # type: ignore[arg-type]
    assert get_case("CASE1").state == CaseState.CALL_AGAIN
    assert "The outcome of the call has been saved" in words(get(browser, "next_case"))


@pytest.mark.parametrize(
    ("outcome", "details", "said"),
    [
        ("", {}, "Choose the outcome"),
        ("1.1", {}, "not one of the available choices"),
        ("2.113", {}, "not one of the available choices"),
        ("2.36", {}, "Enter the day and time"),
        ("2.36", {**APPOINTMENT, "appointment_time": ""}, "Enter the time of the appointment"),
        ("2.36", {**APPOINTMENT, "appointment_time": "teatime"}, "Enter a real time, such as 3pm or 15:30"),
        ("2.36", {**APPOINTMENT, "appointment_day": "31 February"}, "Enter a real day"),
        ("2.36", {"appointment_time": "17:30"}, "Enter the day of the appointment"),
        ("2.36", {**APPOINTMENT, "appointment_time": "21:00"}, "09:00 and 20:00"),
        ("2.36", {**APPOINTMENT, "appointment_day": "5/4"}, "on or before 28 March 2025"),
        ("3.13", APPOINTMENT, "cannot make an appointment"),
        ("4.7", {}, "Enter a note"),
    ],
)
def test_an_invalid_outcome_shows_an_error_and_saves_nothing(
    browser: Client, outcome: str, details: dict[str, str], said: str
) -> None:
    make_cases()
    start(browser)
    response = save(browser, outcome, **details)
    assert response.status_code == 422  # type: ignore[attr-defined]
    assert said in words(response)  # type: ignore[arg-type]
    assert get_case("CASE1").state == CaseState.IN_CALL


def test_a_case_with_an_appointment_comes_up_at_its_time_with_the_note(browser: Client, set_clock: SetClock) -> None:
    make_cases()
    start(browser)
    save(browser, "2.36", note="Ask for Annie", **APPOINTMENT, **CONFIRMED)
    assert get_case("CASE1").appointment_at == at(5, 17, 30)
    set_clock(at(5, 17, 31))
    start(browser)
    assert "Ask for Annie" in words(get(browser, "call"))


def test_what_helps_a_person_to_communicate_is_seen_before_the_next_call(browser: Client, set_clock: SetClock) -> None:
    make_cases()
    start(browser)
    asked_again = save(browser, "2.36", needs="Relay UK", **APPOINTMENT)
    assert 'name="needs" value="Relay UK"' in asked_again.content.decode()  # type: ignore[attr-defined]
    save(browser, "2.36", needs="Relay UK", **APPOINTMENT, **CONFIRMED)
    assert b"Relay" not in bytes(get_case("CASE1").sealed_needs)
    set_clock(at(5, 17, 31))
    post(browser, "next_case")
    assert "What helps this person to communicate Relay UK" in words(get(browser, "case"))
    post(browser, "case", phone="main", step="dial")
    assert 'value="Relay UK"' in get(browser, "outcome").content.decode()
    save(browser, "3.13")  # the page of a call that nobody answered does not ask
    case = get_case("CASE1")
    assert decrypt_needs(case) == "Relay UK"
    vault.destroy_key(case.released.ring, case.released.key_slot)
    assert decrypt_needs(case) == ""


def test_during_an_interview_only_interruptions_are_offered(browser: Client) -> None:
    make_cases()
    begin(browser)
    page = get(browser, "outcome").content.decode()
    assert 'value="2.36"' in page
    assert 'value="3.13"' not in page
    assert save(browser, "3.13").status_code == 422  # type: ignore[attr-defined]


def test_a_call_to_resume_an_interview_can_be_coded_as_unanswered(browser: Client, set_clock: SetClock) -> None:
    make_cases()
    begin(browser)
    save(browser, "2.36", **APPOINTMENT, **CONFIRMED)
    set_clock(at(5, 17, 31))
    post(browser, "next_case")
    assert "An interview was started" in words(get(browser, "case"))
    post(browser, "case", phone="main", step="dial")
    assert leads_to(save(browser, "3.13")) == "next_case"  # type: ignore[arg-type]


def test_stopping_shows_the_outcome_and_closes_the_case(browser: Client) -> None:
    make_cases()
    attempt = begin(browser)
    assert "less than half" in words(get(browser, "stop"))
    assert leads_to(post(browser, "stop", attempt=attempt, step="end")) == "next_case"
    assert get_case("CASE1").final_disposition == "2.12"


def test_the_stop_screen_leads_to_the_outcome_if_no_interview_has_begun(browser: Client) -> None:
    make_cases()
    start(browser)
    assert leads_to(get(browser, "stop")) == "outcome"


def test_an_objection_removes_the_person_after_one_confirmation(browser: Client, commit: Commit) -> None:
    make_cases()
    start(browser)
    assert "cannot undo it" in words(get(browser, "objection"))
    assert get_case("CASE1").state == CaseState.IN_CALL
    assert leads_to(post(browser, "objection", attempt=Attempt.objects.get().pk, step="remove")) == "next_case"
    commit()
    case = get_case("CASE1")
    assert case.final_disposition == "2.113"
    assert not vault.key_exists(case.released.ring, case.released.key_slot)
    assert "has been removed from this and all future surveys" in words(get(browser, "next_case"))
