"""Answering on the web: saved screen by screen, left and found again by a private link, changed and deleted."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.consultations.making import OPEN, OVER, closed, make_open, make_response
from tests.fieldwork.making import stored_instrument
from tests.fieldwork.views.pages import words
from tests.instrument.tiny import asked, document

from aftercall.config.doctor import SEALED
from aftercall.consultations import queries
from aftercall.consultations.answering.draft import Draft
from aftercall.consultations.keys import open_about, open_answers
from aftercall.consultations.models import AnswerRing, Consultation, Response, ResponseState
from aftercall.consultations.operations import answering, slots
from aftercall.core import vault
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.core.sealed_values import check_sealed_values

type Commit = Callable[[], None]
pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation(now: list[datetime]) -> Consultation:
    return make_open()


def begin(client: Client, slug: str = "priorities") -> str:
    """Start, and return the address of the private link."""
    response = client.post(reverse("consultations:begin", args=[slug]), {"language": "en"})
    assert response.status_code == 302
    return str(response["Location"])


def send(client: Client, address: str, action: str = "save", **fields: object) -> HttpResponse:
    """Send the screen that is shown, with these fields, and follow to the next one."""
    page = client.get(address)
    hidden = re.findall(r'name="(screen|shown)" value="([^"]*)"', page.content.decode())
    data: dict[str, object] = {"action": action, **fields}
    for name in ("screen", "shown"):
        data[name] = [value for key, value in hidden if key == name]
    return client.post(address, data, follow=True)


def test_somebody_answers_leaves_comes_back_and_submits(client: Client, consultation: Consultation) -> None:
    address = begin(client)
    assert "Your private link" in words(client.get(address))
    assert "How important is it to you that police officers are seen" in words(send(client, address))
    page = send(client, address, visible="very_important")
    assert "come quickly" in words(page)
    assert "Your answers are saved" in words(send(client, address, "later", quick="fairly_important"))
    assert "act on burglary" in words(send(Client(), address, "resume"))
    send(client, address, "later")
    assert "act on burglary" in words(send(client, address, "resume"))
    for _ in range(5):
        send(client, address)
    assert "Which of these should come first" in words(client.get(address))
    send(client, address, top_ticked=["visible", "quick"])
    for _ in range(3):
        send(client, address)
    long = client.post(address, {"action": "save", "screen": "wish", "shown": "wish", "wish": "word " * 2_001})
    assert (long.status_code, "Shorten the answer" in words(long), "word word" in words(long)) == (422, True, True)
    send(client, address, wish="A bus shelter, please")
    assert "How old are you?" in words(client.get(address))
    send(client, address, about_age="25_to_34", about_sex="female", about_area="E06000005")
    for _ in range(3):
        send(client, address)
    check = words(client.get(address))
    assert "Check your answers" in check
    assert "Being seen in the area, Coming quickly when needed" in check
    assert not queries.submitted(consultation)
    done = words(send(client, address, "submit"))
    assert "Your answers count" in done
    response = queries.submitted(consultation).get()
    assert open_answers(response)["wish"] == "A bus shelter, please"
    assert open_about(response) == {"age": "25_to_34", "sex": "female", "area": "E06000005"}


@pytest.mark.one_database
def test_somebody_goes_back_saves_the_link_and_goes_on_where_an_answer_is_missing(
    client: Client, now: list[datetime]
) -> None:
    questions = asked("first"), asked("second", required=True), asked("third")
    stored_instrument(document(*questions, mode="self"))
    make_open(questionnaire="tiny_1")
    address = begin(client)
    send(client, address)
    assert "second?" in words(send(client, address, first="yes"))
    assert "first?" in words(send(client, address, "back"))
    assert "second?" in words(send(client, address, "save", first="no"))
    link = send(client, address, "download")
    assert address in link.content.decode()
    assert "private-link.txt" in link["Content-Disposition"]
    assert "second?" in words(client.post(address, {"action": "save", "screen": "gone", "third": "yes"}, follow=True))
    client.post(address, {"action": "go", "to": "_check"})
    assert "second?" in words(send(client, address, "submit"))  # it must be answered
    client.post(address, {"action": "go", "to": "_check"})
    assert "second?" in words(send(client, address, "resume"))
    send(client, address, second="yes")
    send(client, address, third="no")
    send(client, address)
    assert "About you" in words(send(client, address, "resume"))


def test_a_submitted_answer_can_be_changed_and_only_what_is_submitted_counts(
    client: Client, consultation: Consultation
) -> None:
    response, token = make_response(consultation, {"visible": "very_important", "quick": "dont_know"})
    address = reverse("consultations:answer", args=[token])
    assert "Your answers count" in words(client.get(address))
    client.post(address, {"action": "go", "to": "_check"})
    client.post(address, {"action": "go", "to": "visible"})
    assert "Check your answers" in words(send(client, address, visible="not_at_all_important"))
    response.refresh_from_db()
    assert open_answers(response)["visible"] == "very_important"
    send(client, address, "submit")
    response.refresh_from_db()
    assert open_answers(response)["visible"] == "not_at_all_important"
    assert response.submitted_at == OPEN


def test_deleted_answers_are_gone_for_good(
    client: Client, consultation: Consultation, commit: Commit, now: list[datetime]
) -> None:
    response, token = make_response(consultation, about={"sex": "male"})
    address = reverse("consultations:answer", args=[token])
    assert "destroy the key" in words(client.post(address, {"action": "go", "to": "_delete"}, follow=True))
    assert "have been deleted" in words(client.post(address, {"action": "delete"}, follow=True))
    commit()
    assert not vault.key_exists(response.ring, response.slot)
    assert not vault.key_exists(response.about_ring, response.about_slot)
    assert not queries.submitted(consultation)
    with pytest.raises(Refused, match="deleted"):
        answering.delete(response=response, at=now[-1])


def test_what_somebody_said_about_themselves_can_be_deleted_alone(
    client: Client, consultation: Consultation, commit: Commit
) -> None:
    response, token = make_response(consultation, about={"sex": "male"})
    old = response.about_ring, response.about_slot
    address = reverse("consultations:answer", args=[token])
    client.post(address, {"action": "go", "to": "_delete_about"})
    assert "Your other answers still count" in words(client.post(address, {"action": "delete_about"}, follow=True))
    assert "Those count until you submit these" in words(
        client.post(address, {"action": "go", "to": "_check"}, follow=True)
    )
    commit()
    response.refresh_from_db()
    assert (open_answers(response), open_about(response)) == ({"confidence": "agree"}, {})
    assert not vault.key_exists(*old)
    assert check_sealed_values(SEALED).findings == []


def test_a_draft_opens_only_with_the_link_and_the_key_together(client: Client, consultation: Consultation) -> None:
    send(client, begin(client))
    response = Response.objects.get()
    with pytest.raises(vault.InvalidTag):
        vault.decrypt(
            vault.key(response.ring, response.slot),
            bytes(response.sealed_draft),
            context=f"{response.reference}/consultation/draft",
        )


def test_the_database_and_the_log_do_not_hold_the_link(client: Client, consultation: Consultation) -> None:
    token = begin(client).split("/")[-2]
    response = Response.objects.get()
    assert response.link_digest != token
    assert not any(token in str(entry.details) + entry.subject for entry in AuditEntry.objects.all())


def test_nothing_can_be_entered_or_changed_once_it_is_closed(
    client: Client, consultation: Consultation, now: list[datetime], commit: Commit
) -> None:
    left, (_, token) = begin(client), make_response(consultation)
    started = Response.objects.get(state=ResponseState.STARTED)
    now.append(OVER)
    assert "is not open" in words(send(client, left))
    assert "Your answers count" in words(client.get(reverse("consultations:answer", args=[token])))
    closed(consultation)
    commit()
    assert not vault.key_exists(started.ring, started.slot)
    assert client.get(left).status_code == 404


def test_a_screen_with_a_whole_section_asks_what_its_answers_lead_to(client: Client, now: list[datetime]) -> None:
    make_open(slug="sections", layout="section")
    address = begin(client, "sections")
    page = words(send(client, address))
    assert "police officers are seen" in page
    assert "Which of these should come first" in page
    page = words(send(client, address, "save", visible="very_important", top_ticked=["visible"]))
    assert "How safe do you feel" in page


def test_an_answer_that_cannot_be_accepted_loses_nothing(client: Client, now: list[datetime]) -> None:
    make_open(slug="sections", layout="section")
    address = begin(client, "sections")
    send(client, address)
    page = send(client, address, "save", visible="very_important", top_ticked=["visible", "dont_know"])
    assert page.status_code == 422
    assert "cannot be combined" in words(page)
    assert re.search(r'value="very_important" checked', page.content.decode())
    assert re.search(r'value="dont_know" checked', page.content.decode())


def test_a_new_ring_of_keys_is_made_when_one_is_full(
    consultation: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slots, "SLOTS", 4)
    for _ in range(5):
        make_response(consultation)
    assert [ring.used for ring in AnswerRing.objects.all()] == [4, 4, 2]
    used = {(one.ring, one.slot) for one in Response.objects.all()}
    used |= {(one.about_ring, one.about_slot) for one in Response.objects.all()}
    assert len(used) == 10


def test_a_key_that_a_restored_database_has_forgotten_is_passed_over(
    client: Client, consultation: Consultation
) -> None:
    response, token = make_response(consultation)
    vault.destroy_key(response.ring, 2)
    later, _ = make_response(consultation)
    assert (later.slot, later.about_slot) == (3, 4)
    vault.destroy_key(later.about_ring, later.about_slot)
    again = answering.submit(response=later, draft=Draft(about={"sex": "male"}), at=OPEN)
    assert open_about(again) == {"sex": "male"}
    vault.destroy_key(response.ring, response.slot)
    assert "have been deleted" in words(client.get(reverse("consultations:answer", args=[token])))


def test_a_connection_cannot_start_any_number_of_answers(client: Client, consultation: Consultation) -> None:
    begin(client)
    from aftercall.consultations.views import answering as view  # noqa: PLC0415

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(view, "STARTS_PER_HOUR", 1)
        response = client.post(reverse("consultations:begin", args=["priorities"]), {"language": "en"})
    assert response.status_code == 429


def test_an_unknown_link_says_what_to_do(client: Client, db: None) -> None:
    response = client.get(reverse("consultations:answer", args=["unknown"]))
    assert response.status_code == 404
    assert "whole link" in words(response)
