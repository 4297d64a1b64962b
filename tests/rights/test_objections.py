"""Opting out on the public site closes a person's cases and erases their contact details."""

from datetime import timedelta

import pytest
from tests.conftest import Commit
from tests.fieldwork.making import TUESDAY, Person, call, get_case, make_cases

from aftercall.accounts.models import User
from aftercall.core import vault
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.dispositions.codes import BY_CODE
from aftercall.fieldwork import operations
from aftercall.fieldwork.models import Attempt
from aftercall.fieldwork.states import CaseState
from aftercall.frames.recognition.match_keys import person_digests
from aftercall.programmes.operations import MATCH_KEY
from aftercall.rights.objections import opt_out
from aftercall.suppression.models import Objection, ObjectionSource

ANN = {
    "first_name": "Ann",
    "last_name": "Example",
    "phone": "07700 900123",
    "date_of_birth": "1980-03-31",
    "postcode": "ZZ99 1AA",
}


def digests(person: dict[str, str]) -> list[str]:
    return sorted(person_digests(person, match_key=vault.long_lived_key(MATCH_KEY)))


def test_opting_out_closes_the_persons_case_and_destroys_its_key(commit: Commit) -> None:
    make_cases(Person("CASE1", digests=digests(ANN)), Person("CASE2"))
    opt_out(person={"first_name": "ann", "last_name": "EXAMPLE", "phone": "+447700900123"}, at=TUESDAY)
    commit()
    case = get_case("CASE1")
    assert (case.state, case.final_disposition, case.closed_at) == (CaseState.CLOSED, "2.113", TUESDAY)
    assert not vault.key_exists(case.released.ring, case.released.key_slot)
    assert get_case("CASE2").state == CaseState.WAITING


def test_opting_out_ends_a_call_in_progress(interviewer: User) -> None:
    make_cases(Person("CASE1", digests=digests(ANN)))
    attempt = call(interviewer)
    opt_out(person=ANN, at=TUESDAY)
    assert Attempt.objects.get().disposition == "2.113"
    with pytest.raises(Refused):
        operations.record_outcome(attempt=attempt, disposition=BY_CODE["3.13"], interviewer=interviewer, at=TUESDAY)
    assert get_case("CASE1").final_disposition == "2.113"


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


def test_a_closed_case_keeps_its_disposition_but_its_key_is_destroyed(interviewer: User, commit: Commit) -> None:
    make_cases(Person("CASE1", digests=digests(ANN)))
    operations.record_outcome(
        attempt=call(interviewer),
        disposition=BY_CODE["2.112"],
        interviewer=interviewer,
        at=TUESDAY + timedelta(minutes=1),
    )
    opt_out(person=ANN, at=TUESDAY)
    commit()
    case = get_case("CASE1")
    assert case.final_disposition == "2.112"
    assert not vault.key_exists(case.released.ring, case.released.key_slot)


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
