"""Concurrent requests, repeated requests and a killed process, with real threads and on both databases."""

import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from tests.faults.racing import concurrently, database_url
from tests.fieldwork.making import (
    TUESDAY,
    Person,
    call,
    claim,
    get_case,
    make_cases,
    make_release,
    make_user,
    stored_answers,
)
from tests.rights.test_objections import ANN, digests

from aftercall.accounts.models import User
from aftercall.accounts.operations import deactivate
from aftercall.accounts.roles import Role
from aftercall.core.models import AuditEntry
from aftercall.dispositions.codes import BY_CODE, OBJECTION
from aftercall.fieldwork import operations
from aftercall.fieldwork.models import Attempt, Case
from aftercall.fieldwork.policies import STALE_AFTER
from aftercall.fieldwork.states import CaseState
from aftercall.rights import objections
from aftercall.suppression.models import Objection
from aftercall.suppression.operations import record_objection

pytestmark = pytest.mark.django_db(transaction=True)
NO_ANSWER = BY_CODE["3.13"]
LATER = TUESDAY + timedelta(minutes=3)


def claim_concurrently(users: Sequence[User]) -> list[object]:
    return concurrently(
        [lambda user=user: operations.claim_next_case(interviewer=user, at=TUESDAY) for user in users]  # type: ignore[misc]
    )


def test_ten_interviewers_never_get_the_same_case() -> None:
    make_cases(*(Person(f"CASE{number}") for number in range(7)))
    users = [make_user(name=str(number)) for number in range(10)]
    claim_concurrently(users)
    # On PostgreSQL an interviewer may find every free row locked and get no case; claiming again gives one.
    held = [operations.claim_next_case(interviewer=user, at=TUESDAY) for user in users]
    assert len({case.pk for case in held if case}) == 7
    assert held.count(None) == 3
    assert AuditEntry.objects.filter(action="case.claimed").count() == 7


def test_an_interviewer_who_presses_the_button_four_times_gets_one_case() -> None:
    make_cases(*(Person(f"CASE{number}") for number in range(6)))
    user = make_user()
    claim_concurrently([user] * 4)
    assert Case.objects.filter(claimed_by=user).count() == 1
    assert AuditEntry.objects.filter(action="case.claimed").count() == 1


def test_dialling_in_several_browser_windows_makes_one_call() -> None:
    make_cases()
    user = make_user()
    claim(user)
    held = [get_case("CASE1") for _ in range(4)]
    started = concurrently(
        [lambda case=case: operations.start_call(case=case, interviewer=user, at=TUESDAY) for case in held]  # type: ignore[misc]
    )
    assert len({call.attempt.pk for call in started if isinstance(call, operations.StartedCall)}) == 1
    assert get_case("CASE1").attempts_made == Attempt.objects.count() == 1


def test_only_one_of_several_concurrent_outcomes_is_saved() -> None:
    make_cases()
    user = make_user()
    attempt = call(user)
    outcomes = [NO_ANSWER, BY_CODE["2.22"], BY_CODE["2.112"], NO_ANSWER]
    concurrently(
        [
            lambda outcome=outcome: operations.record_outcome(  # type: ignore[misc]
                attempt=attempt, disposition=outcome, interviewer=user, at=LATER
            )
            for outcome in outcomes
        ]
    )
    saved = Attempt.objects.get().disposition
    assert get_case("CASE1").last_disposition == saved
    assert AuditEntry.objects.filter(action="call.ended").count() == 1


def test_an_objection_that_is_submitted_three_times_is_recorded_once() -> None:
    make_cases()
    user = make_user()
    attempt = call(user)
    concurrently(
        [
            lambda: operations.record_outcome(attempt=attempt, disposition=OBJECTION, interviewer=user, at=LATER)
            for _ in range(3)
        ]
    )
    assert Objection.objects.count() == 1
    assert get_case("CASE1").final_disposition == "2.113"


def test_two_concurrent_objections_for_related_cases_do_not_deadlock() -> None:
    make_cases(Person("CASE1", digests=["a", "b"]), Person("CASE2", digests=["b", "a"]))
    users = [make_user(name=name) for name in ("one", "two")]
    attempts = [call(user) for user in users]
    concurrently(
        [
            lambda attempt=attempt: operations.record_outcome(  # type: ignore[misc]
                attempt=attempt, disposition=OBJECTION, interviewer=attempt.interviewer, at=LATER
            )
            for attempt in attempts
        ]
    )
    assert set(Case.objects.values_list("final_disposition", flat=True)) == {"2.113"}


