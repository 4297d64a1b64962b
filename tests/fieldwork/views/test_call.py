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
from aftercall.handover.schedule import contact_is_erased
from aftercall.programmes.operations import MATCH_KEY
from aftercall.rights.objections import opt_out
from aftercall.suppression.models import CaseDigest


def test_the_page_shows_the_name_the_number_and_the_scripts(browser: Client) -> None:
    make_cases()
    start(browser)
    response = get(browser, "call")
    page = words(response)
    assert NAME in page
    assert NUMBER in page
    assert "Hello, please may I speak to Ms Ann Example0?" in page
    assert "no-store" in response["Cache-Control"]


def test_the_scripts_for_anyone_who_answers_mention_neither_police_nor_crime(browser: Client) -> None:
    make_cases()
    start(browser)
    scripts = re.findall(r'asking-say__text" lang="en">([^<]+)<', get(browser, "call").content.decode())
    scripts += re.findall(r'asking-say__text" lang="en">([^<]+)<', get(browser, "safe_to_talk").content.decode())
    assert len(scripts) == 5
    assert "can you talk freely" in scripts[3]
    for word in ("police", "constabulary", "crime", "victim", "report", "incident"):
        assert word not in " ".join(scripts).lower()


def test_every_view_of_the_call_page_is_audited(browser: Client) -> None:
    make_cases()
    start(browser)
    get(browser, "call")
    get(browser, "call")
    assert AuditEntry.objects.filter(action="contact.seen").count() == 2


def test_a_colleague_cannot_see_the_call(browser: Client, colleague_browser: Client) -> None:
    make_cases()
    start(browser)
    assert leads_to(get(colleague_browser, "call")) == "next_case"
    assert NAME not in words(get(colleague_browser, "next_case"))


def test_the_interviewer_cannot_see_the_call_after_it_ends(browser: Client) -> None:
    make_cases()
    start(browser)
    post(browser, "outcome", attempt=Attempt.objects.get().pk, outcome="3.13")
    assert leads_to(get(browser, "call")) == "next_case"


@pytest.mark.parametrize("name", ["safe_to_talk", "outcome", "objection"])
def test_the_other_screens_of_the_call_show_no_name(browser: Client, name: str) -> None:
    make_cases()
    start(browser)
    page = words(get(browser, name))
    assert NAME not in page
    assert NUMBER not in page


@pytest.mark.parametrize("name", ["call", "safe_to_talk", "outcome"])
def test_every_screen_of_the_call_leads_to_the_objection_screen_by_a_link_and_by_a_key(
    browser: Client, name: str
) -> None:
    make_cases()
    start(browser)
    page = get(browser, name).content.decode()
    assert reverse("fieldwork:objection") in page
    assert re.search(r'value="object"\s+data-key="9"', page)
    attempt = Attempt.objects.get().pk
    answer = "outcome" if name == "call" else name
    assert leads_to(post(browser, answer, attempt=attempt, step="object", outcome="object")) == "objection"


def test_the_call_can_no_longer_be_seen_once_the_person_has_opted_out(browser: Client) -> None:
    make_cases()
    start(browser)
    ann = {"first_name": "Ann", "last_name": "Example0", "phone": NUMBER}
    key = vault.long_lived_key(MATCH_KEY)
    CaseDigest.objects.update(digest=min(person_digests(ann, match_key=key)))
    opt_out(person=ann, at=TUESDAY)
    attempt = Attempt.objects.get().pk
    assert leads_to(get(browser, "call")) == "next_case"
    assert "opted out on the public site, so the call has ended" in words(get(browser, "next_case"))
    # The person says so in the call, so their details need not wait for the cooling time.
    assert get(browser, "objection").status_code == 200
    assert leads_to(post(browser, "objection", attempt=attempt, step="remove")) == "next_case"
    assert contact_is_erased(Attempt.objects.get().case.released)
    assert leads_to(get(browser, "objection")) == "next_case"
