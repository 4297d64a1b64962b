from django.test import Client
from tests.fieldwork.making import get_case, make_cases
from tests.fieldwork.views.pages import get, leads_to, post, start, words

from aftercall.fieldwork.models import Answer, Attempt, Interview


def begin(client: Client) -> int:
    """Start a call and its interview. Returns the attempt's primary key."""
    start(client)
    attempt = Attempt.objects.get(ended_at=None).pk
    assert leads_to(post(client, "safe_to_talk", attempt=attempt, step="can_talk")) == "introduction"
    assert leads_to(post(client, "introduction", attempt=attempt, step="agrees")) == "interview"
    return attempt


def test_the_introduction_says_who_is_calling_and_for_whom(browser: Client) -> None:
    make_cases()
    start(browser)
    page = words(get(browser, "introduction"))
    for said in ("Example Research", "Example Constabulary", "0808 157 0000", "up to you"):
        assert said in page
    assert not Interview.objects.exists()


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
    assert Answer.objects.get().value == "no"


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
    assert leads_to(post(browser, "closing", attempt=attempt, step="finish")) == "next_case"
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
