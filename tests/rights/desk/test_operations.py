"""Recording requests, stopping and extending their clocks, closing them, and erasing who made them."""

import json
from datetime import date, timedelta

import pytest
from django.db import connection
from tests.conftest import Commit
from tests.consents.test_consents import give
from tests.fieldwork.making import TUESDAY, Person, make_cases
from tests.rights.desk.making import ANN, fresh, make_officer, make_request

from aftercall.accounts.models import User
from aftercall.core import vault
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry, JournalEntry
from aftercall.rights.desk import operations, queries
from aftercall.rights.desk.models import (
    Channel,
    EventKind,
    Outcome,
    PauseReason,
    RequestEvent,
    RequestKind,
    SubjectRequest,
)
from aftercall.rights.desk.operations import receiving
from aftercall.rights.desk.sealing import Details, open_details, open_note
from aftercall.rights.desk.states import RequestState

pytestmark = pytest.mark.django_db
LATER = TUESDAY + timedelta(days=5)


@pytest.fixture
def officer() -> User:
    return make_officer()


def test_a_request_starts_its_clock_on_the_day_of_receipt_and_is_in_the_trail_and_the_audit_log(officer: User) -> None:
    request = make_request(received_on=date(2025, 3, 3), actor=officer)
    assert (request.state, request.due_on, request.acknowledge_by) == (RequestState.OPEN, date(2025, 4, 3), None)
    assert [(event.kind, event.by) for event in queries.trail(request)] == [(EventKind.RECEIVED, officer)]
    entry = AuditEntry.objects.get(action="request.received")
    assert (entry.subject, entry.details["kind"]) == (request.subject, "access")


def test_who_asks_and_what_they_wrote_is_stored_encrypted_only() -> None:
    request = make_request(text="I moved house in May")
    details = open_details(request)
    assert details
    assert (details.full_name, details.text) == ("Ann Example", "I moved house in May")
    assert details.person == ANN
    assert len(details.digests) > 2
    stored = json.dumps(list(everything_stored()))
    assert not any(value in stored for value in ["Example", "900123", "1980-03-31", "moved", *details.digests])


def everything_stored() -> list[str]:
    """The rows of the desk's tables, of the audit log and of the journal as text."""
    rows: list[str] = []
    with connection.cursor() as cursor:
        for model in (SubjectRequest, RequestEvent, AuditEntry, JournalEntry):
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")  # noqa: S608 - our own tables
            rows += [str([bytes(v) if isinstance(v, memoryview) else v for v in row]) for row in cursor.fetchall()]
    return rows


def test_a_person_who_quotes_a_reference_is_recognised_by_the_number_under_it_and_the_name(officer: User) -> None:
    consent = give()
    make_cases(Person("23BC45DF"))
    unknown = {"actor": officer, "phone": "", "date_of_birth": "", "postcode": "", "address": ""}
    quoted = ((consent.reference.lower(), "Example", consent.subject), ("23BC 45DF", "Example0", "case:23BC45DF"))
    for reference, last_name, subject in quoted:
        by_number = make_request(**unknown | {"phone": "+447700900123"}, last_name=last_name)  # type: ignore[arg-type]
        request = make_request(**unknown, last_name=last_name, reference=reference)  # type: ignore[arg-type]
        assert details_of(request).digests == details_of(by_number).digests
        assert AuditEntry.objects.filter(action="reference.looked_up", subject=subject).count() == 1
    for wrong in ({"last_name": "Sample"}, {"reference": "ZZZZZZZZ"}):
        with pytest.raises(Refused, match="no phone number under this reference and name"):
            make_request(**unknown | {"reference": consent.reference} | wrong)  # type: ignore[arg-type]


def details_of(request: SubjectRequest) -> Details:
    return open_details(request) or Details()


def test_a_request_cannot_have_been_received_tomorrow() -> None:
    with pytest.raises(Refused, match="must be today or in the past"):
        make_request(received_on=TUESDAY.date() + timedelta(days=1))
    assert not SubjectRequest.objects.exists()


def test_the_public_site_takes_no_requests_but_complaints() -> None:
    with pytest.raises(Refused, match="Choose how the request reached us"):
        make_request(RequestKind.OBJECTION, channel=Channel.ONLINE)
    assert not SubjectRequest.objects.exists()


