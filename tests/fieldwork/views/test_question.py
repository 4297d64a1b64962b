"""The question screen with everything that a questionnaire can have, and the language in which it is read out."""

import re

import pytest
from django.db.models import F
from django.test import Client
from tests.fieldwork.making import Person, stored_answers
from tests.fieldwork.modular import make_modular_cases
from tests.fieldwork.views.pages import get, leads_to, post, start, words
from tests.fieldwork.views.test_interview import begin

from aftercall.fieldwork.models import Attempt, Interview
from aftercall.fieldwork.question_presenters import question_page


def at_question(client: Client, name: str) -> int:
    """Start a call and answer until the question of this name is asked. Returns the attempt's primary key."""
    make_modular_cases()
    attempt = begin(client)
    for question, answer in (("opening", ""), ("called", "yes"), ("where", "1 3"), ("times", "2"), ("hours", "1,5")):
        if question == name:
            break
        save(client, attempt, question, answer)
    return attempt


def save(client: Client, attempt: int, question: str, answer: str, **more: str) -> str:
    """Save an answer. Returns where the page leads."""
    response = post(client, "interview", attempt=attempt, question=question, answer=answer, **more)
    assert response.status_code == 302, words(response)
    return str(response["Location"])


def test_a_note_is_read_out_and_goes_on_with_enter(browser: Client) -> None:
    attempt = at_question(browser, "opening")
    page = words(get(browser, "interview"))
    assert "Thank you for your time. Continue Do not read out: Press Enter to go on." in page
    assert leads_to(post(browser, "interview", attempt=attempt, question="opening")) == "interview"
    assert stored_answers() == [("opening", "seen")]


def test_the_screen_shows_what_must_may_and_must_not_be_read_out(browser: Client) -> None:
    at_question(browser, "called")
    page = get(browser, "interview").content.decode()
    assert re.search(r'class="asking-question asking-question--always" lang="en">Did you call the police', page)
    assert "You may read By telephone or online. Do not read out: Do not prompt." in words(get(browser, "interview"))
    assert re.search(r'class="govuk-radios asking-read"', page)
    assert re.search(r'value="refused" data-key="9"', page)


def test_several_answers_are_typed_by_their_keys_or_ticked(browser: Client) -> None:
    attempt = at_question(browser, "where")
    page = words(get(browser, "interview"))
    assert "Tick what applies, or type the keys, such as 1 3 5 or 135, then Enter." in page
    assert "5 None of these on its own" in page
    assert "You may read these out. 2 Street" in page
    response = post(browser, "interview", attempt=attempt, question="where", answer="15")
    assert response.status_code == 422
    assert "‘None of these’ cannot be combined with other answers" in words(response)
    assert 'value="15"' in response.content.decode()
    save(browser, attempt, "where", "3", ticked="home")
    again = get(browser, "interview", question="where").content.decode()
    assert sorted(re.findall(r'type="checkbox" value="(\w+)" data-key="\d" checked', again)) == ["home", "shop"]
    assert 'name="answer" type="text" value=""' in again


def test_choices_are_rotated_by_the_interviews_seed(browser: Client) -> None:
    at_question(browser, "where")
    orders = set()
    for seed in range(20):
        Interview.objects.update(seed=seed)
        page = question_page(Attempt.objects.get(), Interview.objects.get())
        assert page is not None
        orders.add("".join(option.value for option in page.asked.read_out))
        assert page.asked.read_out[-1].value == "none"
    assert len(orders) > 3


def test_an_unlikely_answer_is_asked_about_before_it_is_saved(browser: Client) -> None:
    attempt = at_question(browser, "times")
    entered = {"attempt": attempt, "question": "times", "answer": "30"}
    page = words(post(browser, "interview", **entered))
    assert "Check this answer ! Warning More than 20 times? How many times? The answer: 30" in page
    assert "1 Change the answer 2 Save anyway" in page
    response = post(browser, "interview", confirming="yes", **entered)
    assert response.status_code == 422
    assert "Choose what to do next" in words(response)
    response = post(browser, "interview", confirming="yes", step="change", **entered)
    assert 'name="answer" type="text" value="30"' in response.content.decode()
    assert "times" not in dict(stored_answers())
    assert save(browser, attempt, "times", "30", confirming="yes", step="save") == "/fieldwork/call/question/"
    assert stored_answers()[-1] == ("times", "30")


