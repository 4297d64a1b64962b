"""Who has answered a consultation, beside the census, while it is open."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.consultations import making
from tests.fieldwork.views.pages import words

from aftercall.accounts.roles import Role
from aftercall.communities import participants, queries
from aftercall.communities.consulted import consulted
from aftercall.communities.participants import people_of
from aftercall.consultations.answering.draft import Draft
from aftercall.consultations.demographics import NOT_SAID
from aftercall.consultations.keys import open_about
from aftercall.consultations.models import Consultation, Response
from aftercall.consultations.operations import answering
from aftercall.core import clock, vault

pytestmark = pytest.mark.django_db
ETHNICITIES = ["british"] * 388 + ["indian"] * 6 + ["african"] * 4 + ["white_and_asian"] * 2


def people() -> list[making.Person]:
    """400 people: nobody is Muslim, and nearly everybody says so."""
    return [
        making.Person(
            {"confidence": "agree"},
            {
                "ethnic_group": group,
                "religion": ("christian", "none")[number % 2],
                "condition": ("yes", "no", "no", "no")[number % 4],
                **({"limits": "a_little"} if number % 4 == 0 else {}),
                "area": ("E06000047", "E06000047", "E06000005")[number % 3],
            },
        )
        for number, group in enumerate(ETHNICITIES)
    ]


def store(consultation: Consultation) -> None:
    """In parts, because one ring of keys has no room for all."""
    everybody = people()
    for start in range(0, len(everybody), 100):
        making.store_people(consultation, everybody[start : start + 100])


@pytest.mark.one_database
def test_who_is_missing_is_shown_while_it_is_open(
    client_signed_in_as: Callable[[Role | None], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: making.OPEN)
    consultation = making.make_open()
    client, url = client_signed_in_as(Role.RESEARCHER), reverse("communities:representation", args=[consultation.slug])
    assert "Nobody has said anything about themselves yet" in words(client.get(url))
    store(consultation)
    shown = words(client.get(url))
    assert "400 people have answered so far" in shown
    assert "self-selected" in shown
    assert "They would count as" in shown
    assert "Religion: Christian" in shown  # half of those who answered, and 57% of those who live there
    assert "Religion: No religion" not in shown


@pytest.mark.one_database
def test_answers_are_opened_once_and_a_change_shows_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    consultation, opened = making.make_open(), list[str]()
    first, token = making.make_response(consultation, about={"religion": "muslim"})
    second, _ = making.make_response(consultation, about={"religion": "muslim"})

    def open_and_count(response: Response, keys: vault.KeyReader) -> dict[str, str]:
        opened.append(response.reference)
        return open_about(response, keys)

    def religions() -> Counter[str]:
        return Counter(one["religion"] for one in people_of(consultation))

    monkeypatch.setattr(participants, "open_about", open_and_count)
    assert religions() == religions() == {"muslim": 2}
    assert len(opened) == 2
    changed = Draft(counted={"confidence": "agree"}, about={"religion": "sikh"}, language="en")
    answering.submit(response=second, draft=changed, at=making.OPEN)
    assert religions() == {"muslim": 1, "sikh": 1}
    answering.delete_about(response=first, token=token, at=making.OPEN)
    assert religions() == {NOT_SAID: 1, "sikh": 1}
    answering.delete(response=second, at=making.OPEN)
    assert religions() == {NOT_SAID: 1}
    assert len(opened) == 7


def test_figures_are_those_of_the_published_tables() -> None:
    consultation = making.make_open()
    store(consultation)
    found = consulted(consultation, queries.tables())
    compared = {one["title"]: one for one in found.compared}
    assert set(compared) == {"Ethnic group, 5 groups", "Religion", "Disability", "Local authority"}
    groups = {group["name"]: group for group in compared["Ethnic group, 5 groups"]["groups"]}
    white: Any = groups["White"]
    assert white["share"]["value"] == 388 / 400
    assert white["population_share"] == (101_722 + 505_482) / 629_850
    assert white["ratio"]["value"] == pytest.approx(388 / 400 / ((101_722 + 505_482) / 629_850))
    assert {group["name"]: group["participants"] for group in compared["Local authority"]["groups"]} == {
        "Darlington": 133,
        "County Durham": 267,
    }
    assert found.cost is not None
    assert found.cost.people == 400
    assert found.cost.diagnostics.effective_size < 400
