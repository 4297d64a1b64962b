"""Interviewing during a call."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries
from tests.conftest import Commit
from tests.fieldwork.making import (
    TUESDAY,
    Person,
    at,
    call,
    get_case,
    make_cases,
    new_version,
    stored_answers,
    stored_instrument,
)
from tests.instrument.versions import second_version

from aftercall.accounts.models import User
from aftercall.core import vault
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.dispositions.codes import APPOINTMENT, BY_CODE
from aftercall.fieldwork import operations
from aftercall.fieldwork.free_text import decrypt_verbatim
from aftercall.fieldwork.interviewing import SEALED, instrument_of
from aftercall.fieldwork.models import Answer, Attempt, Interview
from aftercall.fieldwork.queries import answers_in
from aftercall.fieldwork.states import CaseState
from aftercall.handover.operations import withdraw_answers
from aftercall.programmes.models import Programme
from aftercall.suppression.models import Objection, SuppressedDigest

LATER = TUESDAY + timedelta(minutes=9)
SATISFIED = {"reported_by": "no", "improve": "Ring Mrs Example back", "again": "yes"}


def begin(attempt: Attempt) -> Interview:
    operations.confirm_can_talk(attempt=attempt, interviewer=attempt.interviewer, at=TUESDAY)
    return operations.begin_interview(attempt=attempt, interviewer=attempt.interviewer, at=TUESDAY)


def answer(interview: Interview, question: str, raw: str, interviewer: User) -> str:
    return operations.save_answer(interview=interview, question=question, raw=raw, interviewer=interviewer, at=TUESDAY)


def answer_in_order(
    interview: Interview, interviewer: User, replies: Mapping[str, str] = SATISFIED, until: int = 99
) -> int:
    """Answer in order, with the first choice unless `replies` says otherwise. Returns the number of answers."""
    instrument = instrument_of(interview.case)
    while (asked := instrument.next_question(so_far(interview))) and len(so_far(interview)) < until:
        answer(interview, asked.name, replies.get(asked.name, "1"), interviewer)
    return len(so_far(interview))


def so_far(interview: Interview) -> dict[str, str]:
    return dict(answers_in(interview).counted)


def test_an_interview_begins_with_consent_and_is_audited(interviewer: User) -> None:
    make_cases()
    interview = begin(call(interviewer))
    assert interview.consented_at == TUESDAY
    details = AuditEntry.objects.get(action="interview.begun").details
    assert (details["again"], details["instrument"]) == (False, "victim_satisfaction_1")


def test_an_interview_uses_the_version_released_with_its_wave(interviewer: User) -> None:
    make_cases()
    stored_instrument(second_version())
    new_version(Programme.objects.get(), date(2025, 1, 1), survey__questionnaire="victim_satisfaction_2")
    attempt = call(interviewer)
    interview = begin(attempt)
    assert instrument_of(interview.case).version == 1
    assert AuditEntry.objects.get(action="interview.begun").details["instrument"] == "victim_satisfaction_1"
    assert answer(interview, "reported_by", "yes", interviewer) == "yes"
    with pytest.raises(Refused, match="Choose one of the answers"):
        answer(interview, "contact", "reported", interviewer)


def test_beginning_an_interview_twice_makes_one_interview(interviewer: User) -> None:
    make_cases()
    attempt = call(interviewer)
    assert begin(attempt) == begin(attempt)
    assert Interview.objects.count() == 1


def test_an_interview_cannot_be_begun_in_a_colleagues_call(interviewer: User, colleague: User) -> None:
    make_cases()
    attempt = call(interviewer)
    with pytest.raises(Refused):
        operations.begin_interview(attempt=attempt, interviewer=colleague, at=TUESDAY)
    assert not Interview.objects.exists()


def test_a_replaced_answer_is_kept_and_the_latest_counts(interviewer: User) -> None:
    make_cases()
    interview = begin(call(interviewer))
    assert answer(interview, "reported_by", "1", interviewer) == "yes"
    assert answer(interview, "reported_by", "no", interviewer) == "no"
    assert so_far(interview) == {"reported_by": "no"}
    assert stored_answers() == [("reported_by", "yes"), ("reported_by", "no")]


def test_saving_the_same_answer_again_adds_nothing(interviewer: User) -> None:
    make_cases()
    interview = begin(call(interviewer))
    for _ in range(3):
        answer(interview, "reported_by", "1", interviewer)
    assert Answer.objects.count() == 1


@pytest.mark.parametrize(
    ("question", "raw", "words"),
    [
        ("reported_by", "", "answer"),
        ("reported_by", "6", "1, 2, 8, 9"),
        ("whole", "1", "no longer applies"),
        ("nonsense", "1", "no longer applies"),
    ],
)
def test_an_invalid_answer_is_not_saved(interviewer: User, question: str, raw: str, words: str) -> None:
    make_cases()
    interview = begin(call(interviewer))
    with pytest.raises(Refused, match=words):
        answer(interview, question, raw, interviewer)
    assert not Answer.objects.exists()


def test_only_the_interviewer_who_holds_the_case_can_save_answers(interviewer: User, colleague: User) -> None:
    make_cases()
    interview = begin(call(interviewer))
    answer(interview, "reported_by", "1", interviewer)
    with pytest.raises(Refused, match="no longer working on this case"):
        answer(interview, "reported_by", "2", colleague)


def test_verbatims_are_encrypted_and_unreadable_without_the_key(interviewer: User) -> None:
    make_cases()
    interview = begin(call(interviewer))
    answer_in_order(interview, interviewer)
    assert so_far(interview)["improve"] == SEALED
    assert not any(b"Example" in bytes(row.sealed_text) for row in Answer.objects.all())
    assert decrypt_verbatim(interview, "improve") == "Ring Mrs Example back"
    released = interview.case.released
    vault.destroy_key(released.ring, released.key_slot)
    assert decrypt_verbatim(interview, "improve") == ""


def test_withdrawn_answers_can_be_neither_read_nor_added_to(interviewer: User, commit: Commit) -> None:
    make_cases()
    interview = begin(call(interviewer))
    answer(interview, "reported_by", "1", interviewer)
    withdraw_answers(case=interview.case.released, actor=interviewer, at=TUESDAY)
    commit()
    assert so_far(interview) == {}
    assert decrypt_verbatim(interview, "improve") == ""
    with pytest.raises(Refused, match="answers have been withdrawn"):
        answer(interview, "reported_by", "2", interviewer)


def test_an_empty_verbatim_is_an_answer(interviewer: User) -> None:
    make_cases()
    interview = begin(call(interviewer))
    answer_in_order(interview, interviewer, {**SATISFIED, "improve": ""})
    assert so_far(interview)["improve"] == ""
    assert decrypt_verbatim(interview, "improve") == ""


def test_a_complete_interview_closes_the_case(interviewer: User) -> None:
    make_cases()
    attempt = call(interviewer)
    answer_in_order(begin(attempt), interviewer)
    assert operations.finish_interview(attempt=attempt, interviewer=interviewer, at=LATER).code == "1.1"
    case = get_case("CASE1")
    assert (case.state, case.final_disposition, case.claimed_by_id) == (CaseState.CLOSED, "1.1", None)
    assert Interview.objects.get().ended_at == LATER
    assert vault.key_exists(case.released.ring, case.released.key_slot)


@pytest.mark.parametrize(("answered", "code"), [(0, "2.12"), (4, "2.12"), (7, "1.2"), (10, "1.2")])
def test_an_interview_that_stops_early_is_partial_from_halfway_on(interviewer: User, answered: int, code: str) -> None:
    make_cases()
    attempt = call(interviewer)
    answer_in_order(begin(attempt), interviewer, until=answered)
    assert operations.finish_interview(attempt=attempt, interviewer=interviewer, at=LATER).code == code
    assert get_case("CASE1").final_disposition == code


def test_a_form_sent_twice_finishes_an_interview_once(interviewer: User) -> None:
    make_cases()
    attempt = call(interviewer)
    answer_in_order(begin(attempt), interviewer, {**SATISFIED, "again": "no"})
    for moment in (LATER, LATER + timedelta(hours=1)):
        operations.finish_interview(attempt=attempt, interviewer=interviewer, at=moment)
    assert Interview.objects.get().ended_at == LATER
    assert Objection.objects.count() == 1
    assert AuditEntry.objects.filter(action="call.ended").count() == 1


def test_an_interview_that_has_not_begun_cannot_be_finished(interviewer: User) -> None:
    make_cases()
    with pytest.raises(Refused, match="introduction"):
        operations.finish_interview(attempt=call(interviewer), interviewer=interviewer, at=LATER)


def test_declining_future_surveys_is_an_objection_that_keeps_the_answers(interviewer: User, commit: Commit) -> None:
    make_cases(Person("CASE1", digests=["a"]), Person("CASE2", digests=["a", "b"]))
    attempt = call(interviewer)
    answer_in_order(begin(attempt), interviewer, {**SATISFIED, "again": "no"})
    assert operations.finish_interview(attempt=attempt, interviewer=interviewer, at=LATER).code == "1.1"
    commit()
    assert list(SuppressedDigest.objects.values_list("digest", flat=True)) == ["a"]
    own, other = get_case("CASE1"), get_case("CASE2")
    assert (own.final_disposition, other.final_disposition) == ("1.1", "2.113")
    assert vault.key_exists(own.released.ring, own.released.key_slot)
    assert not vault.key_exists(other.released.ring, other.released.key_slot)


def suspend(attempt: Attempt) -> None:
    operations.record_outcome(
        attempt=attempt,
        disposition=APPOINTMENT,
        interviewer=attempt.interviewer,
        at=LATER,
        appointment_at=at(5, 18),
    )


def test_any_interviewer_can_resume_a_suspended_interview_where_it_stopped(interviewer: User, colleague: User) -> None:
    make_cases()
    attempt = call(interviewer)
    answer_in_order(begin(attempt), interviewer, until=3)
    suspend(attempt)
    again = call(colleague, at(5, 18))
    interview = begin(again)
    assert len(so_far(interview)) == 3
    answer_in_order(interview, colleague)
    assert operations.finish_interview(attempt=again, interviewer=colleague, at=at(5, 18, 9)).code == "1.1"


@pytest.mark.parametrize(("answered", "final"), [(3, "2.112"), (10, "1.2")])
def test_a_refusal_to_continue_leaves_a_partial_interview_partial(interviewer: User, answered: int, final: str) -> None:
    make_cases()
    attempt = call(interviewer)
    answer_in_order(begin(attempt), interviewer, until=answered)
    suspend(attempt)
    again = call(interviewer, at(5, 18))
    operations.record_outcome(attempt=again, disposition=BY_CODE["2.112"], interviewer=interviewer, at=at(5, 18, 1))
    assert get_case("CASE1").final_disposition == final


def test_saving_an_answer_takes_few_queries(
    interviewer: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_cases()
    interview = begin(call(interviewer))
    answer(interview, "reported_by", "1", interviewer)
    with django_assert_num_queries(4):  # savepoint, answers so far, answer, end of savepoint
        answer(interview, "contact", "1", interviewer)


def test_finishing_an_interview_takes_few_queries(
    interviewer: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_cases()
    attempt = call(interviewer)
    answer_in_order(begin(attempt), interviewer)
    lock = connection.vendor == "postgresql"
    # savepoint, interview, answers, interview, (two locks), attempt, case, last number, entry, end of savepoint
    with django_assert_num_queries(9 + 2 * lock):
        operations.finish_interview(attempt=attempt, interviewer=interviewer, at=LATER)
