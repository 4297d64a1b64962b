"""Claiming the next case (who may, when, and in which order) and putting it back."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries
from tests.fieldwork.making import TUESDAY, Person, at, call, claim, get_case, make_cases, make_user

from aftercall.accounts.models import ConfidentialityAgreement, User
from aftercall.accounts.roles import Role
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.dispositions.codes import APPOINTMENT, BY_CODE, Disposition
from aftercall.fieldwork import operations
from aftercall.fieldwork.operations.queue import PAUSE
from aftercall.fieldwork.states import CaseState

pytestmark = pytest.mark.usefixtures("no_minimum_call")
NO_ANSWER = BY_CODE["3.13"]
ENGAGED = BY_CODE["3.12"]


def call_with_outcome(
    interviewer: User, disposition: Disposition, when: datetime, appointment_at: datetime | None = None
) -> str:
    """Call the next person and save this outcome. Returns the case's reference."""
    attempt = call(interviewer, when)
    operations.record_outcome(
        attempt=attempt, disposition=disposition, interviewer=interviewer, at=when, appointment_at=appointment_at
    )
    return attempt.case.released.reference


def next_reference(interviewer: User, when: datetime) -> str | None:
    case = operations.claim_next_case(interviewer=interviewer, at=when)
    return case.released.reference if case else None


def test_a_claim_gives_the_interviewer_the_case_and_is_audited(interviewer: User) -> None:
    make_cases()
    case = claim(interviewer)
    assert (case.state, case.claimed_by_id, case.claimed_at) == (CaseState.IN_CALL, interviewer.pk, TUESDAY)
    entry = AuditEntry.objects.get(action="case.claimed")
    assert (entry.actor, entry.subject, entry.at) == (interviewer.audit_name, "case:CASE1", TUESDAY)


def test_claiming_again_gives_the_same_case_and_adds_no_entry(interviewer: User) -> None:
    make_cases(Person("CASE1"), Person("CASE2"))
    assert claim(interviewer) == claim(interviewer)
    assert AuditEntry.objects.filter(action="case.claimed").count() == 1


def test_two_interviewers_get_two_cases_and_a_third_none(interviewer: User, colleague: User) -> None:
    make_cases(Person("CASE1"), Person("CASE2"))
    assert claim(interviewer) != claim(colleague)
    assert operations.claim_next_case(interviewer=make_user(name="three"), at=TUESDAY) is None


def test_no_case_is_given_without_a_signed_agreement(db: None) -> None:
    make_cases()
    with pytest.raises(Refused, match="agreement"):
        operations.claim_next_case(interviewer=make_user(signed=False), at=TUESDAY)
    assert get_case("CASE1").state == CaseState.WAITING


def test_no_case_is_given_if_only_an_older_agreement_was_signed(interviewer: User) -> None:
    make_cases()
    ConfidentialityAgreement.objects.update(version=0)
    with pytest.raises(Refused, match="agreement"):
        operations.claim_next_case(interviewer=interviewer, at=TUESDAY)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.INTERVIEWER])
def test_only_interviewers_get_a_case(db: None, role: Role) -> None:
    make_cases()
    with pytest.raises(Refused, match="Only an interviewer"):
        operations.claim_next_case(interviewer=make_user(role), at=TUESDAY)


@pytest.mark.parametrize("when", [at(4, 8, 59), at(4, 20), at(9, 10, 59)])
def test_no_case_is_given_outside_the_calling_hours(interviewer: User, when: datetime) -> None:
    make_cases()
    with pytest.raises(Refused, match="time of day"):
        operations.claim_next_case(interviewer=interviewer, at=when)


@pytest.mark.parametrize("when", [at(4, 9), at(4, 19, 59), at(9, 11)])
def test_a_case_is_given_within_the_calling_hours(interviewer: User, when: datetime) -> None:
    make_cases()
    assert claim(interviewer, when)


def test_a_held_case_is_shown_to_its_holder_at_any_hour(interviewer: User) -> None:
    make_cases()
    held = claim(interviewer, at(4, 19, 59))
    assert operations.claim_next_case(interviewer=interviewer, at=at(4, 20, 5)) == held


@pytest.mark.parametrize(
    ("day", "may"),
    [
        (date(2025, 2, 27), False),
        (date(2025, 2, 28), True),
        (date(2025, 3, 28), True),
        (date(2025, 3, 29), False),
    ],
)
def test_the_first_and_last_day_of_the_contact_window_belong_to_it(interviewer: User, day: date, may: bool) -> None:  # noqa: FBT001
    make_cases(Person("CASE1", reported_on=date(2025, 1, 3)))
    when = at(day.day, 12, month=day.month)
    assert (operations.claim_next_case(interviewer=interviewer, at=when) is not None) is may


