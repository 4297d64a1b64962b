"""The pages of actions: from the weakest figure to what the public reads."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from tests.fieldwork.making import make_programme, make_user
from tests.fieldwork.views.pages import words
from tests.improvements.making import AFTERWARDS, AGREED, AREAS, OCTOBER, OPENED, Q1, Q2, Q4, agreed, key, quarter

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.improvements import operations, waiting
from aftercall.improvements.keys import PromptKey
from aftercall.improvements.models import Action
from aftercall.publication.models import Publication
from aftercall.publication.states import PublicationState

pytestmark = pytest.mark.django_db
type SignIn = Callable[[Role | None], Client]
FORM = {
    "title": "Ring back",
    "plan": "A named officer rings back",
    "owner": "Head of contact",
    "starts_on_0": "1",
    "starts_on_1": "10",
    "starts_on_2": "2025",
    "due_on_0": "1",
    "due_on_1": "10",
    "due_on_2": "2025",
    "expected_change": "6",
    "looks": ["2025-12-01"],
}


@pytest.fixture
def author() -> User:
    return make_user(Role.RESEARCHER, "author", signed=False)


@pytest.fixture
def first(author: User, at: Callable[[datetime], None]) -> Publication:
    at(OPENED)
    return quarter(make_programme(), author, Q1)


def test_a_researcher_opens_an_action_on_the_weakest_area_and_the_commissioner_agrees(
    first: Publication, client_signed_in_as: SignIn, at: Callable[[datetime], None]
) -> None:
    researcher = client_signed_in_as(Role.RESEARCHER)
    page = researcher.get("/actions/open/")
    assert "Where: North 70%" in words(page)
    address = f"/actions/open/?{key(first).query()}"
    assert f'href="{address}"'.replace("&", "&amp;") in page.content.decode()
    assert "70.0% of 400 people" in words(researcher.get(address))
    checked = words(researcher.post(address, {**FORM, "check": "1"}))
    assert "If the true change is +6.0 points, 1 look at the results will find it about" in checked
    assert not Action.objects.exists()
    assert "Choose at least one period" in words(researcher.post(address, {**FORM, "looks": []}))
    assert "Enter a change between" in words(researcher.post(address, {**FORM, "expected_change": "0"}))
    form = {**FORM, "form": re.findall(r'name="form" value="(\w+)"', researcher.get(address).content.decode())[0]}
    assert "must agree to it" in words(researcher.post(address, form, follow=True))
    assert "already proposed this action" in words(researcher.post(address, form, follow=True))  # a double click
    action = Action.objects.get()
    page_of = reverse("improvements:action", args=[action.reference])
    at(AGREED)
    commissioner = client_signed_in_as(Role.COMMISSIONER)
    [item] = waiting.actions_to_decide(AGREED, User.objects.get(role=Role.COMMISSIONER))
    assert item.url == page_of
    assert "Agree to this action" in words(commissioner.get(page_of))
    changed = {**FORM, "title": "Ring back sooner"}
    assert "have changed this action" in words(commissioner.post(f"{page_of}change/", changed, follow=True))
    assert "Your side proposed" in words(commissioner.post(f"{page_of}agree/", {"seen": "1"}, follow=True))
    seen = str(action.events.last().pk)
    assert "Both sides have agreed" in words(researcher.post(f"{page_of}agree/", {"seen": seen}, follow=True))
    assert "Ring back sooner" in words(researcher.get("/actions/"))


def test_an_unpublished_figure_is_without_numbers_for_the_policing_body(
    first: Publication, client_signed_in_as: SignIn
) -> None:
    Publication.objects.update(state=PublicationState.DRAFT)
    hidden = PromptKey("all", "whole", "area", "North", analysis=str(first.run_id))
    address = f"/actions/open/?{hidden.query()}"
    client_signed_in_as(Role.RESEARCHER).post(address, FORM)
    action = Action.objects.get()
    commissioner = client_signed_in_as(Role.COMMISSIONER)
    page = words(commissioner.get(f"/actions/{action.reference}/"))
    assert "It was Not public" in page
    assert "70" not in page
    assert commissioner.get(f"/actions/{action.reference}/change/").status_code == 302
    assert "Choose a published figure" in words(commissioner.get(address, follow=True))


def test_the_rest_of_an_actions_life(
    first: Publication, author: User, client_signed_in_as: SignIn, at: Callable[[datetime], None]
) -> None:
    action = agreed(first, author)
    page, client = f"/actions/{action.reference}/", client_signed_in_as(Role.RESEARCHER)
    at(OCTOBER)
    assert [item.due_on for item in waiting.overdue_actions(OCTOBER)] == [action.due_on]
    assert "Enter a comment" in words(client.post(f"{page}comment/", {}))
    assert "Both sides can read" in words(client.post(f"{page}comment/", {"text": "Well"}, follow=True))
    assert "Enter today or a day" in words(
        client.post(f"{page}in-place/", {"day_0": "3", "day_1": "10", "day_2": "2025"})
    )
    assert "is in place" in words(
        client.post(f"{page}in-place/", {"day_0": "1", "day_1": "10", "day_2": "2025"}, follow=True)
    )
    texts = {"you_said": "You said", "we_did": "We did"}
    assert "Enter what was done" in words(client.post(f"{page}public-text/", {"you_said": "You said"}))
    client.post(f"{page}public-text/", texts)
    assert "Nothing has been released" in words(Client().get("/you-said-we-did/"))
    for role in (Role.RESEARCHER, Role.COMMISSIONER):
        client_signed_in_as(role).post(f"{page}release/", {"seen": str(action.events.last().pk)})
    quarter(first.run.programme, author, Q2)
    quarter(first.run.programme, author, Q4, {**AREAS, "North": (400, 84.0)})
    operations.take_looks(at=AFTERWARDS)
    public = words(Client().get("/you-said-we-did/"))
    assert "Clear change" in public
    assert "95% interval" in public
    in_welsh = words(Client().get("/cy/you-said-we-did/"))
    assert "Newid clir" in in_welsh
    assert "Llinell sylfaen Ebrill i Mehefin 2025: 70.0%" in in_welsh
    origin = "April to June 2025 70.0% April to June 2025: origin 65% to 75% 400 Baseline"
    assert origin in words(client.get(page))
    [look, *_] = waiting.actions_under_way(AFTERWARDS, author)
    assert look.text.startswith("Clear change")
    client.post(f"{page}take-back/")
    assert "Nothing has been released" in words(Client().get("/you-said-we-did/"))
    assert "Enter a reason" in words(client.post(f"{page}withdraw/", {}))
    client.post(f"{page}withdraw/", {"reason": "No money"})
    assert "Withdrawn" in words(client.get(page))
    assert client.get(f"{page}public-text/").status_code == 302


def test_before_any_results_there_is_nothing_to_choose(client_signed_in_as: SignIn) -> None:
    client = client_signed_in_as(Role.COMMISSIONER)
    assert "No results have been published yet" in words(client.get("/actions/open/"))
    assert "Nobody has opened an action" in words(client.get("/actions/"))
