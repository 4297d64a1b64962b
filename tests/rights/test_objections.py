"""Opting out on the public site closes a person's cases at once. Their contact details are erased later, or at once
when staff have heard it from the person."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cached_digests import cached_person_digests
from tests.conftest import Commit
from tests.fieldwork.making import TUESDAY, Person, call, claim, get_case, make_cases

from aftercall.accounts.models import User
from aftercall.core import vault
from aftercall.core.audit import SystemActor
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.dispositions.codes import BY_CODE, OBJECTION
from aftercall.fieldwork import operations
from aftercall.fieldwork.models import Attempt
from aftercall.fieldwork.states import CaseState
from aftercall.programmes.operations import MATCH_KEY
from aftercall.rights.objections import object_at_once, opt_out
from aftercall.rights.opt_outs.operations import erase_after_cooling_time
from aftercall.suppression.models import COOLING_TIME, Objection, ObjectionSource

ANN = {
    "first_name": "Ann",
    "last_name": "Example",
    "phone": "07700 900123",
    "date_of_birth": "1980-03-31",
    "postcode": "ZZ99 1AA",
}


def digests(person: dict[str, str]) -> list[str]:
    return sorted(cached_person_digests(person, match_key=vault.long_lived_key(MATCH_KEY)))


def details_exist(reference: str) -> bool:
    released = get_case(reference).released
    return vault.key_exists(released.ring, released.key_slot)


def test_opting_out_closes_the_persons_case_and_keeps_its_key_for_the_cooling_time(commit: Commit) -> None:
    make_cases(Person("CASE1", digests=digests(ANN)), Person("CASE2"))
    opt_out(person={"first_name": "ann", "last_name": "EXAMPLE", "phone": "+447700900123"}, at=TUESDAY)
    commit()
    case = get_case("CASE1")
    assert (case.state, case.final_disposition, case.closed_at) == (CaseState.CLOSED, "2.113", TUESDAY)
    assert details_exist("CASE1")
    assert get_case("CASE2").state == CaseState.WAITING


@pytest.mark.parametrize("source", [ObjectionSource.TELEPHONE, ObjectionSource.LETTER])
def test_an_objection_that_staff_receive_destroys_the_key_at_once(source: ObjectionSource, commit: Commit) -> None:
    make_cases(Person("CASE1", digests=digests(ANN)))
    opt_out(person=ANN, at=TUESDAY)  # the person has opted out before, and now asks for the destruction
    object_at_once(person=ANN, source=source, actor=SystemActor("tests"), at=TUESDAY)
    commit()
    assert not details_exist("CASE1")
    assert AuditEntry.objects.filter(action="case.withdrawn").count() == 1


def test_opting_out_ends_a_call_in_progress(interviewer: User) -> None:
    make_cases(Person("CASE1", digests=digests(ANN)))
    attempt = call(interviewer)
    opt_out(person=ANN, at=TUESDAY)
    assert Attempt.objects.get().disposition == "2.113"
    with pytest.raises(Refused):
        operations.record_outcome(attempt=attempt, disposition=BY_CODE["3.13"], interviewer=interviewer, at=TUESDAY)
    assert get_case("CASE1").final_disposition == "2.113"


def test_someone_who_opted_out_during_a_call_can_confirm_it_in_the_call(interviewer: User, commit: Commit) -> None:
    make_cases(Person("CASE1", digests=digests(ANN)))
    attempt = call(interviewer)
    opt_out(person=ANN, at=TUESDAY)
    for _ in range(2):
        operations.record_outcome(attempt=attempt, disposition=OBJECTION, interviewer=interviewer, at=TUESDAY)
        commit()
    assert not details_exist("CASE1")
    assert list(Objection.objects.values_list("source", flat=True)) == ["public_site", "call"]
    assert AuditEntry.objects.filter(action="case.withdrawn").count() == 1


def test_the_details_cannot_be_seen_by_someone_who_opened_the_call_before_the_request(interviewer: User) -> None:
    make_cases(Person("CASE1", digests=digests(ANN)))
    held = claim(interviewer)
    attempt = operations.start_call(case=held, interviewer=interviewer, at=TUESDAY).attempt
    opt_out(person=ANN, at=TUESDAY)
    with pytest.raises(Refused, match="no longer working"):
        operations.view_contact(attempt=attempt, interviewer=interviewer, at=TUESDAY)
    with pytest.raises(Refused, match="no longer working"):
        operations.start_call(case=held, interviewer=interviewer, at=TUESDAY)


def test_known_and_unknown_people_cause_the_same_statements(db: None) -> None:
    make_cases(Person("CASE1", digests=digests(ANN)))
    statements = []
    for person in (ANN, ANN | {"last_name": "Stranger", "phone": "07700 900999"}):
        with CaptureQueriesContext(connection) as captured:
            opt_out(person=person, at=TUESDAY)
        statements.append([shape(query["sql"]) for query in captured])
    assert statements[0] == statements[1]
    assert len(statements[0]) > 10


def shape(sql: str) -> str:
    """A statement without its values, and however many of them there are in a list."""
    return re.sub(r"\?(, \?)+", "?", re.sub(r"'[^']*'|\b(?:0x)?[0-9]+\b|\bs[0-9]+_x[0-9]+\b", "?", sql))


def test_the_objection_of_someone_without_a_case_is_recorded_and_closes_no_case(db: None) -> None:
    make_cases(Person("CASE1", digests=digests(ANN)))
    opt_out(person={"first_name": "Bob", "last_name": "Sample", "phone": "07700 900456"}, at=TUESDAY)
    assert Objection.objects.get().source == ObjectionSource.PUBLIC_SITE
    assert get_case("CASE1").state == CaseState.WAITING


def test_someone_whose_name_is_also_a_placeholder_can_opt_out(db: None) -> None:
    julia = {"first_name": "Julia", "last_name": "Child", "date_of_birth": "1970-08-15"}
    make_cases(Person("CASE1", digests=digests(julia)))
    opt_out(person=julia, at=TUESDAY)
    assert get_case("CASE1").state == CaseState.CLOSED


def test_a_closed_case_keeps_its_disposition_and_is_among_those_to_destroy(interviewer: User, commit: Commit) -> None:
    make_cases(Person("CASE1", digests=digests(ANN)))
    operations.record_outcome(
        attempt=call(interviewer),
        disposition=BY_CODE["2.112"],
        interviewer=interviewer,
        at=TUESDAY + timedelta(minutes=1),
    )
    opt_out(person=ANN, at=TUESDAY)
    assert erase_after_cooling_time(at=TUESDAY + COOLING_TIME) == 1
    commit()
    assert get_case("CASE1").final_disposition == "2.112"
    assert not details_exist("CASE1")


@pytest.mark.parametrize("person", [{}, {"first_name": "Ann"}, {"first_name": "Ann", "last_name": "Example"}])
def test_an_objection_with_too_few_details_to_recognise_a_person_is_refused(db: None, person: dict[str, str]) -> None:
    with pytest.raises(Refused, match="date of birth or postcode"):
        opt_out(person=person, at=TUESDAY)
    assert not Objection.objects.exists()


def test_the_audit_log_does_not_identify_the_person_who_opted_out(db: None) -> None:
    make_cases(Person("CASE1", digests=digests(ANN)))
    opt_out(person=ANN, at=TUESDAY)
    logged = " ".join(f"{entry.actor} {entry.subject} {entry.details}" for entry in AuditEntry.objects.all())
    assert "objection:" in logged
    assert not any(value in logged for value in ANN.values())
