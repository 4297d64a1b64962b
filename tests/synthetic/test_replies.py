from collections import Counter
from datetime import date
from random import Random
from statistics import mean

import pytest

from aftercall.instrument.instrument import Instrument
from aftercall.instrument.loading import load_instrument
from aftercall.synthetic.replies import RIGHTS, Replies
from aftercall.synthetic.respondents import RespondentProfile


def person(number: int) -> RespondentProfile:
    return RespondentProfile(
        person=number,
        age=45,
        female=True,
        category="Burglary",
        language="English",
        reported_on=date(2025, 3, 1),
        reachable=0.0,
        willing=0.0,
        satisfied=Random(number).gauss(),
        number=0.5,
    )


def interview(instrument: Instrument, number: int, modules: str = "burglary hate_crime") -> dict[str, str]:
    """A whole interview with one person. Every reply must be accepted at once."""
    replies = Replies(instrument, person(number), Random(number))
    answers = {"modules": modules} if instrument.facts else {}
    while (question := instrument.next_question(answers)) is not None:
        choices = instrument.options(question, answers, 1)
        checked = instrument.check(question, replies.reply_to(question, choices), answers)
        assert checked.value is not None, f"{question.name}: {checked.problem}"
        answers[question.name] = checked.value
    return answers


@pytest.fixture(scope="module")
def interviews() -> list[dict[str, str]]:
    instrument = load_instrument("victim_satisfaction_4")
    return [interview(instrument, number) for number in range(250)]


@pytest.mark.parametrize("name", ["victim_satisfaction_1", "victim_satisfaction_3"])
def test_people_answer_every_question_of_each_version(name: str) -> None:
    instrument = load_instrument(name)
    answers = interview(instrument, 1)
    assert instrument.is_complete(answers)
    assert instrument.seven_point(answers, "whole") is not None


def test_the_same_person_and_seed_give_the_same_answers() -> None:
    instrument = load_instrument("victim_satisfaction_4")
    assert interview(instrument, 7) == interview(instrument, 7)
    assert interview(instrument, 7) != interview(instrument, 8)


@pytest.mark.parametrize("right", RIGHTS)
def test_rights_are_answered_as_often_as_assumed(right: str, interviews: list[dict[str, str]]) -> None:
    share, does_not_apply = RIGHTS[right]
    answers = Counter(given[right] for given in interviews)
    assert answers["yes"] / (answers["yes"] + answers["no"]) == pytest.approx(share, abs=0.1)
    assert answers["not_applicable"] / len(interviews) == pytest.approx(does_not_apply, abs=0.06)


def test_some_people_refuse_private_questions_and_few_object(interviews: list[dict[str, str]]) -> None:
    assert 0 < mean(given["religion"] == "refused" for given in interviews) < 0.1
    assert 0 < mean(given["again"] == "no" for given in interviews) < 0.12


def test_some_people_say_something_in_their_own_words(interviews: list[dict[str, str]]) -> None:
    assert 0.3 < mean(bool(given["went_well"]) for given in interviews) < 0.6
    assert min(int(given["contacts"]) for given in interviews) == 1
