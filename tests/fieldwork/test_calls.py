"""Dialling, seeing the contact details, and recording the outcome of a call."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries
from tests.conftest import Commit
from tests.fieldwork.making import TUESDAY, Person, at, call, claim, get_case, make_cases, overwrite

from aftercall.accounts.models import User
from aftercall.core import vault
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.dispositions.codes import (
    APPOINTMENT,
    BY_CODE,
    COMPLETE,
    DISPOSITIONS,
    OBJECTION,
    OFFERED,
    Disposition,
)
from aftercall.fieldwork import operations
from aftercall.fieldwork.free_text import decrypt_note
from aftercall.fieldwork.models import Attempt, Case, Phone
from aftercall.fieldwork.states import CaseState
from aftercall.programmes.models import CallingRules
from aftercall.suppression.models import Objection, SuppressedDigest

NO_ANSWER, NOT_THERE, WRONG = BY_CODE["3.13"], BY_CODE["2.21"], BY_CODE["3.92"]
LATER = TUESDAY + timedelta(minutes=2)


def end(attempt: Attempt, disposition: Disposition, when: datetime = LATER, **details: object) -> Case:
    operations.record_outcome(
        attempt=attempt,
        disposition=disposition,
        interviewer=attempt.interviewer,
        at=when,
        **details,  # type: ignore[arg-type]
    )
    return get_case(attempt.case.released.reference)


def test_dialling_counts_an_attempt_decrypts_the_details_and_is_audited(interviewer: User) -> None:
    make_cases()
    started = operations.start_call(case=claim(interviewer), interviewer=interviewer, at=TUESDAY)
    assert started.contact.full_name == "Ms Ann Example0"
    assert (started.attempt.number, started.attempt.phone, started.attempt.last_number) == (1, "main", True)
    assert get_case("CASE1").attempts_made == 1
    entry = AuditEntry.objects.get(action="call.started")
    assert (entry.subject, entry.details) == ("case:CASE1", {"attempt": 1, "phone": "main"})


def test_dialling_twice_makes_one_call(interviewer: User) -> None:
    make_cases()
    case = claim(interviewer)
    first = operations.start_call(case=case, interviewer=interviewer, at=TUESDAY)
    for repeated in (case, get_case("CASE1")):  # as it was before the first request, and as it is now
        assert operations.start_call(case=repeated, interviewer=interviewer, at=TUESDAY).attempt == first.attempt
    assert get_case("CASE1").attempts_made == 1
    assert AuditEntry.objects.filter(action="call.started").count() == 1


def test_an_interviewer_cannot_dial_a_colleagues_case(interviewer: User, colleague: User) -> None:
    make_cases()
    case = claim(interviewer)
    with pytest.raises(Refused, match="no longer working on this case"):
        operations.start_call(case=case, interviewer=colleague, at=TUESDAY)
    assert not Attempt.objects.exists()


@pytest.mark.parametrize(("when", "words"), [(at(4, 20), "time of day"), (at(29, 10), "contact window")])
def test_a_held_case_can_be_called_only_within_the_calling_hours_and_window(
    interviewer: User, when: datetime, words: str
) -> None:
    make_cases()
    case = claim(interviewer, at(4, 19, 50))
    with pytest.raises(Refused, match=words):
        operations.start_call(case=case, interviewer=interviewer, at=when)
    assert get_case("CASE1").attempts_made == 0


def test_a_person_whose_details_were_erased_cannot_be_called(interviewer: User) -> None:
    make_cases()
    case = claim(interviewer)
    vault.destroy_key(case.released.ring, case.released.key_slot)
    with pytest.raises(Refused, match="erased"):
        operations.start_call(case=case, interviewer=interviewer, at=TUESDAY)


def test_a_second_number_that_does_not_exist_cannot_be_dialled(interviewer: User) -> None:
    make_cases()
    with pytest.raises(Refused, match="no second number"):
        operations.start_call(case=claim(interviewer), interviewer=interviewer, at=TUESDAY, phone=Phone.SECOND)


def test_every_view_of_the_details_during_the_call_is_audited(interviewer: User) -> None:
    make_cases()
    attempt = call(interviewer)
    for _ in range(2):
        assert operations.view_contact(attempt=attempt, interviewer=interviewer, at=LATER).first_name == "Ann"
    assert AuditEntry.objects.filter(action="contact.seen", subject="case:CASE1").count() == 2


def test_an_interviewer_cannot_view_the_details_of_a_colleagues_call(interviewer: User, colleague: User) -> None:
    make_cases()
    attempt = call(interviewer)
    with pytest.raises(Refused, match="no longer working"):
        operations.view_contact(attempt=attempt, interviewer=colleague, at=LATER)
    assert not AuditEntry.objects.filter(action="contact.seen").exists()


def test_the_details_cannot_be_viewed_after_the_call(interviewer: User) -> None:
    make_cases()
    attempt = call(interviewer)
    end(attempt, NO_ANSWER)
    attempt = Attempt.objects.select_related("case").get(pk=attempt.pk)
    with pytest.raises(Refused, match="no longer working"):
        operations.view_contact(attempt=attempt, interviewer=interviewer, at=LATER)


def test_no_answer_puts_the_case_back_for_another_time(interviewer: User) -> None:
    make_cases()
    case = end(call(interviewer), NO_ANSWER)
    assert (case.state, case.claimed_by_id, case.final_disposition) == (CaseState.CALL_AGAIN, None, "")
    assert (case.last_disposition, case.tried_at) == ("3.13", "morning")
    assert case.next_call_from == LATER + timedelta(hours=20)


def test_the_interviewer_is_free_after_the_outcome(interviewer: User) -> None:
    make_cases(Person("CASE1"), Person("CASE2"))
    end(call(interviewer), NO_ANSWER)
    assert claim(interviewer).released.reference == "CASE2"


@pytest.mark.parametrize("code", ["2.111", "2.112", "2.31", "2.32", "2.33"])
def test_a_closing_outcome_closes_the_case(interviewer: User, code: str) -> None:
    make_cases()
    case = end(call(interviewer), BY_CODE[code])
    assert (case.state, case.final_disposition, case.closed_at) == (CaseState.CLOSED, code, LATER)


def test_the_last_attempt_closes_the_case_with_its_highest_ranked_outcome(interviewer: User) -> None:
    make_cases()
    overwrite(CallingRules, maximum_attempts=2)
    end(call(interviewer), NOT_THERE)
    case = end(call(interviewer, at(6, 10)), NO_ANSWER, at(6, 10, 2))
    assert (case.state, case.final_disposition, case.last_disposition) == (CaseState.CLOSED, "2.21", "3.13")


def test_a_promised_call_is_made_even_after_the_last_attempt(interviewer: User) -> None:
    make_cases()
    overwrite(CallingRules, maximum_attempts=1)
    case = end(call(interviewer), APPOINTMENT, appointment_at=at(5, 18))
    assert (case.state, case.next_call_from, case.appointment_with_id) == (
        CaseState.CALL_AGAIN,
        at(5, 18),
        interviewer.pk,
    )
    case = end(call(interviewer, at(5, 18)), NO_ANSWER, at(5, 18, 1))
    assert (case.state, case.final_disposition, case.appointment_at) == (CaseState.CLOSED, "2.36", None)


def test_an_appointment_can_be_made_with_someone_else(interviewer: User) -> None:
    make_cases()
    assert end(call(interviewer), NOT_THERE, appointment_at=at(5, 18)).next_call_from == at(5, 18)


def test_an_appointment_is_cleared_once_its_call_was_made(interviewer: User) -> None:
    make_cases()
    end(call(interviewer), APPOINTMENT, appointment_at=at(5, 18))
    case = end(call(interviewer, at(5, 18)), NO_ANSWER, at(5, 18, 1))
    assert (case.appointment_at, case.appointment_with_id) == (None, None)


@pytest.mark.parametrize(
    ("disposition", "details", "words"),
    [
        (APPOINTMENT, {}, "day and time"),
        (APPOINTMENT, {"appointment_at": at(4, 9)}, "in the future"),
        (APPOINTMENT, {"appointment_at": at(29, 12)}, "on or before 28 March"),
        (NO_ANSWER, {"appointment_at": at(5, 18)}, "cannot make an appointment"),
        (BY_CODE["4.7"], {"note": "  "}, "note"),
        (COMPLETE, {}, "outcomes on the page"),
    ],
)
def test_an_outcome_with_a_missing_or_invalid_detail_changes_nothing(
    interviewer: User, disposition: Disposition, details: dict[str, object], words: str
) -> None:
    make_cases()
    attempt = call(interviewer)
    with pytest.raises(Refused, match=words):
        end(attempt, disposition, **details)  # type: ignore[arg-type]
    assert get_case("CASE1").state == CaseState.IN_CALL
    assert Attempt.objects.get().ended_at is None


@pytest.mark.parametrize("disposition", set(DISPOSITIONS) - {*OFFERED, OBJECTION}, ids=lambda given: given.code)
def test_an_outcome_that_is_not_offered_is_refused(interviewer: User, disposition: Disposition) -> None:
    make_cases()
    with pytest.raises(Refused):
        end(call(interviewer), disposition)


def test_saving_the_same_outcome_again_changes_nothing(interviewer: User) -> None:
    make_cases()
    attempt = call(interviewer)
    first = end(attempt, NO_ANSWER)
    again = end(attempt, NO_ANSWER, LATER + timedelta(minutes=5))
    assert again.next_call_from == first.next_call_from
    assert AuditEntry.objects.filter(action="call.ended").count() == 1


def test_a_saved_outcome_cannot_be_changed(interviewer: User) -> None:
    make_cases()
    attempt = call(interviewer)
    end(attempt, NO_ANSWER)
    with pytest.raises(Refused, match="already been saved"):
        end(attempt, BY_CODE["2.112"])
    assert Attempt.objects.get().disposition == "3.13"


def test_an_interviewer_cannot_end_a_colleagues_call(interviewer: User, colleague: User) -> None:
    make_cases()
    attempt = call(interviewer)
    with pytest.raises(Refused, match="another interviewer"):
        operations.record_outcome(attempt=attempt, disposition=NO_ANSWER, interviewer=colleague, at=LATER)
    assert Attempt.objects.get().ended_at is None


def test_the_second_number_can_be_tried_at_once_if_the_first_is_wrong(interviewer: User) -> None:
    make_cases(Person("CASE1", phone_alt="+447700900999"))
    case = end(call(interviewer), WRONG)
    assert (case.state, case.main_number_failed, case.next_call_from) == (CaseState.CALL_AGAIN, True, LATER)
    held = claim(interviewer, LATER)
    with pytest.raises(Refused, match="does not reach"):
        operations.start_call(case=held, interviewer=interviewer, at=LATER)
    attempt = operations.start_call(case=held, interviewer=interviewer, at=LATER, phone=Phone.SECOND).attempt
    case = end(attempt, WRONG, LATER + timedelta(minutes=2))
    assert (case.state, case.final_disposition) == (CaseState.CLOSED, "3.92")


def test_a_second_number_equal_to_the_first_is_not_tried(interviewer: User) -> None:
    make_cases(Person("CASE1", phone_alt="+447700900123"))
    assert end(call(interviewer), WRONG).state == CaseState.CLOSED


def test_a_note_is_readable_only_while_the_key_exists(interviewer: User) -> None:
    make_cases()
    attempt = call(interviewer)
    case = end(attempt, NOT_THERE, note="Ask for Annie")
    saved = Attempt.objects.get()
    assert b"Annie" not in bytes(saved.sealed_note)
    assert decrypt_note(saved) == "Ask for Annie"
    vault.destroy_key(case.released.ring, case.released.key_slot)
    assert decrypt_note(saved) == ""


def test_an_objection_closes_the_case_erases_the_details_and_suppresses_the_person(
    interviewer: User, commit: Commit
) -> None:
    make_cases(Person("CASE1", digests=["a", "b"]))
    case = end(call(interviewer), OBJECTION)
    commit()
    assert (case.state, case.final_disposition, case.claimed_by_id) == (CaseState.CLOSED, "2.113", None)
    assert not vault.key_exists(case.released.ring, case.released.key_slot)
    assert set(SuppressedDigest.objects.values_list("digest", flat=True)) == {"a", "b"}
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"objection.recorded", "call.ended", "case.withdrawn"} <= actions


def test_an_objection_closes_the_persons_other_cases_even_in_a_colleagues_call(
    interviewer: User, colleague: User, commit: Commit
) -> None:
    make_cases(Person("CASE1", digests=["a", "b"]), Person("CASE2", digests=["b", "c"]), Person("CASE3"))
    mine, theirs = call(interviewer), call(colleague)
    end(mine, OBJECTION)
    commit()
    other = get_case("CASE2")
    assert (other.state, other.final_disposition, other.claimed_by_id) == (CaseState.CLOSED, "2.113", None)
    assert not vault.key_exists(other.released.ring, other.released.key_slot)
    assert get_case("CASE3").state == CaseState.WAITING
    with pytest.raises(Refused):
        end(theirs, NO_ANSWER)


def test_a_form_sent_twice_records_one_objection(interviewer: User) -> None:
    make_cases()
    attempt = call(interviewer)
    end(attempt, OBJECTION)
    end(attempt, OBJECTION)
    assert Objection.objects.count() == 1


def test_starting_and_ending_a_call_takes_few_queries(
    interviewer: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_cases(Person("CASE1"), Person("CASE2"))
    lock = connection.vendor == "postgresql"
    case = claim(interviewer)
    # savepoint, case, suppression list, calls within the hour, attempt, (the log's lock), last number, entry, end of
    # savepoint
    with django_assert_num_queries(8 + lock):
        attempt = operations.start_call(case=case, interviewer=interviewer, at=TUESDAY).attempt
    # savepoint, (the case's lock), attempt, case, (the log's lock), last number, entry, end of savepoint
    with django_assert_num_queries(6 + 2 * lock):
        operations.record_outcome(attempt=attempt, disposition=NO_ANSWER, interviewer=interviewer, at=LATER)
