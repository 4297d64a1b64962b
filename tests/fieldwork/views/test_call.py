import re

import pytest
from django.test import Client
from django.urls import reverse
from tests.fieldwork.making import TUESDAY, make_cases
from tests.fieldwork.views.pages import NAME, NUMBER, get, leads_to, post, start, words

from aftercall.core import vault
from aftercall.core.models import AuditEntry
from aftercall.fieldwork.models import Attempt
from aftercall.frames.recognition.match_keys import person_digests
from aftercall.programmes.operations import MATCH_KEY
from aftercall.rights.objections import opt_out
from aftercall.suppression.models import ContactDigest


def test_the_page_shows_name_number_and_scripts(desk: Client) -> None:
    make_cases()
    start(desk)
    response = get(desk, "call")
    page = words(response)
    assert NAME in page
    assert NUMBER in page
    assert "Hello, please may I speak to Ms Ann Example0?" in page
    assert "no-store" in response["Cache-Control"]


def test_the_words_for_anyone_mention_neither_police_nor_crime(desk: Client) -> None:
    make_cases()
    start(desk)
    spoken = re.findall(r'fieldwork-say__text">([^<]+)<', get(desk, "call").content.decode())
    assert len(spoken) == 3
    for given_away in ("police", "constabulary", "crime", "victim", "report", "incident"):
        assert given_away not in " ".join(spoken).lower()


def test_every_view_is_audited(desk: Client) -> None:
    make_cases()
    start(desk)
    get(desk, "call")
    get(desk, "call")
    assert AuditEntry.objects.filter(action="contact.seen").count() == 2


def test_no_colleague_can_see_the_call(desk: Client, other_desk: Client) -> None:
    make_cases()
    start(desk)
    assert leads_to(get(other_desk, "call")) == "next_case"
    assert NAME not in words(get(other_desk, "next_case"))


def test_the_interviewer_cannot_see_the_call_after_it_ends(desk: Client) -> None:
    make_cases()
    start(desk)
    post(desk, "outcome", attempt=Attempt.objects.get().pk, outcome="3.13")
    assert leads_to(get(desk, "call")) == "next_case"


@pytest.mark.parametrize("name", ["introduction", "outcome", "objection"])
def test_the_other_screens_of_the_call_show_no_name(desk: Client, name: str) -> None:
    make_cases()
    start(desk)
    page = words(get(desk, name))
    assert NAME not in page
    assert NUMBER not in page


@pytest.mark.parametrize("name", ["call", "introduction", "outcome", "objection"])
def test_removing_the_person_is_one_step_away_everywhere(desk: Client, name: str) -> None:
    make_cases()
    start(desk)
    assert reverse("fieldwork:objection") in get(desk, name).content.decode()


def test_an_opt_out_during_the_call_removes_the_person_from_the_next_page(desk: Client) -> None:
    make_cases()
    start(desk)
    ann = {"first_name": "Ann", "last_name": "Example0", "phone": NUMBER}
    key = vault.long_lived_key(MATCH_KEY)
    ContactDigest.objects.update(digest=min(person_digests(ann, match_key=key)))
    opt_out(person=ann, at=TUESDAY)
    assert leads_to(get(desk, "call")) == "next_case"
