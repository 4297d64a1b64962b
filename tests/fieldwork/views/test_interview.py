from typing import Any

import pytest
from django.test import Client
from tests.fieldwork.making import (
    TUESDAY,
    Person,
    get_case,
    make_cases,
    make_programme,
    make_release,
    make_wave,
    stored_answers,
)
from tests.fieldwork.views.pages import get, leads_to, post, start, words

from aftercall.core.models import AuditEntry
from aftercall.fieldwork.models import Answer, Attempt, Interview
from aftercall.fieldwork.operations import receive_release
from aftercall.handover.models import Release


def begin(client: Client) -> int:
    """Start a call and its interview. Returns the attempt's primary key."""
    start(client)
    attempt = Attempt.objects.get(ended_at=None).pk
    assert leads_to(post(client, "safe_to_talk", attempt=attempt, step="can_talk")) == "introduction"
    assert leads_to(post(client, "introduction", attempt=attempt, step="agrees")) == "interview"
    return attempt


def second_version() -> Release:
    """A released case of a programme with the second version of the questionnaire."""
    programme = make_programme(survey={"questionnaire": "victim_satisfaction_2"})
    release = make_release([Person("CASE1")], make_wave(programme))
    receive_release(release=release, actor=release.released_by, at=TUESDAY)
    return release


@pytest.mark.parametrize("version", [1, 2])
def test_the_police_are_mentioned_only_once_the_person_has_said_that_they_can_talk(
    browser: Client, version: int
) -> None:
    second_version() if version == 2 else make_cases()
    start(browser)
    attempt = Attempt.objects.get().pk
    for _ in range(2):
        assert leads_to(get(browser, "introduction")) == "safe_to_talk"
        assert leads_to(post(browser, "introduction", attempt=attempt, step="agrees")) == "safe_to_talk"
    page = words(get(browser, "safe_to_talk"))
    assert "My name is one and I am calling from Example Research" in page
    assert "can you talk freely where you are?" in page
    assert "Example Constabulary" not in page
    assert leads_to(post(browser, "safe_to_talk", attempt=attempt, step="can_talk")) == "introduction"
    page = words(get(browser, "introduction"))
    for said in ("on behalf of Example Constabulary", "up to you"):
        assert said in page
    assert AuditEntry.objects.filter(action="call.can_talk", subject="case:CASE1").count() == 1
    assert not Interview.objects.exists()


def test_someone_who_cannot_talk_is_not_told_why_and_can_make_an_appointment(browser: Client) -> None:
    make_cases()
    start(browser)
    response = post(browser, "safe_to_talk", attempt=Attempt.objects.get().pk, step="the_person")
    assert response["Location"] == "/fieldwork/call/outcome/?answered=the_person"
    assert leads_to(get(browser, "introduction")) == "safe_to_talk"


@pytest.mark.parametrize("version", [1, 2])
def test_the_numbers_of_force_and_agency_are_not_confused_and_the_address_is_the_setting(
    browser: Client, version: int, settings: Any
) -> None:
    second_version() if version == 2 else make_cases()
    attempt = begin(browser)
    page = words(get(browser, "introduction"))
    assert "ring Example Constabulary on 101 or look at Example Constabulary’s website" in page
    settings.SITE_URL = "https://survey.example.org"
    assert "look at survey.example.org, and I will call you back" in words(get(browser, "introduction"))
    assert "testserver" not in page
    answer_all(browser, attempt)
    page = words(get(browser, "closing"))
    assert "Example Constabulary can tell you who can help: their number is 101." in page
    if version == 2:
        assert "ring us at Example Research on 0808 157 0000 or look at survey.example.org" in page


def test_no_question_is_shown_before_the_introduction(browser: Client) -> None:
    make_cases()
    start(browser)
    assert leads_to(get(browser, "interview")) == "next_case"


def test_a_question_can_be_answered_with_the_key_beside_an_answer(browser: Client) -> None:
    make_cases()
    attempt = begin(browser)
    assert "contact the police about it yourself?" in words(get(browser, "interview"))
    assert leads_to(post(browser, "interview", attempt=attempt, question="reported_by", answer="2")) == "interview"
    page = words(get(browser, "interview"))
    assert "what the police did about it?" in page
    assert "Question 2" in page
    assert [value for _, value in stored_answers()] == ["no"]