def test_a_request_that_cannot_be_stored_leaves_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    rings: list[str] = []
    create = vault.create_ring

    def create_ring(name: str, *, slots: int) -> None:
        rings.append(name)
        create(name, slots=slots)

    def fail(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(vault, "create_ring", create_ring)
    monkeypatch.setattr(receiving, "_store", fail)
    with pytest.raises(OSError, match="full"):
        make_request()
    assert rings
    assert not any(vault.key_exists(ring) for ring in rings if ring.startswith("request-"))


def test_a_complaint_from_the_public_site_has_no_actor_and_two_clocks() -> None:
    request = operations.receive_complaint(details={"first_name": "Ann", "last_name": "Example"}, at=TUESDAY)
    assert (request.kind, request.channel) == (RequestKind.COMPLAINT, Channel.ONLINE)
    assert (request.acknowledge_by, request.due_on) == (date(2025, 4, 3), date(2025, 4, 4))
    assert AuditEntry.objects.get(action="request.received").actor == "public"
    assert [event.by for event in queries.trail(request)] == [None]


def test_days_on_which_the_clock_was_stopped_are_added(officer: User) -> None:
    request = make_request()
    operations.pause(request=request, reason=PauseReason.IDENTITY, note="Asked for a bill", actor=officer, at=TUESDAY)
    assert fresh(request).state == RequestState.WAITING
    with pytest.raises(Refused, match="clock of this request is stopped"):
        operations.extend(request=request, reason="many", actor=officer, at=TUESDAY)
    operations.resume(request=request, note="It came", actor=officer, at=LATER)
    request = fresh(request)
    assert (request.state, request.paused_days, request.due_on) == (RequestState.OPEN, 5, date(2025, 4, 9))
    assert [open_note(event) for event in queries.trail(request)] == ["It came", "Asked for a bill", ""]
    with pytest.raises(Refused, match="clock of this request is running"):
        operations.resume(request=request, note="", actor=officer, at=LATER)


def test_the_time_is_extended_once_within_the_first_month_and_never_for_a_complaint(officer: User) -> None:
    request = make_request()
    with pytest.raises(Refused, match="only until 4 April 2025"):
        operations.extend(request=request, reason="late", actor=officer, at=TUESDAY + timedelta(days=40))
    operations.extend(request=request, reason="many requests", actor=officer, at=LATER)
    assert fresh(request).due_on == date(2025, 6, 4)
    with pytest.raises(Refused, match="already been extended"):
        operations.extend(request=request, reason="again", actor=officer, at=LATER)
    with pytest.raises(Refused, match="complaint cannot be extended"):
        operations.extend(request=make_request(RequestKind.COMPLAINT), reason="x", actor=officer, at=LATER)


def test_only_a_complaint_is_acknowledged_and_only_once(officer: User) -> None:
    complaint = make_request(RequestKind.COMPLAINT)
    operations.acknowledge(request=complaint, actor=officer, at=LATER)
    assert fresh(complaint).acknowledged_at == LATER
    for request in (complaint, make_request()):
        with pytest.raises(Refused, match="Only a complaint"):
            operations.acknowledge(request=request, actor=officer, at=LATER)


def test_a_complaint_is_closed_with_its_outcome(officer: User) -> None:
    complaint = make_request(RequestKind.COMPLAINT)
    close = {"request": complaint, "state": RequestState.ANSWERED, "answer": "Sorry", "actor": officer, "at": LATER}
    with pytest.raises(Refused, match="cannot be refused"):
        operations.close(**close | {"state": RequestState.REFUSED})  # type: ignore[arg-type]
    with pytest.raises(Refused, match="Choose the outcome"):
        operations.close(**close)  # type: ignore[arg-type]
    operations.close(**close, outcome=Outcome.UPHELD)  # type: ignore[arg-type]
    complaint = fresh(complaint)
    assert (complaint.state, complaint.outcome, complaint.is_closed) == (RequestState.ANSWERED, Outcome.UPHELD, True)
    details = AuditEntry.objects.get(action="request.closed").details
    assert details == {"state": "answered", "outcome": "upheld", "in_time": True}
    with pytest.raises(Refused, match="is closed"):
        operations.add_note(request=complaint, note="one more", actor=officer, at=LATER)


@pytest.mark.parametrize("kind", [RequestKind.OBJECTION, RequestKind.ACCESS, RequestKind.ERASURE])
def test_a_request_about_which_nothing_was_done_is_not_answered(kind: RequestKind, officer: User) -> None:
    request = make_request(kind)
    with pytest.raises(Refused, match="first"):
        operations.close(request=request, state=RequestState.ANSWERED, answer="Done", actor=officer, at=LATER)
    assert fresh(request).state == RequestState.OPEN
    operations.close(request=request, state=RequestState.WITHDRAWN, answer="They rang", actor=officer, at=LATER)
    assert fresh(request).state == RequestState.WITHDRAWN


def test_the_details_can_be_completed_and_looking_at_them_is_recorded(officer: User) -> None:
    request = make_request(phone="", date_of_birth="", postcode="", address="")
    details = open_details(request)
    assert details
    assert details.digests == []
    operations.change_details(request=request, details=ANN, actor=officer, at=LATER)
    seen = operations.look_at(request=fresh(request), actor=officer, at=LATER)
    assert isinstance(seen, Details)
    assert seen.digests
    assert AuditEntry.objects.filter(action="request.viewed", subject=request.subject).count() == 1


def test_the_details_of_a_closed_request_are_erased_after_six_months(officer: User, commit: Commit) -> None:
    kept, request = make_request(), make_request()
    operations.close(request=request, state=RequestState.REFUSED, answer="No", actor=officer, at=TUESDAY)
    assert operations.erase_old_requests(at=TUESDAY + timedelta(days=183)) == 0  # 3 September
    assert operations.erase_old_requests(at=TUESDAY + timedelta(days=184)) == 1  # 4 September
    commit()
    request = fresh(request)
    assert not vault.key_exists(request.ring)
    assert open_details(request) is None
    assert operations.look_at(request=request, actor=officer, at=LATER) is None
    assert [open_note(event) for event in queries.trail(request)] == ["", ""]
    assert vault.key_exists(kept.ring)
    assert operations.erase_old_requests(at=TUESDAY + timedelta(days=184)) == 0
