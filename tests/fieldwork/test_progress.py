"""The counts and rates that the field manager sees."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries
from tests.fieldwork.making import TUESDAY, Person, at, call, claim, make_cases

from aftercall.accounts.models import User
from aftercall.dispositions.codes import BY_CODE
from aftercall.fieldwork import operations
from aftercall.fieldwork.monitoring_presenters import progress_page
from aftercall.fieldwork.progress import CallCount, progress_of
from aftercall.handover.models import ReleasedCase
from aftercall.programmes.models import Wave


def ended(interviewer: User, code: str, when: object = TUESDAY) -> None:
    attempt = call(interviewer, when)  # type: ignore[arg-type]
    operations.record_outcome(
        attempt=attempt,
        disposition=BY_CODE[code],
        interviewer=interviewer,
        at=when + timedelta(minutes=6),  # type: ignore[operator]
    )


def test_without_cases_all_counts_are_zero(db: None) -> None:
    progress = progress_of([], TUESDAY)
    assert (progress.cases, progress.open_cases, progress.rates.rr2) == (0, 0, None)
    assert dict(progress_page(progress).rates)["Refusal rate (REF2)"] == "not known yet"


def test_states_outcomes_and_rates(interviewer: User, colleague: User) -> None:
    make_cases(*(Person(f"CASE{number}") for number in range(5)))
    ended(interviewer, "2.112")
    ended(interviewer, "2.22", at(4, 10, 30))
    claim(colleague, at(4, 10, 40))
    progress = progress_of(Wave.objects.all(), TUESDAY)
    assert progress.states == {"waiting": 2, "open": 1, "in_call": 1, "closed": 1}
    assert (progress.cases, progress.open_cases) == (5, 4)
    assert progress.outcomes == {"2.112": 1, "2.22": 1, "3.11": 3}
    assert progress.rates.ref1 == pytest.approx(1 / 5)
    assert progress.rates.con3 == pytest.approx(1 / 2)


def test_calls_by_hour_and_day_in_london(interviewer: User) -> None:
    make_cases(*(Person(f"CASE{number}") for number in range(4)))
    ended(interviewer, "3.13", at(4, 10, 0))
    ended(interviewer, "2.112", at(4, 10, 30))
    ended(interviewer, "2.21", at(5, 18))
    progress = progress_of(Wave.objects.all(), TUESDAY)
    assert progress.by_hour == {10: CallCount(2, 1), 18: CallCount(1, 1)}
    assert progress.by_day == {1: CallCount(2, 1), 2: CallCount(1, 1)}


def test_hours_run_from_the_first_to_the_last_call_of_a_day(interviewer: User) -> None:
    make_cases(*(Person(f"CASE{number}") for number in range(4)))
    ended(interviewer, "3.13", at(4, 10, 0))
    ended(interviewer, "2.112", at(4, 11, 54))
    ended(interviewer, "2.112", at(5, 11, 0))
    (work,) = progress_of(Wave.objects.all(), TUESDAY).interviewers
    assert (work.calls, work.interviews) == (3, 0)
    assert work.hours == pytest.approx(2.1)
    assert work.calls_per_hour == pytest.approx(3 / 2.1)


def test_too_few_hours_give_no_rate(interviewer: User) -> None:
    make_cases()
    ended(interviewer, "3.13")
    progress = progress_of(Wave.objects.all(), TUESDAY)
    assert progress.interviewers[0].calls_per_hour is None
    assert progress_page(progress).interviewers[0][-1] == "not enough hours"


def test_categories_and_windows(interviewer: User) -> None:
    make_cases(Person("CASE1"), Person("CASE2"))
    ReleasedCase.objects.filter(reference="CASE2").update(category="Robbery")
    progress = progress_of(Wave.objects.all(), at(22, 12))
    assert [(row.category, row.cases, row.interviews) for row in progress.categories] == [
        ("Burglary", 1, 0),
        ("Robbery", 1, 0),
    ]
    assert progress.closing_soon == {at(28, 0).date(): 2}
    assert progress_of(Wave.objects.all(), TUESDAY).closing_soon == {}


def test_the_queries_do_not_grow_with_the_cases(
    interviewer: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_cases(*(Person(f"CASE{number}") for number in range(30)))
    ended(interviewer, "3.13")
    waves = list(Wave.objects.all())
    with django_assert_num_queries(4):
        progress_page(progress_of(waves, TUESDAY))
