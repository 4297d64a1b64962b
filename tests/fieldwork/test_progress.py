"""The counts and rates that the field manager sees."""

from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries
from tests.fieldwork.making import TUESDAY, Person, at, call, claim, make_cases

from aftercall.accounts.models import User
from aftercall.dispositions.codes import BY_CODE, OUTCOME_LOST
from aftercall.fieldwork import operations
from aftercall.fieldwork.models import Attempt
from aftercall.fieldwork.monitoring_presenters import progress_page
from aftercall.fieldwork.policies import STALE_AFTER
from aftercall.fieldwork.progress import CallCount, progress_of
from aftercall.handover.models import ReleasedCase
from aftercall.programmes.models import Wave


def end_next_call(interviewer: User, code: str, when: datetime = TUESDAY) -> None:
    """Call the next person for six minutes, and save this outcome."""
    attempt = call(interviewer, when)
    later = when + timedelta(minutes=6)
    operations.record_outcome(attempt=attempt, disposition=BY_CODE[code], interviewer=interviewer, at=later)


def test_without_cases_all_counts_are_zero(db: None) -> None:
    progress = progress_of([], TUESDAY)
    assert (progress.cases, progress.cases_not_closed, progress.rates.rr2) == (0, 0, None)
    assert dict(progress_page(progress).rates)["Refusal rate (REF2)"] == "Not known yet"


def test_cases_are_counted_by_state_and_outcome_and_give_the_rates(interviewer: User, colleague: User) -> None:
    make_cases(*(Person(f"CASE{number}") for number in range(5)))
    end_next_call(interviewer, "2.112")
    end_next_call(interviewer, "2.22", at(4, 10, 30))
    claim(colleague, at(4, 10, 40))
    progress = progress_of(Wave.objects.all(), TUESDAY)
    assert progress.states == {"waiting": 2, "open": 1, "in_call": 1, "restricted": 0, "closed": 1}
    assert (progress.cases, progress.cases_not_closed) == (5, 4)
    assert progress.outcomes == {"2.112": 1, "2.22": 1, "3.11": 3}
    assert progress.rates.ref1 == pytest.approx(1 / 5)
    assert progress.rates.con3 == pytest.approx(1 / 2)


def test_calls_are_counted_by_hour_and_day_of_the_week_in_london_time(interviewer: User) -> None:
    make_cases(*(Person(f"CASE{number}") for number in range(4)))
    end_next_call(interviewer, "3.13", at(4, 10, 0))
    end_next_call(interviewer, "2.112", at(4, 10, 30))
    end_next_call(interviewer, "2.21", at(5, 18))
    progress = progress_of(Wave.objects.all(), TUESDAY)
    assert progress.by_hour == {10: CallCount(2, 1), 18: CallCount(1, 1)}
    assert progress.by_day == {1: CallCount(2, 1), 2: CallCount(1, 1)}


def test_a_call_whose_outcome_was_never_saved_does_not_count_as_answered(interviewer: User) -> None:
    make_cases()
    call(interviewer)
    operations.put_back_stale_cases(at=TUESDAY + STALE_AFTER * 2)
    assert Attempt.objects.get().disposition == OUTCOME_LOST.code
    assert progress_of(Wave.objects.all(), TUESDAY).by_hour == {10: CallCount(1, 0)}


def cut_off_interview(interviewer: User, when: datetime, question: str = "") -> None:
    """Begin or continue an interview, answer one question if one is given, and lose the connection."""
    attempt = call(interviewer, when)
    operations.confirm_can_talk(attempt=attempt, interviewer=interviewer, at=when)
    interview = operations.begin_interview(attempt=attempt, interviewer=interviewer, at=when + timedelta(minutes=1))
    later = when + timedelta(minutes=2)
    if question:
        operations.save_answer(interview=interview, question=question, raw="1", interviewer=interviewer, at=later)
    operations.record_outcome(attempt=attempt, disposition=BY_CODE["3.16"], interviewer=interviewer, at=later)


def test_every_call_in_which_an_interview_was_cut_off_counts_as_answered(interviewer: User) -> None:
    make_cases()
    cut_off_interview(interviewer, at(4, 9))
    cut_off_interview(interviewer, at(4, 11), "reported_by")
    cut_off_interview(interviewer, at(4, 13))
    end_next_call(interviewer, "3.16", at(4, 15))
    answered = {hour: count.answered for hour, count in progress_of(Wave.objects.all(), TUESDAY).by_hour.items()}
    assert answered == {9: 1, 11: 1, 13: 1, 15: 0}


def test_an_interviewers_hours_run_from_the_first_to_the_last_call_of_a_day(interviewer: User) -> None:
    make_cases(*(Person(f"CASE{number}") for number in range(4)))
    end_next_call(interviewer, "3.13", at(4, 10, 0))
    end_next_call(interviewer, "2.112", at(4, 11, 54))
    end_next_call(interviewer, "2.112", at(5, 11, 0))
    (work,) = progress_of(Wave.objects.all(), TUESDAY).interviewers
    assert (work.calls, work.interviews) == (3, 0)
    assert work.hours == pytest.approx(2.1)
    assert work.calls_per_hour == pytest.approx(3 / 2.1)


def test_no_calls_per_hour_are_given_for_too_few_hours(interviewer: User) -> None:
    make_cases()
    end_next_call(interviewer, "3.13")
    progress = progress_of(Wave.objects.all(), TUESDAY)
    assert progress.interviewers[0].calls_per_hour is None
    assert progress_page(progress).interviewers[0][-1] == "Not enough hours"


def test_interviews_are_counted_by_category_and_windows_that_close_within_a_week(interviewer: User) -> None:
    make_cases(Person("CASE1"), Person("CASE2"))
    ReleasedCase.objects.filter(reference="CASE2").update(category="Robbery")
    progress = progress_of(Wave.objects.all(), at(22, 12))
    assert [(row.category, row.cases, row.interviews) for row in progress.categories] == [
        ("Burglary", 1, 0),
        ("Robbery", 1, 0),
    ]
    assert progress.closing_soon == {at(28, 0).date(): 2}
    assert progress_of(Wave.objects.all(), TUESDAY).closing_soon == {}


def test_the_number_of_queries_does_not_grow_with_the_cases(
    interviewer: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_cases(*(Person(f"CASE{number}") for number in range(30)))
    end_next_call(interviewer, "3.13")
    waves = list(Wave.objects.all())
    with django_assert_num_queries(6):  # states, outcomes, the order of categories, calls, closing soon, checks
        progress_page(progress_of(waves, TUESDAY))