def test_claiming_while_fieldwork_is_closed_leaves_no_case_unclosed_in_a_closed_wave() -> None:
    make_cases(*(Person(f"CASE{number}") for number in range(5)))
    user = make_user()
    wave = Case.objects.select_related("wave").first().wave  # type: ignore[union-attr]
    concurrently(
        [
            lambda: operations.close_fieldwork(wave=wave, actor=user, at=TUESDAY),
            lambda: operations.claim_next_case(interviewer=user, at=TUESDAY),
        ]
    )
    wave.refresh_from_db()
    states = set(Case.objects.values_list("state", flat=True))
    assert wave.state == "released" or states == {CaseState.CLOSED}


def test_an_interviewer_deactivated_while_claiming_holds_no_case() -> None:
    make_cases(*(Person(f"CASE{number}") for number in range(8)))
    administrator = make_user(Role.ADMINISTRATOR, signed=False)
    users = [make_user(name=str(number)) for number in range(4)]
    concurrently(
        [lambda user=user: operations.claim_next_case(interviewer=user, at=TUESDAY) for user in users]  # type: ignore[misc]
        + [lambda user=user: deactivate(user=user, actor=administrator, at=TUESDAY) for user in users]  # type: ignore[misc]
    )
    assert not User.objects.filter(is_active=True, role=Role.INTERVIEWER).exists()
    assert not Case.objects.filter(state=CaseState.IN_CALL).exists()


def test_two_administrators_cannot_deactivate_each_other() -> None:
    pair = [make_user(Role.ADMINISTRATOR, name, signed=False) for name in ("one", "two")]
    User.objects.update(joined_at=TUESDAY)
    concurrently(
        [lambda a=a, b=b: deactivate(user=a, actor=b, at=TUESDAY) for a, b in (pair, reversed(pair))]  # type: ignore[misc]
    )
    assert User.objects.filter(is_active=True).count() == 1


KILLED_PROCESS = """
import os, django
django.setup()
from datetime import datetime
from django.db import transaction
from aftercall.accounts.models import User
from aftercall.fieldwork import operations
from aftercall.fieldwork.queries import attempt_in_progress_by, interview_in
user = User.objects.get(email="interviewer.one@example.org")
at = datetime.fromisoformat(os.environ["AT"])
attempt = attempt_in_progress_by(user)
interview = interview_in(attempt)
operations.save_answer(interview=interview, question="reported_by", raw="yes", interviewer=user, at=at)
with transaction.atomic():
    operations.finish_interview(attempt=attempt, interviewer=user, at=at)
    os.kill(os.getpid(), 9)
"""


def test_a_killed_process_loses_no_answer_and_leaves_nothing_half_done() -> None:
    make_cases()
    user = make_user()
    attempt = call(user)
    operations.confirm_can_talk(attempt=attempt, interviewer=user, at=TUESDAY)
    operations.begin_interview(attempt=attempt, interviewer=user, at=TUESDAY)
    environment = os.environ | {"DATABASE_URL": database_url(), "AT": LATER.isoformat()}
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_PROCESS], env=environment, capture_output=True, text=True, check=False
    )
    assert killed.returncode == -9, killed.stderr
    assert stored_answers() == [("reported_by", "yes")]
    assert get_case("CASE1").state == CaseState.IN_CALL
    assert Attempt.objects.get().ended_at is None
    assert not AuditEntry.objects.filter(action="call.ended").exists()
    assert operations.put_back_stale_cases(at=LATER + STALE_AFTER) == 1
    assert get_case("CASE1").state == CaseState.CALL_AGAIN


def test_an_objection_during_the_receipt_of_a_release_is_seen() -> None:
    """Recording the objection is held up between its look for cases and its commit, while the release is received."""
    release = make_release([Person("CASE1", digests=digests(ANN))])
    looked, received = Event(), Event()

    def record_slowly(**details: Any) -> Objection:
        looked.set()
        received.wait(0.5)  # on a database that makes the receipt wait, it is not received by then
        return record_objection(**details)

    def receive() -> None:
        looked.wait()
        operations.receive_release(release=release, actor=release.released_by, at=TUESDAY)
        received.set()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(objections, "record_objection", record_slowly)
        assert concurrently([lambda: objections.opt_out(person=ANN, at=TUESDAY), receive]) == [None, None]
    assert get_case("CASE1").state == CaseState.CLOSED
