from django.test import Client
from tests.fieldwork.making import get_case, make_cases
from tests.fieldwork.views.pages import get, leads_to, post, start, words

from aftercall.fieldwork.models import Answer, Attempt, Interview


def begin(client: Client) -> int:
    """Start a call and its interview. Returns the key of the attempt."""
    start(client)
    attempt = Attempt.objects.get(ended_at=None).pk
    assert leads_to(post(client, "introduction", attempt=attempt)) == "interview"
    return attempt


def test_the_introduction_names_who_is_calling_for_whom(desk: Client) -> None:
    make_cases()
    start(desk)
    page = words(get(desk, "introduction"))
    for said in ("Example Research", "Example Constabulary", "0808 157 0000", "up to you"):
        assert said in page
    assert not Interview.objects.exists()


def test_no_question_before_the_introduction(desk: Client) -> None:
    make_cases()
    start(desk)
    assert leads_to(get(desk, "interview")) == "next_case"


def test_one_question_per_screen_answered_by_key(desk: Client) -> None:
    make_cases()
    attempt = begin(desk)
    assert "contact the police about it yourself?" in words(get(desk, "interview"))
    assert leads_to(post(desk, "interview", attempt=attempt, question="reported_by", answer="2")) == "interview"
    page = words(get(desk, "interview"))
    assert "what the police did about it?" in page
    assert "Question 2" in page
    assert Answer.objects.get().value == "no"


def test_options_that_are_not_read_out_are_shown_separately(desk: Client) -> None:
    make_cases()
    begin(desk)
    page = words(get(desk, "interview"))
    assert page.index("Yes") < page.index("Do not read these out") < page.index("Prefer not to say")


def test_a_missing_answer_is_an_error_on_the_same_page(desk: Client) -> None:
    make_cases()
    attempt = begin(desk)
    response = post(desk, "interview", attempt=attempt, question="reported_by")
    assert response.status_code == 422
    assert "There is a problem Enter an answer" in words(response)
    assert not Answer.objects.exists()


def test_going_back_shows_the_answer_and_continues_from_there(desk: Client) -> None:
    make_cases()
    attempt = begin(desk)
    post(desk, "interview", attempt=attempt, question="reported_by", answer="no")
    page = get(desk, "interview", question="reported_by").content.decode()
    assert page.count("checked") == 1
    post(desk, "interview", attempt=attempt, question="reported_by", answer="yes")
    assert "first got in touch" in words(get(desk, "interview"))


def test_a_question_off_the_route_shows_the_current_one(desk: Client) -> None:
    make_cases()
    begin(desk)
    assert "contact the police about it yourself?" in words(get(desk, "interview", question="whole"))


def test_an_answer_from_a_stale_page_is_refused_with_a_message(desk: Client) -> None:
    make_cases()
    attempt = begin(desk)
    response = post(desk, "interview", attempt=attempt, question="whole", answer="1")
    assert response.status_code == 422
    assert "no longer applies" in words(response)


def test_a_page_of_an_earlier_call_saves_nothing(desk: Client) -> None:
    make_cases()
    attempt = begin(desk)
    assert leads_to(post(desk, "interview", attempt=attempt + 1, question="reported_by", answer="1")) == "next_case"
    assert not Answer.objects.exists()
    assert "nothing was saved" in words(get(desk, "next_case"))


def test_an_open_answer_can_be_corrected(desk: Client) -> None:
    make_cases()
    attempt = begin(desk)
    answer_all(desk, attempt, improve="Say <sorry>")
    page = get(desk, "interview", question="improve").content.decode()
    assert "Say &lt;sorry&gt;</textarea>" in page


def test_an_interview_to_the_end(desk: Client) -> None:
    make_cases()
    attempt = begin(desk)
    assert leads_to(get(desk, "closing")) == "interview"
    answer_all(desk, attempt)
    assert leads_to(get(desk, "interview")) == "closing"
    assert "That was my last question" in words(get(desk, "closing"))
    assert leads_to(post(desk, "closing", attempt=attempt)) == "next_case"
    assert get_case("CASE1").final_disposition == "1.1"


def answer_all(client: Client, attempt: int, improve: str = "") -> None:
    """Answer by the shortest route: neither satisfied nor dissatisfied with anything."""
    replies = {"reported_by": "no", "actions": "3", "informed": "3", "treatment": "3", "whole": "3", "again": "yes"}
    for question in ("reported_by", "actions", "informed", "treatment", "whole", "improve", "again"):
        reply = replies.get(question, improve)
        assert leads_to(post(client, "interview", attempt=attempt, question=question, answer=reply)) == "interview"


def test_pressing_finish_twice_does_no_harm(desk: Client) -> None:
    make_cases()
    attempt = begin(desk)
    answer_all(desk, attempt)
    for _ in range(2):
        assert leads_to(post(desk, "closing", attempt=attempt)) == "next_case"
    assert get_case("CASE1").final_disposition == "1.1"
