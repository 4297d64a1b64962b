"""The desk's pages of requests."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.fieldwork.making import TUESDAY, Person, get_case, make_cases
from tests.rights.desk.making import digests_of, fresh, make_request

from aftercall.accounts.roles import Role
from aftercall.core import clock
from aftercall.fieldwork.states import CaseState
from aftercall.handover.schedule import decrypt_contact
from aftercall.rights.desk import operations
from aftercall.rights.desk.models import EventKind, Outcome, RequestKind, SubjectRequest
from aftercall.rights.desk.sealing import open_details
from aftercall.rights.desk.states import RequestState

pytestmark = pytest.mark.django_db
NEW = {
    "kind": "access",
    "channel": "letter",
    "received_on_0": "3",
    "received_on_1": "3",
    "received_on_2": "2025",
    "first_name": "Ann",
    "last_name": "Example",
    "phone": "07700 900123",
    "text": "What do you hold?",
}


@pytest.fixture(autouse=True)
def clock_at_ten_on_tuesday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: TUESDAY)


@pytest.fixture
def officer(client_signed_in_as: Callable[[Role | None], Client]) -> Client:
    return client_signed_in_as(Role.DATA_PROTECTION)


def page(client: Client, name: str, *args: int) -> str:
    return client.get(reverse(f"desk:{name}", args=args)).content.decode()


def post(client: Client, name: str, request: SubjectRequest, **values: str) -> str:
    """The page after a form was sent."""
    return client.post(reverse(f"desk:{name}", args=[request.pk]), values, follow=True).content.decode()


def test_a_request_is_recorded_and_its_page_shows_clock_person_and_trail(officer: Client) -> None:
    assert "No request is waiting" in page(officer, "requests")
    shown = officer.post(reverse("desk:new"), NEW, follow=True).content.decode()
    request = SubjectRequest.objects.get()
    for text in (
        f"Its reference is {request.reference}",
        "3 April 2025 (30 days left)",
        "Ann Example",
        "What do you hold",
    ):
        assert text in shown
    assert request.reference in page(officer, "requests")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": ""}, "Choose what they ask for"),
        ({"channel": "online"}, "Choose how it reached us"),
        ({"last_name": ""}, "Enter their last name"),
        ({"received_on_1": "13"}, "Enter a real date"),
        ({"received_on_2": "2026"}, "must be today or in the past"),
        ({"postcode": "ZZ"}, "Enter a full UK postcode"),
        ({"date_of_birth_0": "1", "date_of_birth_1": "1", "date_of_birth_2": "2026"}, "Their date of birth must be in"),
    ],
)
def test_what_cannot_be_right_is_refused_and_nothing_is_stored(
    changes: dict[str, str], message: str, officer: Client
) -> None:
    response = officer.post(reverse("desk:new"), NEW | changes)
    assert response.status_code == 422
    assert message in response.content.decode()
    assert not SubjectRequest.objects.exists()


def test_the_clock_is_stopped_started_and_extended_and_the_request_closed(officer: Client) -> None:
    request = make_request(RequestKind.RESTRICTION)
    assert "The clock is stopped" in post(officer, "pause", request, reason="identity", note="Please prove it")
    shown = page(officer, "request", request.pk)
    assert "Stopped since 4 March 2025" in shown
    assert "Proof of who they are" in shown
    assert "Please prove it" in shown
    assert "running again" in post(officer, "resume", request, note="A bill")
    assert "has been extended" in post(officer, "extend", request, reason="Many requests")
    assert "has been added" in post(officer, "note", request, note="Rang them")
    closed = post(officer, "close", request, state="answered", answer="We paused it")
    for text in ("The request is closed", "Closed", "We paused it", "erased on 4 September 2025"):
        assert text in closed
    assert "No request is waiting" in page(officer, "requests")
    assert request.reference in page(officer, "closed")


def test_an_objection_page_says_when_nobody_could_be_recognised(officer: Client) -> None:
    request = make_request(RequestKind.OBJECTION, phone="", date_of_birth="", postcode="", address="")
    assert "not enough to recognise anyone" in page(officer, "carry_out", request.pk)


def test_a_step_that_is_not_possible_says_why(officer: Client) -> None:
    request = make_request()
    assert "Enter the note" in post(officer, "note", request, note="")
    assert "clock of this request is running" in post(officer, "resume", request, note="A bill")
    assert "Make the copy of what we hold first" in post(officer, "close", request, state="answered", answer="Here")


def test_only_a_complaint_asks_for_an_outcome(officer: Client) -> None:
    assert "Outcome of the complaint" not in page(officer, "close", make_request().pk)
    complaint = make_request(RequestKind.COMPLAINT)
    assert "Outcome of the complaint" in page(officer, "close", complaint.pk)
    post(officer, "close", complaint, state="answered", outcome="partly", answer="Sorry")
    assert fresh(complaint).outcome == Outcome.PARTLY
    assert "Partly upheld" in page(officer, "request", complaint.pk)


def test_the_persons_details_can_be_changed_until_the_request_is_closed(officer: Client) -> None:
    request = make_request()
    shown = page(officer, "details", request.pk)
    assert "1 Sample Street" in shown
    assert ">None<" not in page(officer, "new")
    assert 'value="1980"' in shown
    assert "have been changed" in post(officer, "details", request, first_name="Anna", last_name="Example")
    details = open_details(fresh(request))
    assert details
    assert details.person == {"first_name": "Anna", "last_name": "Example"}
    assert "Enter their first name" in post(officer, "details", request, last_name="Example")
    post(officer, "close", request, state="refused", answer="No")
    assert "cannot be changed" in post(officer, "details", request)


def test_a_late_request_says_so(officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    make_request()
    monkeypatch.setattr(clock, "now", lambda: TUESDAY + timedelta(days=29))
    assert "Due soon" in page(officer, "requests")
    monkeypatch.setattr(clock, "now", lambda: TUESDAY + timedelta(days=31))
    assert "(today)" in page(officer, "requests")
    monkeypatch.setattr(clock, "now", lambda: TUESDAY + timedelta(days=32))
    assert "(1 day late)" in page(officer, "requests")
    assert "Overdue" in page(officer, "requests")


def test_a_closed_request_whose_details_are_erased_shows_what_remains(officer: Client) -> None:
    request = make_request(RequestKind.COMPLAINT)
    post(officer, "close", request, state="withdrawn", answer="They rang")
    operations.erase_old_requests(at=TUESDAY + timedelta(days=200))
    shown = page(officer, "request", request.pk)
    assert "We erased the person’s details" in shown
    assert "Not sent" in shown
    assert EventKind.CLOSED.label in shown
    assert "Ann Example" not in shown
    assert fresh(request).state == RequestState.WITHDRAWN


def test_what_is_held_is_shown_only_after_asking_and_the_copy_is_a_pdf_or_json(officer: Client) -> None:
    make_cases(Person("ANNS", digests=digests_of()))
    request = make_request()
    assert "07700" not in page(officer, "held", request.pk)
    shown = post(officer, "held", request)
    for text in ("Telephone survey for January 2025", "07700 900123", "Save the copy as PDF", "ANNS, January 2025"):
        assert text in shown
    url = reverse("desk:copy", args=[request.pk])
    copy = officer.post(url, {"format": "PDF", "cases": ["ANNS"]})
    assert copy.headers["Content-Type"] == "application/pdf"
    assert copy.content.startswith(b"%PDF-")
    copy = officer.post(url, {"format": "JSON", "cases": ["ANNS"]})
    assert copy.json()["cases"][0]["case"] == "ANNS"
    assert officer.get(url)["Location"] == officer.post(url, {"format": "odd"})["Location"]
    assert "The request is closed" in post(officer, "close", request, state="answered", answer="Here it is")
    assert "This request is closed" in officer.post(url, {"format": "PDF"}).content.decode()


def test_details_that_are_too_few_are_said_to_be(officer: Client) -> None:
    request = make_request(phone="", postcode="", date_of_birth="", address="")
    assert "not enough to recognise anyone" in post(officer, "held", request)
    assert "not enough to recognise anyone" in page_of_search(officer, phone="")
    assert "Nothing found" in page_of_search(officer)


def page_of_search(client: Client, **changes: str) -> str:
    person = {"first_name": "Ann", "last_name": "Example", "phone": "07700 900123"}
    return client.post(reverse("desk:find"), person | changes).content.decode()


def test_a_person_is_found_with_their_cases_and_requests(officer: Client) -> None:
    make_cases(Person("ANNS", digests=digests_of()))
    request = make_request()
    found = page_of_search(officer, postcode="ZZ99 1AA")
    assert "What we found" in found
    assert "January 2025: not opened yet" in found
    assert request.reference in found


def test_what_is_asked_for_is_carried_out_on_its_page(officer: Client) -> None:
    make_cases(Person("ANNS", digests=digests_of()))
    request = make_request(RequestKind.RECTIFICATION)
    assert "Correct the contact details" in page(officer, "request", request.pk)
    assert "ANNS, January 2025: not opened yet" in page(officer, "carry_out", request.pk)
    assert "Enter a phone number with its area code" in post(officer, "carry_out", request, phone="12")
    corrected = post(officer, "carry_out", request, phone="07700 900456", phone_alt="020 7946 0123", cases="ANNS")
    assert "have been corrected" in corrected
    assert decrypt_contact(get_case("ANNS").released).phone_alt == "+442079460123"
    objection = make_request(RequestKind.OBJECTION)
    assert "ANNS, January 2025" in page(officer, "carry_out", objection.pk)
    assert "The objection has been recorded" in post(officer, "carry_out", objection)
    assert get_case("ANNS").state == CaseState.CLOSED


def test_a_restriction_is_lifted_on_its_page(officer: Client) -> None:
    make_cases(Person("ANNS", digests=digests_of()))
    request = make_request(RequestKind.RESTRICTION)
    assert "not in force" in post(officer, "lift", request)
    assert "Their cases are paused" in post(officer, "carry_out", request, cases="ANNS")
    assert "ANNS, January 2025" in page(officer, "lift", request.pk)
    assert "has been lifted" in post(officer, "lift", request)
    assert officer.get(reverse("desk:lift", args=[make_request().pk])).status_code == 404
    assert officer.get(reverse("desk:carry_out", args=[make_request().pk])).status_code == 404
