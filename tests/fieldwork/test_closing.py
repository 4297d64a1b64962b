"""Closing cases that will not be called again, and putting back those that an interviewer has stopped working on."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from pytest_django import DjangoAssertNumQueries
from tests.fieldwork.making import (
    TUESDAY,
    Person,
    at,
    call,
    claim,
    get_case,
    make_cases,
    make_user,
    make_wave,
    overwrite,
)

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.dispositions.codes import APPOINTMENT, BY_CODE
from aftercall.fieldwork import operations
from aftercall.fieldwork.models import Attempt, Case
from aftercall.fieldwork.policies import STALE_AFTER
from aftercall.fieldwork.states import CaseState
from aftercall.programmes.models import CallingRules, Programme, Wave
from aftercall.programmes.states import WaveState

NO_ANSWER = BY_CODE["3.13"]
LATER = TUESDAY + timedelta(minutes=2)


def call_with_outcome(interviewer: User, code: str) -> None:
    """Call the next person and save this outcome."""
    operations.record_outcome(attempt=call(interviewer), disposition=BY_CODE[code], interviewer=interviewer, at=LATER)


def test_a_case_closes_the_day_after_its_window_with_its_final_disposition(interviewer: User) -> None:
    make_cases(Person("CALLED"), Person("NEVER"))
    call_with_outcome(interviewer, "2.22")
    assert operations.close_expired(at=at(28, 23)) == 0
    assert operations.close_expired(at=at(29, 0, 1)) == 2
    called, never = get_case("CALLED"), get_case("NEVER")
    assert (called.state, called.final_disposition) == (CaseState.CLOSED, "2.22")
    assert (never.state, never.final_disposition) == (CaseState.CLOSED, "3.11")
    assert AuditEntry.objects.get(action="cases.expired").details == {"cases": 2}


def test_a_case_with_a_missed_appointment_closes_when_its_window_is_over(interviewer: User) -> None:
    make_cases()
    operations.record_outcome(
        attempt=call(interviewer), disposition=APPOINTMENT, interviewer=interviewer, at=LATER, appointment_at=at(28, 19)
    )
    operations.close_expired(at=at(29, 1))
    case = get_case("CASE1")
    assert (case.final_disposition, case.appointment_at) == ("2.36", None)


def test_no_entry_is_written_if_no_contact_window_is_over(db: None) -> None:
    make_cases()
    assert operations.close_expired(at=TUESDAY) == 0
    assert not AuditEntry.objects.filter(action="cases.expired").exists()


def test_a_call_that_runs_past_the_contact_window_can_be_finished(interviewer: User) -> None:
    make_cases()
    attempt = call(interviewer, at(28, 19, 59))
    assert operations.close_expired(at=at(29, 0, 1)) == 0
    operations.record_outcome(attempt=attempt, disposition=BY_CODE["2.112"], interviewer=interviewer, at=at(29, 0, 5))
    assert get_case("CASE1").final_disposition == "2.112"


def test_closing_many_cases_takes_few_queries(
    interviewer: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_cases(*(Person(f"CASE{number}") for number in range(40)))
    call_with_outcome(interviewer, "2.22")
    with django_assert_max_num_queries(11):
        operations.close_expired(at=at(29, 1))


def test_closing_fieldwork_closes_every_case_and_the_wave(interviewer: User) -> None:
    make_cases(Person("CALLED"), Person("NEVER"), Person("DONE"))
    call_with_outcome(interviewer, "3.13")
    call_with_outcome(interviewer, "2.112")
    wave = Wave.objects.get()
    assert operations.close_fieldwork(wave=wave, actor=make_user(Role.FIELD_MANAGER), at=at(10, 12)) == 2
    assert Wave.objects.get().state == WaveState.CLOSED
    assert sorted(Case.objects.values_list("final_disposition", flat=True)) == ["2.112", "3.11", "3.13"]
    assert AuditEntry.objects.get(action="fieldwork.closed").details == {"open_cases": 2}


def test_fieldwork_cannot_close_during_a_call(interviewer: User) -> None:
    make_cases()
    call(interviewer)
    with pytest.raises(Refused, match="working on a case"):
        operations.close_fieldwork(wave=Wave.objects.get(), actor=interviewer, at=TUESDAY)
    assert Wave.objects.get().state == WaveState.RELEASED


def test_fieldwork_can_be_closed_only_once(interviewer: User) -> None:
    make_cases()
    operations.close_fieldwork(wave=Wave.objects.get(), actor=interviewer, at=TUESDAY)
    with pytest.raises(Refused, match="while the wave is in fieldwork"):
        operations.close_fieldwork(wave=Wave.objects.get(), actor=interviewer, at=TUESDAY)


def test_closing_fieldwork_leaves_the_cases_of_other_waves(interviewer: User) -> None:
    make_cases()
    other = make_wave(Programme.objects.get(), TUESDAY.date().replace(day=1))
    assert operations.close_fieldwork(wave=other, actor=interviewer, at=TUESDAY) == 0
    assert get_case("CASE1").state == CaseState.WAITING


def test_a_case_whose_interviewer_is_inactive_is_put_back(interviewer: User, colleague: User) -> None:
    make_cases()
    claim(interviewer)
    assert operations.put_back_stale_cases(at=TUESDAY + STALE_AFTER) == 0
    later = TUESDAY + STALE_AFTER + timedelta(seconds=1)
    assert operations.put_back_stale_cases(at=later) == 1
    assert claim(colleague, later).attempts_made == 0
    assert AuditEntry.objects.get(action="claims.lapsed").details == {"cases": 1}


def test_a_call_whose_outcome_was_not_saved_in_time_counts_and_its_form_is_refused(interviewer: User) -> None:
    make_cases()
    attempt = call(interviewer)
    later = TUESDAY + STALE_AFTER + timedelta(minutes=1)
    operations.put_back_stale_cases(at=later)
    case = get_case("CASE1")
    assert (case.state, case.attempts_made, case.last_disposition) == (CaseState.CALL_AGAIN, 1, "3.9")
    assert Attempt.objects.get().ended_at == later
    with pytest.raises(Refused, match="No outcome was saved in time for this call, and that can no longer be changed"):
        operations.record_outcome(attempt=attempt, disposition=NO_ANSWER, interviewer=interviewer, at=later)


def test_a_case_closes_if_the_outcome_of_its_last_attempt_was_not_saved_in_time(interviewer: User) -> None:
    make_cases()
    overwrite(CallingRules, maximum_attempts=1)
    call(interviewer)
    operations.put_back_stale_cases(at=TUESDAY + STALE_AFTER * 2)
    assert get_case("CASE1").final_disposition == "3.9"


def test_dialling_restarts_the_time_until_a_case_is_put_back(interviewer: User) -> None:
    make_cases()
    case = claim(interviewer)
    operations.start_call(case=case, interviewer=interviewer, at=TUESDAY + timedelta(hours=1))
    assert operations.put_back_stale_cases(at=TUESDAY + STALE_AFTER + timedelta(minutes=1)) == 0


def test_the_database_refuses_a_claim_without_an_interviewer(db: None) -> None:
    make_cases()
    with pytest.raises(IntegrityError):
        Case.objects.update(state=CaseState.IN_CALL)
