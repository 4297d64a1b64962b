"""An interviewer whose account is deactivated, perhaps in the middle of a call."""

import pytest
from tests.fieldwork.making import TUESDAY, at, call, claim, get_case, make_cases, make_user, stored_answers

from aftercall.accounts.models import User
from aftercall.accounts.operations import change_person, deactivate
from aftercall.accounts.roles import Role
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.dispositions.codes import BY_CODE, OUTCOME_LOST
from aftercall.fieldwork import operations
from aftercall.fieldwork.models import Attempt
from aftercall.fieldwork.states import CaseState

LATER = at(4, 10, 5)


@pytest.fixture
def administrator(db: None) -> User:
    return make_user(Role.ADMINISTRATOR, signed=False)


def test_a_call_in_progress_ends_and_its_answers_are_kept(
    interviewer: User, colleague: User, administrator: User
) -> None:
    make_cases()
    attempt = call(interviewer)
    operations.confirm_can_talk(attempt=attempt, interviewer=interviewer, at=TUESDAY)
    interview = operations.begin_interview(attempt=attempt, interviewer=interviewer, at=TUESDAY)
    operations.save_answer(interview=interview, question="reported_by", raw="yes", interviewer=interviewer, at=TUESDAY)
    deactivate(user=interviewer, actor=administrator, at=LATER)
    case = get_case("CASE1")
    assert (case.state, case.claimed_by, case.attempts_made) == (CaseState.CALL_AGAIN, None, 1)
    ended = Attempt.objects.get()
    assert (ended.ended_at, ended.disposition) == (LATER, OUTCOME_LOST.code)
    assert stored_answers() == [("reported_by", "yes")]
    assert AuditEntry.objects.filter(action="case.taken_back", subject=case.subject).exists()
    assert claim(colleague, at(5, 10)).pk == case.pk


def test_a_case_that_was_only_opened_goes_back_without_an_attempt(interviewer: User, administrator: User) -> None:
    make_cases()
    claim(interviewer)
    deactivate(user=interviewer, actor=administrator, at=LATER)
    case = get_case("CASE1")
    assert (case.state, case.attempts_made) == (CaseState.CALL_AGAIN, 0)


def test_nothing_can_be_saved_or_claimed_after_that(interviewer: User, administrator: User) -> None:
    make_cases()
    attempt = call(interviewer)
    deactivate(user=interviewer, actor=administrator, at=LATER)
    with pytest.raises(Refused, match="No outcome was saved in time"):
        operations.record_outcome(attempt=attempt, disposition=BY_CODE["3.13"], interviewer=interviewer, at=LATER)
    with pytest.raises(Refused, match="deactivated"):
        operations.claim_next_case(interviewer=interviewer, at=at(5, 10))
    assert get_case("CASE1").state == CaseState.CALL_AGAIN


def test_an_interviewer_without_a_case_leaves_no_trace_in_fieldwork(interviewer: User, administrator: User) -> None:
    make_cases()
    deactivate(user=interviewer, actor=administrator, at=LATER)
    assert get_case("CASE1").state == CaseState.WAITING
    assert not AuditEntry.objects.filter(action="case.taken_back").exists()


def test_an_interviewer_who_works_on_a_case_keeps_the_role(interviewer: User, administrator: User) -> None:
    make_cases()
    claim(interviewer)
    User.objects.filter(pk=interviewer.pk).update(joined_at=TUESDAY)
    details = {"name": "Ivor", "email": interviewer.email, "role": Role.FIELD_MANAGER}
    with pytest.raises(Refused, match="working on a case"):
        change_person(user=interviewer, actor=administrator, at=LATER, **details)
    operations.put_back_case_of(interviewer=interviewer, at=LATER)
    assert "role" in change_person(user=interviewer, actor=administrator, at=LATER, **details)