def test_a_person_who_did_not_answer_is_not_called_again_the_same_day(interviewer: User) -> None:
    make_cases()
    call_with_outcome(interviewer, NO_ANSWER, TUESDAY)
    assert next_reference(interviewer, TUESDAY + timedelta(hours=9)) is None
    assert next_reference(interviewer, at(5, 9)) == "CASE1"


def test_an_engaged_number_is_called_again_the_same_day(interviewer: User) -> None:
    make_cases()
    call_with_outcome(interviewer, ENGAGED, TUESDAY)
    assert next_reference(interviewer, TUESDAY + timedelta(minutes=59)) is None
    assert next_reference(interviewer, TUESDAY + timedelta(hours=1)) == "CASE1"


def test_the_case_whose_window_closes_soonest_comes_first(interviewer: User) -> None:
    make_cases(Person("LATE", reported_on=date(2025, 1, 6)), Person("SOON", reported_on=date(2024, 12, 30)))
    assert next_reference(interviewer, TUESDAY) == "SOON"


def test_people_who_were_last_out_in_this_time_slot_come_later(interviewer: User) -> None:
    make_cases(Person("MORNING", reported_on=date(2024, 12, 30)), Person("EVENING"))
    assert call_with_outcome(interviewer, NO_ANSWER, at(4, 10)) == "MORNING"
    assert call_with_outcome(interviewer, NO_ANSWER, at(4, 18)) == "EVENING"
    assert next_reference(interviewer, at(6, 10)) == "EVENING"


def test_an_appointment_comes_first_but_not_before_its_time(interviewer: User) -> None:
    make_cases(Person("PROMISED", reported_on=date(2024, 12, 30)), Person("OTHER", reported_on=date(2024, 12, 31)))
    assert call_with_outcome(interviewer, APPOINTMENT, TUESDAY, at(4, 15)) == "PROMISED"
    assert next_reference(interviewer, at(4, 14, 59)) == "OTHER"
    operations.put_case_back(case=get_case("OTHER"), interviewer=interviewer, at=at(4, 14, 30))
    assert next_reference(interviewer, at(4, 15)) == "PROMISED"


def test_an_interviewers_own_appointment_comes_before_a_colleagues_earlier_one(
    interviewer: User, colleague: User
) -> None:
    make_cases(Person("CASE1"), Person("CASE2"))
    theirs = call_with_outcome(colleague, APPOINTMENT, TUESDAY, at(4, 14))
    own = call_with_outcome(interviewer, APPOINTMENT, TUESDAY, at(4, 15))
    assert (theirs, own) == ("CASE1", "CASE2")
    assert next_reference(interviewer, at(4, 15)) == own


def test_a_colleague_can_keep_an_absent_interviewers_appointment(interviewer: User, colleague: User) -> None:
    make_cases()
    call_with_outcome(interviewer, APPOINTMENT, TUESDAY, at(4, 15))
    assert next_reference(colleague, at(4, 15)) == "CASE1"


def test_putting_a_case_back_frees_the_interviewer_and_pauses_the_case(interviewer: User) -> None:
    make_cases()
    operations.put_case_back(case=claim(interviewer), interviewer=interviewer, at=TUESDAY)
    case = get_case("CASE1")
    assert (case.state, case.claimed_by_id, case.attempts_made) == (CaseState.CALL_AGAIN, None, 0)
    assert next_reference(interviewer, TUESDAY) is None
    assert next_reference(interviewer, TUESDAY + PAUSE) == "CASE1"


def test_an_interviewer_cannot_put_back_a_case_they_do_not_hold(interviewer: User, colleague: User) -> None:
    make_cases()
    case = claim(interviewer)
    with pytest.raises(Refused, match="no longer working on this case"):
        operations.put_case_back(case=case, interviewer=colleague, at=TUESDAY)
    assert get_case("CASE1").claimed_by_id == interviewer.pk


def test_a_case_cannot_be_put_back_during_a_call(interviewer: User) -> None:
    make_cases()
    attempt = call(interviewer)
    with pytest.raises(Refused, match="outcome"):
        operations.put_case_back(case=attempt.case, interviewer=interviewer, at=TUESDAY)


def test_claiming_takes_few_queries(interviewer: User, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_cases(*(Person(f"CASE{number}") for number in range(30)))
    lock = connection.vendor == "postgresql"
    # Signature; calls within the hour; savepoint, calling rules, claim, whether the account is still active, the case
    # with its person and rules, the suppression list, (the log's lock), last number, entry, release.
    with django_assert_num_queries(11 + lock):
        claim(interviewer)
