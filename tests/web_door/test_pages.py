"""The pages on which somebody answers on the web."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from tests.fieldwork.making import Person, call, get_case, stored_instrument
from tests.fieldwork.modular import DOCUMENT, MODULES
from tests.fieldwork.views.pages import words
from tests.web_door.making import AFTER, answer_on_web, code_after_call, entered, given_code, make_web_cases

from aftercall.accounts.models import User
from aftercall.core import answer_time, clock
from aftercall.dispositions.codes import BY_CODE, COMPLETE, OBJECTION
from aftercall.fieldwork.models import Answer, WebEntry
from aftercall.fieldwork.states import CaseState
from aftercall.fieldwork.web_mail import SUBJECT

# The operations behind them are tested on both databases, in tests/fieldwork.
pytestmark = [pytest.mark.usefixtures("no_minimum_call"), pytest.mark.one_database]
SAYS_TOO_MUCH = re.compile(r"police|heddlu|crime|trosedd|victim|dioddef|constabulary|example research", re.IGNORECASE)
ENTER = "/w/"


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Fixes the clock, forgets earlier attempts, and does not wait for whole steps."""

    def to(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    cache.clear()
    monkeypatch.setattr(answer_time, "STEP", 0.000_001)
    to(AFTER)
    return to


def enter(client: Client, code: str) -> HttpResponse:
    return client.post(ENTER, {"code": code})  # type: ignore[return-value]


def sent(client: Client, address: str, **form: object) -> HttpResponse:
    return client.post(address, form)  # type: ignore[return-value]


@pytest.fixture
def address(interviewer: User) -> str:
    """The address of a session."""
    make_web_cases()
    return reverse("web_door:answer", args=[entered(call(interviewer))])


@pytest.mark.parametrize("language", ["", "/cy"])
def test_nothing_before_the_code_says_what_it_is_about(interviewer: User, client: Client, language: str) -> None:
    make_web_cases()
    pages = [
        client.get(f"{language}{ENTER}"),
        client.post(f"{language}{ENTER}", {"code": "CDF3 47GH"}),
        client.get(f"{language}/w/{'x' * 32}/"),
        client.get(f"{language}/w/no/such/page"),
        client.put(f"{language}{ENTER}"),
    ]
    assert [one.status_code for one in pages] == [200, 422, 410, 404, 405]
    for one in pages:
        assert SAYS_TOO_MUCH.findall(one.content.decode()) == []
        assert not one.cookies
    assert SAYS_TOO_MUCH.findall(f"{SUBJECT} {reverse('web_door:enter')}") == []


def test_one_code_lets_one_of_two_browsers_in(interviewer: User) -> None:
    make_web_cases()
    code = code_after_call(call(interviewer))
    first, second = Client(), Client()
    addresses = [enter(one, code)["Location"] for one in (first, second)]
    assert [second.get(addresses[1]).status_code, first.get(addresses[0]).status_code] == [200, 410]
    assert "This code does not work" in words(enter(Client(), code))


def test_a_connection_can_try_ten_codes_in_an_hour(interviewer: User, client: Client) -> None:
    make_web_cases()
    code = code_after_call(call(interviewer))
    assert {enter(client, "CDF3 47GH").status_code for _ in range(10)} == {422}
    response = enter(client, code)
    assert (response.status_code, SAYS_TOO_MUCH.findall(response.content.decode())) == (429, [])


def test_there_is_no_such_page_without_an_address(db: None, client: Client, settings: Settings) -> None:
    settings.WEB_DOOR_URL = ""
    assert client.get(ENTER).status_code == 404


def test_a_host_of_its_own_has_no_other_pages(db: None, settings: Settings) -> None:
    settings.WEB_DOOR_URL, settings.SITE_URL = "https://ask.example.org", "https://police.example.org"
    settings.ALLOWED_HOSTS = ["ask.example.org", "police.example.org"]
    ask, site = Client(headers={"host": "ask.example.org"}), Client(headers={"host": "police.example.org"})
    assert ask.get("/")["Location"] == ENTER
    response = ask.get("/why-we-may-call-you/")
    assert (response.status_code, SAYS_TOO_MUCH.findall(response.content.decode())) == (404, [])
    assert site.get("/").status_code == 200


def test_somebody_answers_to_the_end(client: Client, address: str) -> None:
    assert "Example Constabulary" in words(client.get(address))
    assert sent(client, address, action="begin").status_code == 302
    response = client.get(address)
    assert "<title>Questions</title>" in re.sub(r">\s+|\s+<", lambda one: one[0].strip(), response.content.decode())
    assert sent(client, address, action="save", question="reported_by").status_code == 422
    assert sent(client, address, action="save", question="reported_by", reported_by="no").status_code == 302
    answer_on_web(address.split("/")[2])
    assert "That was the last question" in words(client.get(address))
    back = sent(client, address, action="back", place=str(len(Answer.objects.all()) + 1))
    assert 'value="yes" checked' in back.content.decode()
    assert "Thank you" in words(sent(client, address, action="finish"))
    assert get_case("CASE1").final_disposition == COMPLETE.code
    assert client.get(address).status_code == 410


def test_own_words_are_shown_again_to_whoever_goes_back(client: Client, address: str) -> None:
    count = answer_on_web(address.split("/")[2])
    assert "Ring Mrs Example back" in sent(client, address, action="back", place=str(count)).content.decode()


def test_saving_and_coming_back_takes_a_new_code_and_loses_nothing(client: Client, address: str) -> None:
    sent(client, address, action="begin")
    response = sent(client, address, action="later", question="reported_by", reported_by="no")
    [code] = re.findall(r"heading-l\">([A-Z0-9 ]+)<", response.content.decode())
    assert "noted down to go on" in words(client.get(address))
    assert sent(client, address, action="save", question="actions", actions="satisfied").status_code == 200
    other = Client()
    again = enter(other, code)["Location"]
    assert "Go on with your answers" in words(other.get(again))
    sent(other, again, action="begin")
    assert "Question 2" in words(other.get(again))
    assert client.get(address).status_code == 410


def test_a_question_that_is_no_longer_asked_is_not_saved(client: Client, address: str) -> None:
    sent(client, address, action="begin")
    assert sent(client, address, action="save", question="whole", whole="satisfied").status_code == 302
    assert sent(client, address, action="save", question="nonsense").status_code == 302
    assert not Answer.objects.exists()


def test_stopping_for_good_and_objecting_are_asked_about_first(client: Client, address: str) -> None:
    assert "Stop for good" in words(sent(client, address, action="stop"))
    assert "Are you sure" in words(sent(client, address, action="object"))
    assert get_case("CASE1").state == CaseState.CALL_AGAIN
    assert "will not ask you again" in words(sent(client, address, action="remove"))
    assert get_case("CASE1").final_disposition == OBJECTION.code
    assert sent(client, address, action="begin").status_code == 410


def test_stopping_keeps_what_was_answered(client: Client, address: str) -> None:
    answer_on_web(address.split("/")[2], until=3)
    assert "will not phone you again" in words(sent(client, address, action="end"))
    case = get_case("CASE1")
    assert (case.state, BY_CODE[case.final_disposition].group.value) == (CaseState.CLOSED, "R")


@pytest.fixture
def modular_address(interviewer: User) -> str:
    """The address of a session with a questionnaire in three languages."""
    stored_instrument(DOCUMENT)
    make_web_cases(Person("CASE1", modules="burglary"), survey={"questionnaire": "modular_1", "modules": MODULES})
    return reverse("web_door:answer", args=[entered(call(interviewer))])


def test_the_questions_are_in_the_language_of_the_address(client: Client, modular_address: str) -> None:
    first = client.get(modular_address).content.decode()
    assert f'href="/cy{modular_address}" lang="cy"' in first
    assert f'href="{modular_address}?language=pl" lang="pl"' in first
    assert sent(client, f"{modular_address}?language=pl", action="begin")["Location"].endswith("?language=pl")
    assert "Diolch am eich amser" in words(client.get(f"/cy{modular_address}"))
    assert 'lang="pl"' in client.get(f"{modular_address}?language=pl").content.decode()


def test_an_unlikely_answer_is_asked_about_once(client: Client, modular_address: str) -> None:
    for form in ({"action": "begin"}, {"action": "save", "question": "opening"}):
        assert client.post(modular_address, form).status_code == 302
    assert sent(client, modular_address, action="save", question="called", called="no").status_code == 302
    times = {"action": "save", "question": "times", "times": "30"}
    doubted = client.post(modular_address, times)
    assert (doubted.status_code, "More than 20 times?" in words(doubted)) == (422, True)  # type: ignore[arg-type]
    assert client.post(modular_address, {**times, "confirmed": "times"}).status_code == 302


def test_an_interviewer_gives_a_code_and_ends_the_call(interviewer: User) -> None:
    make_web_cases()
    attempt = call(interviewer)
    browser = Client()
    browser.force_login(interviewer)
    assert browser.get("/fieldwork/call/web/").status_code == 302  # they have not said that they can talk
    given_code(attempt)
    assert "web" in browser.get("/fieldwork/call/introduction/").content.decode()
    response = browser.post("/fieldwork/call/web/", {"action": "give", "attempt": attempt.pk})
    [code] = re.findall(r"number\">([A-Z0-9]{4} [A-Z0-9]{4})<", response.content.decode())
    wrong = browser.post("/fieldwork/call/web/", {"action": "send", "email": "x", "code": code, "attempt": attempt.pk})
    assert wrong.status_code == 422
    assert browser.post("/fieldwork/call/web/", {"action": "end", "attempt": attempt.pk}).status_code == 302
    assert enter(Client(), code).status_code == 302
    assert WebEntry.objects.get().expires_at == AFTER + timedelta(days=7)
