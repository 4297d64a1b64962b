"""The complaint form of the public site."""

from datetime import UTC, datetime
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse
from tests.cached_digests import cached_person_digests

from aftercall.core import clock
from aftercall.core.models import AuditEntry
from aftercall.core.request_limit import REQUESTS_PER_HOUR
from aftercall.programmes.models import Programme
from aftercall.rights.desk import sealing
from aftercall.rights.desk.models import Channel, RequestKind, SubjectRequest
from aftercall.rights.desk.sealing import open_details

URL, DONE = reverse("public:complaint"), reverse("public:complaint_done")
NOW = datetime(2025, 3, 4, 12, tzinfo=UTC)
COMPLAINT = {
    "text": "You called me twice.",
    "first_name": "Ann",
    "last_name": "O'Hara",
    "email": "ann@example.org",
}


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch, programme: Programme) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(sealing, "person_digests", cached_person_digests)


def test_a_complaint_is_received_and_its_reference_shown_once(client: Client) -> None:
    response = client.post(URL, COMPLAINT)
    assert response["Location"] == DONE
    complaint = SubjectRequest.objects.get()
    assert (complaint.kind, complaint.channel) == (RequestKind.COMPLAINT, Channel.ONLINE)
    details = open_details(complaint)
    assert details
    assert (details.full_name, details.email, details.text) == ("Ann O'Hara", "ann@example.org", "You called me twice.")
    page = client.get(DONE).content.decode()
    assert complaint.reference in page
    assert "4 March 2025" in page
    assert client.get(DONE)["Location"] == URL


def test_no_personal_value_is_logged(client: Client) -> None:
    client.post(URL, COMPLAINT)
    logged = " ".join(f"{entry.actor} {entry.subject} {entry.details}" for entry in AuditEntry.objects.all())
    assert "request:" in logged
    assert not any(value in logged for value in COMPLAINT.values())


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"text": ""}, "Enter what went wrong"),
        ({"text": "x" * 5001}, "must be 5,000 characters or fewer"),
        ({"email": ""}, "Enter your email address or your postal address"),
        ({"email": "ann"}, "Enter an email address in the correct format"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_stored(changes: dict[str, str], message: str, client: Client) -> None:
    response = client.post(URL, COMPLAINT | changes)
    assert response.status_code == 422
    assert message in response.content.decode()
    assert not SubjectRequest.objects.exists()


def test_a_postal_address_is_enough(client: Client) -> None:
    address = {"email": "", "address": "1 Sample Street\nExampleton"}
    assert client.post(URL, COMPLAINT | address)["Location"] == DONE


def test_without_a_programme_nobody_could_answer(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aftercall.public.views._programmes", list)
    client.post(URL, COMPLAINT)
    assert not SubjectRequest.objects.exists()


def test_the_privacy_notice_leads_to_the_form(client: Client) -> None:
    assert URL in client.get(reverse("public:privacy")).content.decode()


def test_a_connection_that_sends_too_many_is_told_how_else_to_complain(client: Client) -> None:
    for _ in range(REQUESTS_PER_HOUR):
        client.post(URL, COMPLAINT)
    response = client.post(URL, COMPLAINT)
    assert response.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert "survey@example.org" in response.content.decode()
    assert SubjectRequest.objects.count() == REQUESTS_PER_HOUR
