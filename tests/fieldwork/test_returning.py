"""Returning dispositions and answers to the force."""

import pytest
from pytest_django import DjangoAssertNumQueries
from tests.fieldwork.making import TUESDAY, Person, at, call, make_cases
from tests.fieldwork.test_interviews import SATISFIED, answer, answer_in_order, begin

from aftercall.accounts.models import User
from aftercall.core.errors import Refused
from aftercall.dispositions.codes import BY_CODE
from aftercall.fieldwork import operations
from aftercall.fieldwork.returns import return_rows
from aftercall.handover.answers import answers_of
from aftercall.handover.models import ReturnedCase
from aftercall.handover.operations import ReturnRow
from aftercall.programmes.models import Wave
from aftercall.programmes.states import WaveState


def call_and_interview(interviewer: User, until: int = 99) -> None:
    """Call the next person and interview them, until this number of answers."""
    attempt = call(interviewer)
    answer_in_order(begin(attempt), interviewer, until=until)
    operations.finish_interview(attempt=attempt, interviewer=interviewer, at=at(4, 10, 9))


def close_wave(interviewer: User) -> Wave:
    operations.close_fieldwork(wave=Wave.objects.get(), actor=interviewer, at=at(10, 10))
    return Wave.objects.get()


@pytest.mark.usefixtures("no_minimum_call")
def test_every_case_is_returned_with_its_disposition_and_attempts(interviewer: User) -> None:
    make_cases(Person("CASE1"), Person("CASE2"), Person("CASE3"))
    call_and_interview(interviewer)
    operations.record_outcome(
        attempt=call(interviewer), disposition=BY_CODE["3.13"], interviewer=interviewer, at=TUESDAY
    )
    rows = return_rows(close_wave(interviewer))
    assert [(row.reference, row.disposition, row.attempts) for row in rows] == [
        ("CASE1", "1.1", 1),
        ("CASE2", "3.13", 1),
        ("CASE3", "3.11", 0),
    ]
    assert [row.interviewed_on for row in rows] == [at(4, 10).date(), None, None]
    assert rows[1].answers == {}


def test_verbatims_are_not_returned(interviewer: User) -> None:
    make_cases()
    call_and_interview(interviewer)
    (row,) = return_rows(close_wave(interviewer))
    assert row.answers["whole"] == "satisfied"
    assert row.answers["improve"] == "sealed"  # only that something was said
    assert SATISFIED["improve"] not in str(row)


def test_only_answers_on_the_route_are_returned(interviewer: User) -> None:
    make_cases()
    attempt = call(interviewer)
    interview = begin(attempt)
    answer(interview, "reported_by", "yes", interviewer)
    answer(interview, "contact", "satisfied", interviewer)
    answer(interview, "reported_by", "no", interviewer)
    answer_in_order(interview, interviewer)
    operations.finish_interview(attempt=attempt, interviewer=interviewer, at=at(4, 10, 9))
    (row,) = return_rows(close_wave(interviewer))
    assert row.answers["reported_by"] == "no"
    assert "contact" not in row.answers


@pytest.mark.parametrize(("until", "answers"), [(3, False), (10, True)])
def test_partial_interviews_return_answers_and_break_offs_do_not(
    interviewer: User,
    until: int,
    answers: bool,  # noqa: FBT001
) -> None:
    make_cases()
    call_and_interview(interviewer, until=until)
    (row,) = return_rows(close_wave(interviewer))
    assert bool(row.answers) is answers


def test_nothing_is_returned_before_fieldwork_is_closed(interviewer: User) -> None:
    make_cases()
    with pytest.raises(Refused, match="Close fieldwork"):
        operations.return_results(wave=Wave.objects.get(), actor=interviewer, at=TUESDAY)


def test_the_force_stores_what_the_agency_returned(interviewer: User) -> None:
    make_cases(Person("CASE1"), Person("CASE2"))
    call_and_interview(interviewer)
    wave = close_wave(interviewer)
    operations.return_results(wave=wave, actor=interviewer, at=at(10, 11))
    assert Wave.objects.get().state == WaveState.RETURNED
    stored = [
        ReturnRow(case.case.reference, case.disposition, case.attempts, case.interviewed_on, answers_of(case))
        for case in ReturnedCase.objects.select_related("case").order_by("case__reference")
    ]
    assert stored == return_rows(wave)


def test_a_return_of_many_cases_takes_few_queries(
    interviewer: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_cases(*(Person(f"CASE{number:02}") for number in range(30)))
    for _ in range(3):
        call_and_interview(interviewer)
    wave = close_wave(interviewer)
    with django_assert_num_queries(3):  # cases, interviews with their instrument, answers
        assert len(return_rows(wave)) == 30
