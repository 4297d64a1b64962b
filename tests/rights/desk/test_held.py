"""What is held about a person, in words and as JSON, and the copy that they get."""

import json
from pathlib import Path

import pytest
from pytest_django import Settings
from tests.consents.test_consents import give
from tests.fieldwork.making import TUESDAY, Person, call, make_cases, make_user
from tests.fieldwork.test_interviews import answer_in_order, begin
from tests.rights.desk.making import ANN, digests_of, make_officer, make_request
from tests.world import LOADED, loaded_wave

from aftercall.accounts.models import User
from aftercall.core import vault
from aftercall.core.documents import Document, Facts, Heading, Paragraph, Table
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry, JournalEntry
from aftercall.fieldwork.free_text import NEEDS, encrypt_text
from aftercall.fieldwork.models import Case
from aftercall.frames.sample_file import read_sample
from aftercall.handover.schedule import erase_contact
from aftercall.programmes import folders
from aftercall.programmes.operations import draw
from aftercall.programmes.queries import current_versions
from aftercall.rights.desk import operations
from aftercall.rights.desk.held import Held, held_about
from aftercall.rights.desk.held_presenters import found_facts, held_document, held_json
from aftercall.rights.desk.held_readers import HeldRecord
from aftercall.rights.desk.models import EventKind, PauseReason, RequestKind
from aftercall.suppression.models import Objection, ObjectionSource, SuppressedDigest
from aftercall.suppression.operations import complete_objections, record_again, record_objection

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return make_officer()


def document(held: Held) -> Document:
    today = TUESDAY.date()
    return held_document(held, current_versions(today), reference="ABC", made_on=today)


def words(held: Held) -> str:
    """Everything that the document says."""
    texts: list[str] = []
    for part in document(held).parts:
        if isinstance(part, Heading | Paragraph):
            texts.append(part.text)
        if isinstance(part, Facts | Table):
            texts += [cell for row in part.rows for cell in row]
    return "\n".join(texts)


def test_a_case_is_shown_with_details_calls_and_answers_in_words(officer: User) -> None:
    [case] = make_cases(Person("ANNS", digests=digests_of()))
    interviewer = make_user()
    interview = begin(call(interviewer))
    answer_in_order(interview, interviewer)
    Case.objects.update(sealed_needs=encrypt_text(case, "Relay UK", about=NEEDS))
    held = held_about(digests_of())
    text = words(held)
    shown = (
        "Telephone survey for January 2025",
        "Example0",
        "07700 900123",
        "Relay UK",
        "ANNS",
        "In progress",
        "18 July",
    )
    for expected in shown:
        assert expected in text
    [answers] = [part for part in document(held).parts if isinstance(part, Table) and part.caption == "Your answers"]
    assert len(answers.rows) > 10
    assert not any(value in {"sealed", "dont_know"} for _, value in answers.rows)
    mapping = json.loads(json.dumps(held_json(held, [case.wave.version])))
    assert mapping["cases"][0]["contact"]["phone"] == "+447700900123"
    assert mapping["cases"][0]["modules"] == []
    assert len(mapping["cases"][0]["answers"]) == len(answers.rows)
    assert mapping["about"]["Who is responsible"] == "Example Constabulary"


def test_notes_are_shown_and_erased_details_are_said_to_be_erased(officer: User) -> None:
    [case] = make_cases(Person("ANNS", digests=digests_of()))
    held = held_about(digests_of())
    assert held.cases[0].calls == []
    erase_contact(case.released, at=TUESDAY)
    type(case.released).objects.update(sealed_contact=b"")
    assert "We have erased your contact details" in words(held_about(digests_of()))


def test_an_objection_and_requests_are_held_too(officer: User) -> None:
    record_objection(digests=digests_of()[:2], source=ObjectionSource.LETTER, actor=officer, at=TUESDAY)
    mine = make_request()
    make_request(first_name="Bob", last_name="Sample", phone="07700 900456", postcode="", date_of_birth="")
    held = held_about(digests_of())
    assert list(held.requests) == [mine]
    assert list(held_about([digests_of()[0], "another of a relative"]).requests) == []
    text = words(held)
    for expected in ("You wrote a letter", "Access, received on 4 March 2025: open", "codes, which we make"):
        assert expected in text
    mapping = held_json(held, [])
    assert mapping["objections"] == [{"recorded": TUESDAY.isoformat(), "source": "letter"}]
    assert mapping["requests"][0]["reference"] == mine.reference
    assert found_facts(held)[0] == ("Suppression list", "Since 4 March 2025")


def test_what_somebody_with_one_code_in_common_asked_for_or_agreed_to_is_not_disclosed(officer: User) -> None:
    """A father and son of one name at one address, for example."""
    make_request(phone="07700 900456", date_of_birth="", postcode="", email="")
    mine, others = digests_of(), digests_of(phone="07700 900456", date_of_birth="", postcode="")
    consent = give([mine[0], *others])
    assert not held_about([mine[0], "f" * 64]).consents
    assert held_about(mine[:1]).consents[0].consent == consent  # the only code that there is
    assert not held_about([others[0], "f" * 64]).requests


