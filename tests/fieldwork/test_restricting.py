"""A person's cases are paused at their request, and called again when the restriction is lifted."""

from datetime import timedelta

import pytest
from tests.fieldwork.making import TUESDAY, Person, call, get_case, make_cases, make_user

from aftercall.core.models import AuditEntry
from aftercall.dispositions.codes import OUTCOME_LOST
from aftercall.fieldwork import operations
from aftercall.fieldwork.models import Attempt
from aftercall.fieldwork.operations.closing import AGENCY
from aftercall.fieldwork.operations.restricting import lift_restriction, restrict_cases
from aftercall.fieldwork.states import CaseState
from aftercall.programmes.models import Wave

pytestmark = pytest.mark.django_db
CASE = ["CASE1"]


def restrict() -> int:
    return restrict_cases(references=CASE, actor=AGENCY, at=TUESDAY)


def test_a_paused_case_is_not_called_until_the_restriction_is_lifted() -> None:
    make_cases(Person("CASE1"))
    interviewer = make_user()
    assert restrict() == 1
    assert operations.claim_next_case(interviewer=interviewer, at=TUESDAY) is None
    assert restrict() == 0
    assert lift_restriction(references=CASE, actor=AGENCY, at=TUESDAY) == 1
    assert operations.claim_next_case(interviewer=interviewer, at=TUESDAY) == get_case("CASE1")
    assert AuditEntry.objects.filter(subject="case:CASE1", action__startswith="case.restrict").count() == 2


def test_a_call_in_progress_ends_and_only_the_persons_cases_are_paused() -> None:
    make_cases(Person("CASE1"), Person("CASE2"))
    call(make_user())
    assert restrict() == 1
    assert (get_case("CASE1").state, get_case("CASE1").claimed_by) == (CaseState.RESTRICTED, None)
    assert Attempt.objects.get().disposition == OUTCOME_LOST.code
    assert get_case("CASE2").state == CaseState.WAITING


def test_a_closed_case_stays_closed() -> None:
    make_cases(Person("CASE1"))
    operations.close_expired(at=TUESDAY + timedelta(weeks=10))
    assert restrict() == 0
    assert get_case("CASE1").state == CaseState.CLOSED


def test_a_paused_case_closes_with_its_window_and_with_the_fieldwork() -> None:
    make_cases(Person("CASE1"))
    restrict()
    assert operations.close_expired(at=TUESDAY + timedelta(weeks=10)) == 1
    [case] = make_cases(Person("CASE2"))
    restrict_cases(references=["CASE2"], actor=AGENCY, at=TUESDAY)
    manager = make_user(name="manager")
    assert operations.close_fieldwork(wave=Wave.objects.get(pk=case.wave_id), actor=manager, at=TUESDAY) == 1
