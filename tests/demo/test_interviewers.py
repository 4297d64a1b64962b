"""The simulated interviewers keep to every rule, and the same seed gives the same results."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from django.db import transaction
from django.utils import timezone
from tests.fieldwork.making import Person, at, make_cases, make_user

from aftercall.core.models import AuditEntry
from aftercall.core.working_days import bank_holiday
from aftercall.demo.interviewers import FieldworkTally, run_fieldwork
from aftercall.dispositions.codes import BY_CODE
from aftercall.fieldwork import operations
from aftercall.fieldwork.models import Answer, Attempt, Case, Interview
from aftercall.fieldwork.returns import return_rows
from aftercall.programmes.models import CallingRules, Wave
from aftercall.suppression.models import Objection
from aftercall.synthetic.respondents import RespondentProfile

FIRST, LAST = date(2025, 2, 26), date(2025, 4, 27)


def people(count: int) -> tuple[list[Person], dict[str, RespondentProfile]]:
    """People who reported a crime in January, with profiles like the generator's."""
    rng = Random("people")
    persons = [
        Person(
            f"CASE{number:03}",
            reported_on=date(2025, 1, 1) + timedelta(days=rng.randrange(31)),
            phone_alt="+447700900999" if number % 4 == 0 else "",
        )
        for number in range(count)
    ]
    return persons, {person.reference: _profile(number, person, rng) for number, person in enumerate(persons)}


def _profile(number: int, person: Person, rng: Random) -> RespondentProfile:
    return RespondentProfile(
        person=number,
        age=rng.randint(18, 85),
        female=rng.random() < 0.5,
        category="Burglary",
        language="English" if number % 20 else "Polish",
        reported_on=person.reported_on,
        reachable=rng.gauss(),
        willing=rng.gauss(),
        satisfied=rng.gauss(),
        number=rng.random(),
    )


def run_with(count: int, seed: int = 1) -> FieldworkTally:
    persons, profiles = people(count)
    make_cases(*persons)
    interviewers = [make_user(name=str(number)) for number in range(3)]
    return run_fieldwork(
        waves=list(Wave.objects.all()),
        interviewers=interviewers,
        profiles=profiles,
        first_day=FIRST,
        last_day=LAST,
        seed=seed,
    )


@pytest.mark.django_db
@pytest.mark.one_database  # the tests of fieldwork make such calls on both
def test_the_interviewers_keep_to_every_rule() -> None:
    """One test, because the fieldwork that its checks look at takes seconds."""
    tally = run_with(60)
    assert_the_tally_matches_the_database(tally)
    assert_every_call_is_within_the_calling_hours_and_the_contact_window()
    assert_no_interviewers_calls_overlap()
    assert_no_case_is_called_too_soon_or_too_often()
    assert_no_case_is_called_after_a_final_disposition()
    assert_a_complete_interview_has_an_answer_to_every_question(tally)
    assert_every_case_is_returned_after_fieldwork()


def assert_the_tally_matches_the_database(tally: FieldworkTally) -> None:
    assert tally.calls == Counter(Attempt.objects.values_list("disposition", flat=True))
    assert tally.interviews == Interview.objects.count() > 10


def assert_every_call_is_within_the_calling_hours_and_the_contact_window() -> None:
    rules = CallingRules.objects.get()
    for attempt in Attempt.objects.select_related("case"):
        local = timezone.localtime(attempt.started_at)
        opens = rules.sunday_calls_from if local.weekday() == 6 else rules.weekday_calls_from
        assert opens is not None
        assert opens <= local.time() < rules.weekday_calls_until
        assert not bank_holiday(local.date())
        assert attempt.case.opens_on <= local.date() <= attempt.case.closes_on


def assert_no_interviewers_calls_overlap() -> None:
    free_from: dict[int, datetime] = {}
    for attempt in Attempt.objects.order_by("started_at"):
        assert attempt.ended_at is not None
        assert attempt.ended_at > attempt.started_at >= free_from.get(attempt.interviewer_id, attempt.started_at)
        free_from[attempt.interviewer_id] = attempt.ended_at


def assert_no_case_is_called_too_soon_or_too_often() -> None:
    for case in Case.objects.prefetch_related("attempts"):
        attempts = list(case.attempts.all())
        appointments = sum(attempt.disposition == "2.36" for attempt in attempts)
        assert len(attempts) <= 6 + appointments
        for before, after in pairwise(attempts):
            wait = BY_CODE[before.disposition].retry_after or timedelta()
            assert after.started_at - before.ended_at >= wait


def assert_no_case_is_called_after_a_final_disposition() -> None:
    for case in Case.objects.prefetch_related("attempts"):
        is_final = [BY_CODE[attempt.disposition].ends_case for attempt in case.attempts.all()]
        assert not any(is_final[:-1])


def assert_a_complete_interview_has_an_answer_to_every_question(tally: FieldworkTally) -> None:
    answer_counts = Counter(Answer.objects.filter(interview__case__final_disposition="1.1").values_list("interview_id"))
    assert min(answer_counts.values()) >= 7
    assert AuditEntry.objects.filter(action="interview.begun").count() == tally.interviews


def assert_every_case_is_returned_after_fieldwork() -> None:
    wave = Wave.objects.get()
    operations.close_fieldwork(wave=wave, actor=make_user(name="closing"), at=at(28, 12, month=4))
    rows = return_rows(Wave.objects.get())
    assert len(rows) == 60
    assert Objection.objects.count() >= sum(row.disposition == "2.113" for row in rows)


def _outcomes() -> list[tuple[str, int, str]]:
    cases = Case.objects.order_by("released__reference")
    return list(cases.values_list("released__reference", "attempts_made", "final_disposition"))


@pytest.mark.django_db
@pytest.mark.one_database
def test_results_depend_only_on_the_seed() -> None:
    first, repeated, other = (outcomes_with(seed) for seed in (1, 1, 2))
    assert repeated == first
    assert other != first


def outcomes_with(seed: int) -> list[tuple[str, int, str]]:
    with _rolled_back():
        run_with(12, seed)
        return _outcomes()


@contextmanager
def _rolled_back() -> Iterator[None]:
    """Undo everything that the block stores."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
