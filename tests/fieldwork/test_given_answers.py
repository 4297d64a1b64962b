"""What counts in an interview: answers on the route, facts known before it, and soft checks that were overridden."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries
from tests.conftest import Commit
from tests.fieldwork.making import TUESDAY, Person, call, stored_answers
from tests.fieldwork.modular import make_modular_cases
from tests.fieldwork.test_interviews import answer, begin

from aftercall.accounts.models import User
from aftercall.core.errors import Refused
from aftercall.dispositions.codes import COMPLETE
from aftercall.fieldwork import operations
from aftercall.fieldwork.interviewing import instrument_of, interview_outcome, returned_answers
from aftercall.fieldwork.models import Answer, Interview
from aftercall.fieldwork.operations.interviews import UnlikelyAnswer
from aftercall.fieldwork.progress import progress_of
from aftercall.fieldwork.queries import answers_in, interview_in
from aftercall.handover.answers import AnswersKey
from aftercall.handover.operations import withdraw_answers
from aftercall.programmes.models import Wave
from aftercall.questionnaires.presenters import overridden_rows
from aftercall.questionnaires.queries import read_instrument
from aftercall.questionnaires.uses import overridden


def begun(interviewer: User, *people: Person) -> Interview:
    """An interview that has come to its first real question, read with its instrument as a view reads it."""
    make_modular_cases(*people)
    attempt = call(interviewer)
    begin(attempt)
    interview = interview_in(attempt)
    assert interview is not None
    answer(interview, "opening", "", interviewer)
    return interview


def next_name(interview: Interview) -> str:
    asked = instrument_of(interview.case).next_question(answers_in(interview).answers)
    return asked.name if asked else ""


def test_an_answer_that_left_the_path_does_not_come_back_unasked(interviewer: User) -> None:
    interview = begun(interviewer)
    for question, raw in (("called", "1"), ("where", "13"), ("called", "2"), ("called", "1")):
        answer(interview, question, raw, interviewer)
    given = answers_in(interview)
    assert given.aside == {"where": "home shop"}
    assert next_name(interview) == "where"
    answer(interview, "where", "1 3", interviewer)
    assert answers_in(interview).counted["where"] == "home shop"
    assert [name for name, _ in stored_answers()] == ["opening", "called", "where", "called", "called", "where"]


@pytest.mark.parametrize(("modules", "follows"), [("burglary", "hours"), ("vehicle", "day"), ("", "day")])
def test_the_modules_of_the_person_decide_what_is_asked(interviewer: User, modules: str, follows: str) -> None:
    interview = begun(interviewer, Person("CASE1", modules=modules))
    answer(interview, "called", "2", interviewer)
    answer(interview, "times", "3", interviewer)
    assert next_name(interview) == follows


def test_an_unlikely_answer_is_saved_only_once_it_is_confirmed_and_that_is_recorded(interviewer: User) -> None:
    interview = begun(interviewer)
    answer(interview, "called", "2", interviewer)
    details = {"interview": interview, "question": "times", "interviewer": interviewer, "at": TUESDAY}
    with pytest.raises(UnlikelyAnswer, match="Mwy nag 20 gwaith"):
        operations.save_answer(raw="21", language="cy", **details)
    with pytest.raises(Refused, match="Enter fewer than 1,000"):
        operations.save_answer(raw="1000", confirmed=True, **details)
    assert Answer.objects.count() == 2
    assert operations.save_answer(raw="21", confirmed=True, **details) == "21"
    assert operations.save_answer(raw="21", **details) == "21"
    operations.save_answer(raw="20", confirmed=True, **details)
    key = AnswersKey.of(interview.case.released)
    rows = Answer.objects.order_by("pk")
    assert [key.was_confirmed(row.sealed_answer) for row in rows] == [False, False, True, False]
    assert len({len(row.sealed_answer) for row in rows}) == 1


def test_a_complete_interview_returns_codes_and_facts_but_no_words_nor_what_was_put_aside(
    interviewer: User,
) -> None:
    interview = begun(interviewer)
    replies = {"called": "1", "where": "8", "times": "r", "hours": "1.50", "day": "3 March 2025", "remark": "Be kind"}
    for question, raw in replies.items():
        answer(interview, question, raw, interviewer)
    answer(interview, "called", "9", interviewer)
    given, instrument = answers_in(interview), instrument_of(interview.case)
    assert interview_outcome(instrument, given) is COMPLETE
    assert returned_answers(instrument, given) == {
        "modules": "burglary",
        "category": "Burglary",
        "opening": "seen",
        "called": "refused",
        "times": "refused",
        "hours": "1.5",
        "day": "2025-03-03",
        "remark": "sealed",
    }
    answer(interview, "remark", "d", interviewer)
    assert returned_answers(instrument, answers_in(interview))["remark"] == "dont_know"


def test_saving_an_answer_takes_as_few_queries_however_many_there_are(
    interviewer: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    interview = begun(interviewer)
    for question, raw in (("called", "1"), ("where", "13"), ("times", "2"), ("hours", "3")):
        with django_assert_num_queries(4):  # savepoint, answers, answer, end of savepoint
            answer(interview, question, raw, interviewer)


def test_resuming_keeps_the_order_of_the_choices_and_the_day_of_the_consent(interviewer: User) -> None:
    interview = begun(interviewer)
    attempt = interview.attempt
    resumed = operations.begin_interview(attempt=attempt, interviewer=interviewer, at=TUESDAY + timedelta(hours=1))
    assert (resumed.seed, resumed.consented_at) == (interview.seed, TUESDAY)
    assert resumed.seed > 0


def test_withdrawn_answers_count_no_longer(interviewer: User, commit: Commit) -> None:
    interview = begun(interviewer)
    withdraw_answers(case=interview.case.released, actor=interviewer, at=TUESDAY)
    commit()
    interview.refresh_from_db()
    assert dict(answers_in(interview).counted) == {}


def test_overridden_checks_are_counted_for_the_wave_and_for_the_version(interviewer: User) -> None:
    interview = begun(interviewer)
    answer(interview, "called", "2", interviewer)
    details = {"interview": interview, "question": "times", "interviewer": interviewer, "at": TUESDAY}
    for raw in ("21", "22", "22", "20"):
        operations.save_answer(raw=raw, confirmed=True, **details)
    row = ["How many times?", "More than 20 times?", "2"]
    assert progress_of(Wave.objects.all(), TUESDAY).overridden == [row]
    version = interview.case.released.release.instrument
    assert overridden_rows(read_instrument(version), overridden(version)) == [row]
