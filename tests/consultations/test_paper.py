"""The paper form, and typing it in twice."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.consultations.making import OPEN, OVER, author, closed, make_open, reviewer
from tests.fieldwork.views.pages import words

from aftercall.config.doctor import SEALED
from aftercall.consultations import queries
from aftercall.consultations.keys import open_about, open_answers
from aftercall.consultations.models import Consultation, ResponseMode
from aftercall.consultations.operations.paper import Typed, type_in
from aftercall.consultations.paper import paper_data
from aftercall.core import clock, vault
from aftercall.core.errors import Refused
from aftercall.core.sealed_values import check_sealed_values
from aftercall.questionnaires.queries import read_instrument

pytestmark = pytest.mark.django_db
ANSWERS = {"visible": "very_important", "wish": "Slow down the lorries"}
ABOUT = {"age": "45_to_54"}


@pytest.fixture
def consultation(monkeypatch: pytest.MonkeyPatch) -> Consultation:
    monkeypatch.setattr(clock, "now", lambda: OPEN)
    return make_open()


def test_a_form_counts_once_two_people_have_typed_the_same(
    consultation: Consultation, commit: Callable[[], None]
) -> None:
    typed = Typed("17", ANSWERS, ABOUT)
    given = {"consultation": consultation, "typed": typed, "at": OPEN}
    assert not type_in(**given, actor=author()).counted
    assert check_sealed_values(SEALED).findings == []
    with pytest.raises(Refused, match="another person must type it in"):
        type_in(**given, actor=author())
    entry = consultation.paper_entries.get()
    assert b"lorries" not in bytes(entry.sealed)
    assert type_in(**given, actor=reviewer()).counted
    response = queries.submitted(consultation).get()
    assert (open_answers(response), open_about(response), response.mode) == (ANSWERS, ABOUT, ResponseMode.PAPER)
    commit()
    assert not vault.key_exists(entry.ring, entry.slot)
    with pytest.raises(Refused, match="typed in twice"):
        type_in(**given, actor=author())


def test_differences_are_settled_by_the_second_person(consultation: Consultation) -> None:
    type_in(consultation=consultation, typed=Typed("17", ANSWERS, ABOUT), actor=author(), at=OPEN)
    other = Typed("17", {**ANSWERS, "visible": "dont_know"}, {"age": "55_to_64"})
    result = type_in(consultation=consultation, typed=other, actor=reviewer(), at=OPEN)
    assert (result.counted, result.different) == (False, {"visible", "about_age"})
    assert type_in(consultation=consultation, typed=other, actor=reviewer(), at=OPEN, settled=True).counted
    assert open_answers(queries.submitted(consultation).get())["visible"] == "dont_know"
    assert consultation.paper_forms.get().different == 2


def test_no_form_is_typed_in_once_it_is_closed(consultation: Consultation, commit: Callable[[], None]) -> None:
    type_in(consultation=consultation, typed=Typed("16", ANSWERS, ABOUT), actor=author(), at=OPEN)
    waiting = consultation.paper_entries.get()
    consultation = closed(consultation)
    commit()
    assert not consultation.paper_entries.exists()
    assert not vault.key_exists(waiting.ring, waiting.slot)
    with pytest.raises(Refused, match="until the consultation is closed"):
        type_in(consultation=consultation, typed=Typed("17", ANSWERS, ABOUT), actor=author(), at=OVER)


def test_the_pages_of_both_typists(consultation: Consultation, client: Client) -> None:
    page, other = reverse("consultations:enter_paper", args=[consultation.slug]), Client()
    client.force_login(author())
    other.force_login(reviewer())
    form = {"number": "A 7", "visible": "very_important", "top_ticked": ["visible"], "about_sex": "female"}
    assert "Another person must type it in again" in words(client.post(page, form, follow=True))
    shown = other.post(page, form | {"visible": "dont_know"})
    assert shown.status_code == 422
    assert "typed 1 answer differently" in words(shown)
    assert "and counts" in words(other.post(page, form | {"settled": "yes"}, follow=True))
    assert "Enter the number of the form" in words(client.post(page, {}))


def test_the_paper_asks_every_question_of_the_questionnaire_and_about_the_person(consultation: Consultation) -> None:
    instrument = read_instrument(consultation.instrument)
    data = paper_data(consultation, instrument, "https://example.org")
    asked = [question["label"] for section in data["sections"] for question in section["questions"]]
    assert asked[: len(asked) - 7] == [one.label for one in instrument.questions if one.is_answered]
    assert [one["number"] for section in data["sections"] for one in section["questions"]] == [
        number for number, _ in enumerate(asked, start=1)
    ]


def test_the_paper_is_a_tagged_pdf_file(consultation: Consultation, client: Client) -> None:
    response = client.get(reverse("consultations:paper", args=[consultation.slug]))
    assert response.content.startswith(b"%PDF-")
    assert b"pdfuaid:part" in response.content