def test_options_that_are_not_read_out_are_shown_separately(browser: Client) -> None:
    make_cases()
    begin(browser)
    page = words(get(browser, "interview"))
    assert page.index("Yes") < page.index("Do not read these out") < page.index("Prefer not to say")


def test_a_missing_answer_shows_an_error_on_the_same_page(browser: Client) -> None:
    make_cases()
    attempt = begin(browser)
    response = post(browser, "interview", attempt=attempt, question="reported_by")
    assert response.status_code == 422
    assert "There is a problem Enter an answer" in words(response)
    assert not Answer.objects.exists()


def test_going_back_shows_the_answer_and_continues_from_there(browser: Client) -> None:
    make_cases()
    attempt = begin(browser)
    post(browser, "interview", attempt=attempt, question="reported_by", answer="no")
    page = get(browser, "interview", question="reported_by").content.decode()
    assert page.count("checked") == 1
    post(browser, "interview", attempt=attempt, question="reported_by", answer="yes")
    assert "first got in touch" in words(get(browser, "interview"))


def test_a_request_for_a_question_off_the_route_shows_the_current_one(browser: Client) -> None:
    make_cases()
    begin(browser)
    assert "contact the police about it yourself?" in words(get(browser, "interview", question="whole"))


def test_an_answer_to_a_question_off_the_route_is_refused_with_a_message(browser: Client) -> None:
    make_cases()
    attempt = begin(browser)
    response = post(browser, "interview", attempt=attempt, question="whole", answer="1")
    assert response.status_code == 422
    assert "no longer applies" in words(response)


def test_a_form_from_the_page_of_another_call_saves_nothing(browser: Client) -> None:
    make_cases()
    attempt = begin(browser)
    assert leads_to(post(browser, "interview", attempt=attempt + 1, question="reported_by", answer="1")) == "next_case"
    assert not Answer.objects.exists()
    assert "nothing on it was saved" in words(get(browser, "next_case"))


def test_a_verbatim_is_shown_again_so_that_it_can_be_corrected(browser: Client) -> None:
    make_cases()
    attempt = begin(browser)
    answer_all(browser, attempt, improve="Say <sorry>")
    page = get(browser, "interview", question="improve").content.decode()
    assert "Say &lt;sorry&gt;</textarea>" in page


def test_an_interview_can_be_completed_screen_by_screen(browser: Client) -> None:
    make_cases()
    attempt = begin(browser)
    assert leads_to(get(browser, "closing")) == "interview"
    answer_all(browser, attempt)
    assert leads_to(get(browser, "interview")) == "closing"
    assert "That was my last question" in words(get(browser, "closing"))
    response = post(browser, "closing", attempt=attempt, step="back")
    assert response["Location"] == "/fieldwork/call/question/?question=again"
    assert leads_to(post(browser, "closing", attempt=attempt, step="finish")) == "next_case"
    assert "The interview is finished, and the answers have been saved" in words(get(browser, "next_case"))
    assert get_case("CASE1").final_disposition == "1.1"


def answer_all(client: Client, attempt: int, improve: str = "") -> None:
    """Answer by the shortest route: neither satisfied nor dissatisfied with anything."""
    replies = {"reported_by": "no", "actions": "3", "informed": "3", "treatment": "3", "whole": "3", "again": "yes"}
    for question in ("reported_by", "actions", "informed", "treatment", "whole", "improve", "again"):
        reply = replies.get(question, improve)
        assert leads_to(post(client, "interview", attempt=attempt, question=question, answer=reply)) == "interview"


def test_pressing_finish_twice_does_no_harm(browser: Client) -> None:
    make_cases()
    attempt = begin(browser)
    answer_all(browser, attempt)
    for _ in range(2):
        assert leads_to(post(browser, "closing", attempt=attempt, step="finish")) == "next_case"
    assert get_case("CASE1").final_disposition == "1.1"