def test_going_back_and_forward_needs_no_typing(browser: Client) -> None:
    attempt = at_question(browser, "hours")
    again = {"answered_before": "yes"}
    assert 'name="answered_before"' in get(browser, "interview", question="called").content.decode()
    assert save(browser, attempt, "called", "yes", **again) == "/fieldwork/call/question/?after=called"
    assert "Where?" in words(get(browser, "interview", after="called"))
    assert save(browser, attempt, "where", "1 3", **again).endswith("?after=where")
    assert "How many times?" in words(get(browser, "interview", after="where"))
    assert "How many hours" in words(get(browser, "interview", after="times"))
    assert len(stored_answers()) == 4


def test_an_answer_changed_earlier_leads_along_the_new_path_and_back(browser: Client) -> None:
    attempt = at_question(browser, "hours")
    save(browser, attempt, "called", "no", answered_before="yes")
    assert "How many times?" in words(get(browser, "interview", after="called"))
    save(browser, attempt, "called", "yes", answered_before="yes")
    page = get(browser, "interview", after="called").content.decode()
    assert "Where?" in page
    assert 'name="answer" type="text" value=""' in page


@pytest.mark.parametrize(("name", "answer"), [("times", "d"), ("day", "31 4 2025"), ("hours", "1,234")])
def test_typed_answers_have_their_own_instructions_and_errors(browser: Client, name: str, answer: str) -> None:
    attempt = at_question(browser, name)
    response = post(browser, "interview", attempt=attempt, question=name, answer=answer)
    said = {
        "day": "Enter a real date, such as 31 3 2026",
        "hours": "Enter 1234 or 1.234: a comma here could mean either",
    }
    if name == "times":
        assert stored_answers()[-1] == ("times", "dont_know")
        assert re.search(
            r'value="dont_know" data-key="D" checked', get(browser, "interview", question="times").content.decode()
        )
    else:
        assert said[name] in words(response)


def test_the_language_is_that_of_the_person_and_can_be_switched_for_the_rest_of_the_call(browser: Client) -> None:
    make_modular_cases(Person("CASE1", language="Welsh"))
    start(browser)
    attempt = Attempt.objects.get().pk
    page = get(browser, "call").content.decode()
    assert '<p class="asking-say__text" lang="cy">Ga i siarad â Ms Ann Example0?</p>' in page
    assert re.search(r'name="language" value="en" data-key="L" lang="en">English', page)
    assert leads_to(post(browser, "call", attempt=attempt, language="en")) == "call"
    assert "May I speak to Ms Ann Example0?" in words(get(browser, "call"))
    assert leads_to(post(browser, "safe_to_talk", attempt=attempt, language="cy")) == "safe_to_talk"
    assert "Allwch chi siarad yn rhydd?" in words(get(browser, "safe_to_talk"))
    post(browser, "safe_to_talk", attempt=attempt, step="can_talk")
    assert "Rwy’n ffonio ar ran Example Constabulary." in words(get(browser, "introduction"))
    post(browser, "introduction", attempt=attempt, step="agrees")
    post(browser, "interview", attempt=attempt, question="opening")
    response = post(browser, "interview", attempt=attempt, question="called", answer="no", language="en")
    assert "Did you call the police?" in words(response)
    assert response.content.decode().count("checked") == 1
    post(browser, "interview", attempt=attempt, language="xx", question="called")
    assert "Did you call the police?" in words(get(browser, "interview"))
    get(browser, "next_case")
    assert "Did you call the police?" in words(get(browser, "interview"))


def test_the_language_of_a_call_leaves_the_session_with_the_call(browser: Client) -> None:
    make_modular_cases(Person("CASE1", language="Welsh"))
    start(browser)
    get(browser, "call")
    assert browser.session["spoken_language"] == [Attempt.objects.get().pk, "cy"]
    Attempt.objects.update(ended_at=F("started_at"))
    get(browser, "next_case")
    assert "spoken_language" not in browser.session


def test_a_text_without_a_translation_is_read_in_the_first_language(browser: Client) -> None:
    make_modular_cases(Person("CASE1", language="polski"))
    start(browser)
    page = words(get(browser, "call"))
    assert "May I speak to" in page
    assert "Language: Polski" in page


def test_the_introduction_is_shorter_when_an_interview_is_resumed(browser: Client) -> None:
    make_modular_cases()
    start(browser)
    attempt = Attempt.objects.get().pk
    post(browser, "safe_to_talk", attempt=attempt, step="can_talk")
    assert "I am calling for Example Constabulary." in words(get(browser, "introduction"))
    post(browser, "introduction", attempt=attempt, step="agrees")
    assert "May we go on?" in words(get(browser, "introduction"))
