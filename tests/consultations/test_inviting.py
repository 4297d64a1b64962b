"""Addresses drawn at random, which anybody can verify, and the codes in their letters."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.consultations.making import (
    OPEN,
    OVER,
    WRITTEN,
    author,
    closed,
    make_draft,
    make_open,
    make_response,
    reviewer,
)
from tests.fieldwork.views.pages import words

from aftercall.config.doctor import SEALED
from aftercall.consultations.inviting import Address, draw, read_addresses, verifies
from aftercall.consultations.letters import letter_words
from aftercall.consultations.models import AddressSample, Channel, Consultation, Invitation, PaperForm, Response
from aftercall.consultations.operations import inviting, preparing
from aftercall.consultations.operations.paper import Typed, type_in
from aftercall.consultations.views import inviting as views
from aftercall.core import clock, vault
from aftercall.core.errors import Refused
from aftercall.core.list_files import ListRefused
from aftercall.core.models import AuditEntry
from aftercall.core.sealed_values import check_sealed_values
from aftercall.frames.draw import commit as commitment
from aftercall.rights.objections import object_at_once
from aftercall.suppression.models import ObjectionSource

LIST = [Address(f"1000{number}", (f"{number} Example Street", "Darlington", "DL1 1AA")) for number in range(40)]
CSV = "address_ref,line1,line2,town,postcode\n" + "".join(
    f"{one.reference},{one.lines[0]},,Darlington,DL1 1AA\n" for one in LIST
)


@pytest.fixture
def consultation(db: None, monkeypatch: pytest.MonkeyPatch) -> Consultation:
    monkeypatch.setattr(clock, "now", lambda: OPEN)
    return make_open(entry="invited")


@pytest.fixture
def sample(consultation: Consultation) -> AddressSample:
    return inviting.draw_addresses(consultation=consultation, addresses=LIST, size=5, actor=author(), at=OPEN)


def test_a_draw_is_the_same_for_the_same_seed_and_every_address_has_the_same_chance() -> None:
    assert draw(LIST, size=5, seed=b"one") == draw(LIST[::-1], size=5, seed=b"one")
    times = Counter(one.reference for seed in range(2_000) for one in draw(LIST, size=5, seed=b"%d" % seed))
    assert set(times) == {one.reference for one in LIST}
    assert max(abs(count - 250) for count in times.values()) < 5 * 250**0.5


def test_the_certificate_proves_the_draw_that_the_audit_log_has_committed_to(sample: AddressSample) -> None:
    assert verifies(sample.certificate, LIST)
    assert not verifies(sample.certificate, LIST[1:])
    seed = bytes.fromhex(sample.certificate["seed"])
    approved = AuditEntry.objects.get(action="consultation.approved")
    assert approved.details["seed_commitment"] == commitment(seed)


def test_addresses_are_kept_encrypted_until_the_consultation_is_closed(
    sample: AddressSample, commit: Callable[[], None]
) -> None:
    assert b"Example Street" not in bytes(sample.sealed)
    assert check_sealed_values(SEALED).findings == []
    assert len(inviting.letters(sample)) == 5
    closed(sample.consultation)
    commit()
    sample.refresh_from_db()
    assert not vault.key_exists(sample.ring, sample.slot)
    with pytest.raises(Refused, match="have been erased"):
        inviting.letters(sample)


def test_no_letter_goes_to_a_home_where_nobody_wants_to_be_surveyed(sample: AddressSample) -> None:
    [(lines, _), *others] = inviting.letters(sample)
    person = {"first_name": "Ann", "last_name": "Example", "address": f"{lines[0].upper()}.", "postcode": "dl11aa"}
    object_at_once(person=person, source=ObjectionSource.LETTER, actor=author(), at=OPEN, whole_household=True)
    assert inviting.letters(sample) == others


def test_a_code_works_once_and_marks_the_answers_as_drawn_at_random(sample: AddressSample, client: Client) -> None:
    code = inviting.letters(sample)[0][1]
    page = reverse("consultations:code")
    first = words(client.post(page, {"code": f" {code[:4].lower()} {code[4:]}"}))
    assert "Your code works once, when you start" in first
    assert "Which language would you like to answer in?" in first
    start = {"code": code, "begin": "yes"}
    assert "Choose a language" in words(client.post(page, start))
    assert not Response.objects.exists()
    private = client.post(page, start | {"language": "cy"})["Location"]
    assert private.startswith("/cy/")
    client.post(private, {"action": "save", "screen": "_link"})
    assert "Pa mor bwysig i chi" in words(client.get(private))
    assert "How important is it to you" in words(client.get(private.removeprefix("/cy")))
    assert Response.objects.get().channel == Channel.INVITED
    assert "has been used" in words(client.post(page, start | {"language": "en"}))
    assert "has been used" in words(client.post(page, {"code": code}))
    assert "We do not know this code" in words(client.post(page, {"code": "WRONG"}))
    assert Invitation.objects.filter(used=True).count() == 1
    assert Response.objects.count() == 1


@pytest.mark.one_database
def test_a_code_works_only_while_the_consultation_is_open_and_few_can_be_tried(
    sample: AddressSample, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {"code": inviting.letters(sample)[0][1]}
    monkeypatch.setattr(clock, "now", lambda: OVER)
    assert "The consultation of this code is not open" in words(client.post(reverse("consultations:code"), given))
    monkeypatch.setattr(views, "CODES_PER_HOUR", 1)
    assert client.post(reverse("consultations:code"), given).status_code == 429


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("entry", "opened", "size", "says"),
    [
        ("invited", True, 0, "Enter a number of addresses between 1 and 40"),
        ("invited", True, 41, "Enter a number of addresses between 1 and 40"),
        ("invited", False, 5, "Another person must approve"),
    ],
)
def test_addresses_are_drawn_once_the_consultation_is_approved(
    entry: str, says: str, size: int, *, opened: bool, db: None
) -> None:
    made = make_open(entry=entry) if opened else make_draft(entry=entry)
    with pytest.raises(Refused, match=says):
        inviting.draw_addresses(consultation=made, addresses=LIST, size=size, actor=author(), at=OPEN)


def test_a_form_on_paper_needs_the_code_of_a_letter_which_is_not_kept_with_the_answers(sample: AddressSample) -> None:
    code = inviting.letters(sample)[0][1]
    given: dict[str, Any] = {"consultation": sample.consultation, "at": OPEN}
    with pytest.raises(Refused, match="Enter the code of the letter"):
        type_in(**given, typed=Typed("17", {"confidence": "agree"}, {}), actor=author())
    type_in(**given, typed=Typed(code, {"confidence": "agree"}, {}), actor=author())
    spaced = Typed(f"{code[:4].lower()} {code[4:]}", {"confidence": "agree"}, {})
    assert type_in(**given, typed=spaced, actor=reviewer()).counted
    form = PaperForm.objects.get()
    assert (form.response.channel, form.number) == (Channel.INVITED, form.response.reference)
    with pytest.raises(Refused, match="has been used"):
        type_in(**given, typed=spaced, actor=author())


def test_keys_go_with_a_draft_that_was_taken_back_and_discarded(
    sample: AddressSample, commit: Callable[[], None]
) -> None:
    one = preparing.take_back(consultation=sample.consultation, actor=author(), at=WRITTEN)
    preparing.discard(consultation=one, actor=author(), at=WRITTEN)
    commit()
    assert not vault.ring_exists(sample.ring)


def test_who_was_not_drawn_cannot_answer_an_invited_consultation(consultation: Consultation, client: Client) -> None:
    page = reverse("consultations:begin", args=[consultation.slug])
    assert client.post(page, {"language": "en"})["Location"] == reverse(
        "consultations:consultation", args=[consultation.slug]
    )


def test_the_list_is_read_with_every_mistake() -> None:
    assert [one.reference for one in read_addresses(CSV.encode(), "list")] == [one.reference for one in LIST]
    wrong = CSV + "10001,Again,,Darlington,DL1 1AA\n,No reference,,Darlington,DL1 1AA\n"
    wrong += "\n10099,Too,many,,values,here\n"
    with pytest.raises(ListRefused) as refused:
        read_addresses(wrong.encode(), "list")
    assert refused.value.lines == [
        "list, row 42, address_ref: is in the list before; leave one out",
        "list, row 43, address_ref: enter a value",
        "list, row 45: has 6 values; there must be 5",
    ]


def test_the_pages_draw_and_make_letters(consultation: Consultation, client: Client) -> None:
    client.force_login(author())
    page = reverse("consultations:draw", args=[consultation.slug])
    overview = reverse("consultations:overview", args=[consultation.slug])
    assert "Draw addresses, so that people there can answer" in words(client.get(overview))
    file = SimpleUploadedFile("list.csv", CSV.replace("line2", "line3").encode())
    assert "the first row must be" in words(client.post(page, {"file": file, "size": 5}))
    file = SimpleUploadedFile("list.csv", CSV.encode())
    shown = words(client.post(page, {"file": file, "size": 5}, follow=True))
    assert "have been drawn" in shown
    assert "You do not need to do anything while it is open" in shown
    letters = client.post(reverse("consultations:letters", args=[consultation.slug]))
    assert letters.content.startswith(b"%PDF-")
    certificate = client.get(reverse("consultations:certificate", args=[consultation.slug]))
    assert certificate.json()["sample"] == 5


def test_a_letter_says_how_to_answer_in_each_language_and_on_paper(consultation: Consultation) -> None:
    english, welsh = letter_words(consultation, "https://example.org")
    assert "https://example.org/consultations/code/" in english["go"]
    assert "https://example.org/cy/consultations/code/" in welsh["go"]
    assert "https://example.org/cy/consultations/priorities/" in welsh["paper"]
    assert (english["send"], welsh["language"]) == ("Freepost EXAMPLE", "cy")


def test_no_sample_is_drawn_for_a_consultation_that_anyone_can_answer(db: None) -> None:
    consultation = make_open()
    make_response(consultation)
    with pytest.raises(Refused, match="Anyone can answer"):
        inviting.draw_addresses(consultation=consultation, addresses=LIST, size=5, actor=author(), at=OPEN)