def test_the_objection_of_somebody_with_one_code_in_common_is_not_disclosed(officer: User) -> None:
    """Also once the codes of the case that it closed have been added to it."""
    make_cases(Person("ANNS", digests=digests_of()))
    source = ObjectionSource.PUBLIC_SITE
    objection = record_objection(digests=digests_of()[:1], source=source, actor=officer, at=TUESDAY)
    complete_objections()
    assert set(digests_of()) <= set(objection.digests.values_list("digest", flat=True))
    assert not held_about(digests_of()).objections
    [entry] = JournalEntry.objects.filter(kind="objection").order_by("-pk")[:1]
    record_again(entry.payload)
    SuppressedDigest.objects.all().delete()
    Objection.objects.all().delete()
    record_again(entry.payload)  # as after a restore
    assert not held_about(digests_of()).objections
    assert held_about(digests_of()[:1]).objections  # the only code that there is


def test_what_rooms_above_hold_is_in_the_copy(settings: Settings) -> None:
    settings.HELD_READERS = "tests.rights.desk.test_held.READERS"
    held = held_about(digests_of())
    assert not held.is_empty
    assert "A group\nYou said\nQuiet room" in words(held)
    assert held_json(held, [])["further"] == [
        {"kind": "group", "title": "A group", "facts": {"You said": "Quiet room"}}
    ]
    assert found_facts(held)[-1] == ("Focus groups and other records", "1 record")


READERS = (lambda digests: [HeldRecord("group", "A group", [("You said", "Quiet room")])] if digests else [],)


def test_where_nothing_is_held_the_document_says_so(db: None) -> None:
    held = held_about(digests_of())
    assert held.is_empty
    assert document(held).introduction == "We found nothing about you in this survey."
    assert [value for _, value in found_facts(held)] == ["Not on it", "None", "None", "Nothing", "None"]


def test_looking_is_recorded_for_the_request_and_for_each_case(officer: User) -> None:
    make_cases(Person("ANNS", digests=digests_of()), Person("OTHER"))
    request = make_request(RequestKind.RECTIFICATION)
    held = operations.look_up(request=request, actor=officer, at=TUESDAY)
    assert [case.released.reference for case in held.cases] == ["ANNS"]
    assert AuditEntry.objects.get(action="case.looked_up").subject == "case:ANNS"
    assert AuditEntry.objects.get(action="request.looked_up").details == {"cases": 1, "extracts": 0, "objections": 0}
    assert request.events.last().kind == EventKind.LOOKED_UP  # type: ignore[union-attr]


def test_a_copy_has_only_the_cases_that_are_the_persons(officer: User) -> None:
    make_cases(Person("ANNS", digests=digests_of()), Person("SONS", digests=digests_of()[:1]))
    request = make_request()
    copy = {"request": request, "file_format": "PDF", "actor": officer, "at": TUESDAY}
    held = operations.make_copy(**copy, cases=["ANNS"])  # type: ignore[arg-type]
    assert [(case.released.reference, case.shared > 1) for case in held.cases] == [("ANNS", True)]
    assert AuditEntry.objects.get(action="case.disclosed").subject == "case:ANNS"
    with pytest.raises(Refused, match="asks for access"):
        operations.make_copy(**copy | {"request": make_request(RequestKind.ERASURE)}, cases=[])  # type: ignore[arg-type]
    operations.pause(request=request, reason=PauseReason.IDENTITY, note="Who?", actor=officer, at=TUESDAY)
    with pytest.raises(Refused, match="is stopped"):
        operations.make_copy(**copy, cases=["ANNS"])  # type: ignore[arg-type]


def test_someone_who_made_no_request_can_be_found_and_that_is_recorded(officer: User) -> None:
    make_cases(Person("ANNS", digests=digests_of()))
    held = operations.find_person(person=ANN, actor=officer, at=TUESDAY)
    assert found_facts(held)[1] == ("Cases", "January 2025: not opened yet")
    assert AuditEntry.objects.get(action="person.looked_up").details["cases"] == 1
    with pytest.raises(Refused, match="not enough"):
        operations.find_person(person={"first_name": "Ann", "last_name": "Example"}, actor=officer, at=TUESDAY)


@pytest.mark.usefixtures("cached_frames")
def test_records_in_an_extract_are_held_with_their_details_until_the_release(extract: Path, researcher: User) -> None:
    wave = loaded_wave(researcher, extract)
    contact = max(folders.decrypt_contacts(wave.load), key=lambda row: len(row["digests"]))
    held = held_about(contact["digests"])
    [found] = held.extracts
    assert found.entry
    assert found.entry.frame
    assert found.entry.sampled is None
    assert found.contact["last_name"] == contact["last_name"]
    text = words(held)
    for expected in (
        "List of people who may be asked, January 2025",
        "You could be asked about it",
        contact["last_name"],
    ):
        assert expected in text
    assert "Picked by chance\nNo" in text
    mapping = json.loads(json.dumps(held_json(held, [])))
    assert mapping["extracts"][0]["frame"]["person_id"] == contact["person_id"]
    draw(wave=wave, actor=researcher, at=LOADED)
    sampled = read_sample(folders.sample_folder(wave.load))[0]
    of_sampled = next(row for row in folders.decrypt_contacts(wave.load) if row["person_id"] == sampled.person_id)
    assert "Yes, with a chance of 1" in words(held_about(of_sampled["digests"]))
    folders.destroy_contacts_on_commit(wave.load, at=LOADED)
    vault.destroy_ring(wave.load.contacts_ring)
    assert held_about(of_sampled["digests"]).extracts[0].contact == {}
