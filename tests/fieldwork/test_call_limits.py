"""How fast calls can be made, and who is alerted."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.fieldwork.making import TUESDAY, Person, call, claim, get_case, make_cases
from tests.fieldwork.test_interviews import SATISFIED, answer_in_order, begin

from aftercall.accounts.models import User
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.dispositions.codes import BY_CODE, OBJECTION
from aftercall.fieldwork import monitoring_waiting, operations, oversight_waiting
from aftercall.fieldwork.models import Attempt
from aftercall.fieldwork.states import CaseState

QUOTA = 3
MINUTE = timedelta(minutes=1)


@pytest.fixture
def low_quota(settings: Any) -> None:
    settings.CALLS_PER_HOUR = QUOTA


def end(attempt: Attempt, when: datetime, code: str = "3.13") -> None:
    operations.record_outcome(attempt=attempt, disposition=BY_CODE[code], interviewer=attempt.interviewer, at=when)


def make_calls(interviewer: User, count: int) -> None:
    """Make this many calls, a minute apart, from TUESDAY on."""
    for number in range(count):
        when = TUESDAY + number * MINUTE
        end(call(interviewer, when), when + MINUTE / 2)


@pytest.mark.parametrize("code", ["3.13", "3.91", "2.111", "2.112"])
def test_no_outcome_can_be_saved_within_15_seconds_of_dialling(interviewer: User, code: str) -> None:
    make_cases()
    attempt = call(interviewer)
    with pytest.raises(Refused, match="You dialled less than 15 seconds ago"):
        end(attempt, TUESDAY + timedelta(seconds=14), code)
    assert get_case("CASE1").state == CaseState.IN_CALL
    end(attempt, TUESDAY + timedelta(seconds=15), code)
    assert get_case("CASE1").last_disposition == code


def test_an_interview_cannot_be_ended_within_15_seconds_of_dialling_either(interviewer: User) -> None:
    make_cases()
    attempt = call(interviewer)
    begin(attempt)
    with pytest.raises(Refused, match="15 seconds"):
        operations.finish_interview(attempt=attempt, interviewer=interviewer, at=TUESDAY)


def test_an_objection_is_always_recorded_at_once(interviewer: User) -> None:
    make_cases(Person("CASE1"), Person("CASE2"))
    attempt = call(interviewer)
    operations.record_outcome(attempt=attempt, disposition=OBJECTION, interviewer=interviewer, at=TUESDAY)
    assert get_case("CASE1").final_disposition == OBJECTION.code
    attempt = call(interviewer)
    answer_in_order(begin(attempt), interviewer, {**SATISFIED, "again": "no"})
    operations.finish_interview(attempt=attempt, interviewer=interviewer, at=TUESDAY)
    assert get_case("CASE2").final_disposition == "1.1"


@pytest.mark.usefixtures("low_quota")
def test_after_the_quota_no_case_is_opened_until_the_first_call_is_an_hour_ago(
    interviewer: User, colleague: User
) -> None:
    make_cases(*(Person(f"CASE{number}") for number in range(QUOTA + 2)))
    make_calls(interviewer, QUOTA)
    with pytest.raises(Refused, match=r"made 3 calls in the last hour.* You can call again from 11:01am"):
        claim(interviewer, TUESDAY + 10 * MINUTE)
    assert Attempt.objects.count() == QUOTA
    call(colleague, TUESDAY + 10 * MINUTE)
    call(interviewer, TUESDAY + 60 * MINUTE)


def test_a_case_that_is_held_cannot_be_dialled_beyond_the_quota(interviewer: User, settings: Any) -> None:
    make_cases(Person("CASE1"), Person("CASE2"))
    make_calls(interviewer, 1)
    case = claim(interviewer, TUESDAY + 2 * MINUTE)
    settings.CALLS_PER_HOUR = 1
    assert claim(interviewer, TUESDAY + 2 * MINUTE) == case
    with pytest.raises(Refused, match="You have made 1 call in the last hour"):
        operations.start_call(case=case, interviewer=interviewer, at=TUESDAY + 2 * MINUTE)
    assert Attempt.objects.count() == 1
    assert get_case("CASE2").attempts_made == 0


@pytest.mark.usefixtures("low_quota")
def test_reaching_the_quota_alerts_the_field_manager_and_the_officer_once_an_hour(interviewer: User) -> None:
    make_cases(*(Person(f"CASE{number}") for number in range(QUOTA + 2)))
    make_calls(interviewer, QUOTA - 1)
    now = TUESDAY + 5 * MINUTE
    assert [*monitoring_waiting.quota_alerts(now), *oversight_waiting.quota_alerts(now)] == []
    end(call(interviewer, now), now + MINUTE)
    end(call(interviewer, TUESDAY + 61 * MINUTE), TUESDAY + 62 * MINUTE)  # 3 within the hour again
    [entry] = AuditEntry.objects.filter(action="calls.quota_reached")
    assert (entry.actor, entry.details) == (interviewer.audit_name, {"calls_in_an_hour": QUOTA})
    [item] = monitoring_waiting.quota_alerts(now)
    assert item.text == "one made 3 calls within an hour"
    assert item.details.startswith("This is the most allowed, and was reached on 4 March 2025 at 10:05am.")
    [item] = oversight_waiting.quota_alerts(now)
    assert item.text == "1 interviewer reached the limit of calls within an hour"
    assert item.url == "/audit/?action=calls.quota_reached"
    assert [*monitoring_waiting.quota_alerts(now + timedelta(days=8))] == []
