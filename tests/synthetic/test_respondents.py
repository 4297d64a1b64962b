from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from random import Random
from statistics import correlation, mean

import pytest

from aftercall.synthetic.respondents import (
    LONDON,
    AnswerLevel,
    Aspect,
    CallOutcome,
    Participation,
    RespondentProfile,
    answer,
    call_outcome,
    chance_of_answer,
    chance_satisfied,
    profile_of,
    takes_part,
)

from .conftest import SEED, Year

EVENING, MORNING, SATURDAY, SUNDAY = (
    datetime(2025, 6, day, hour, tzinfo=LONDON) for day, hour in ((3, 18), (3, 10), (7, 12), (8, 15))
)
SATISFIED = {AnswerLevel.COMPLETELY_SATISFIED, AnswerLevel.VERY_SATISFIED, AnswerLevel.FAIRLY_SATISFIED}
OUT_OF_BASE = {AnswerLevel.DONT_KNOW, AnswerLevel.NOT_APPLICABLE}
CALLS = (MORNING, EVENING, SATURDAY, EVENING, SUNDAY, MORNING)


@pytest.fixture(scope="module")
def people(year: Year) -> list[RespondentProfile]:
    eligible = [true for _, true in year.pairs if true["age"] >= 16 and not true["true_flags"]]
    return [profile_of(true, SEED) for true in Random(1).sample(eligible, 6000)]


def outcome(person: RespondentProfile, rng: Random) -> Participation | CallOutcome:
    """The outcome of up to six calls."""
    promised = False
    for attempt, at in enumerate(CALLS, start=1):
        called = call_outcome(person, at=at, attempt=attempt, rng=rng, appointment=promised)
        if called is CallOutcome.ANSWERED_BY_PERSON:
            return takes_part(person, rng=rng)
        if called in {CallOutcome.WRONG_NUMBER, CallOutcome.DISCONNECTED}:
            return called
        promised = called is CallOutcome.PERSON_UNAVAILABLE_APPOINTMENT
    return CallOutcome.NO_ANSWER


def rate(people: Iterable[RespondentProfile]) -> float:
    rng = Random(2)
    return mean(outcome(person, rng) is Participation.AGREES for person in people)


def test_a_profile_depends_on_person_and_seed(year: Year) -> None:
    true = year.pairs[0][1]
    assert profile_of(true, 1) == profile_of(true, 1)
    assert profile_of(true, 1).willing != profile_of(true, 2).willing


def test_a_business_has_no_respondent(year: Year) -> None:
    nobody = next(true for true in year.truth if true["person"] is None)
    with pytest.raises(TypeError, match="only a row with a person"):
        profile_of(nobody, 1)


def test_response_is_between_forty_and_fifty_per_cent(people: list[RespondentProfile]) -> None:
    assert 0.40 <= rate(people) <= 0.50


def test_response_rises_with_age_and_falls_with_violence(people: list[RespondentProfile]) -> None:
    bands = [rate(person for person in people if low <= person.age < low + 20) for low in (16, 36, 56)]
    assert bands[0] + 0.05 < bands[1] < bands[2] - 0.05
    violence, burglary = (
        rate(person for person in people if person.category.startswith(name)) for name in ("Violence", "Burglary")
    )
    assert violence + 0.05 < burglary


def test_evenings_and_weekends_are_better_especially_for_the_young(people: list[RespondentProfile]) -> None:
    young, old = (replace(people[0], age=age) for age in (20, 80))
    for person in (young, old):
        assert chance_of_answer(person, at=EVENING) > chance_of_answer(person, at=SATURDAY)
        assert chance_of_answer(person, at=SATURDAY) > chance_of_answer(person, at=MORNING)
    gains = [chance_of_answer(p, at=EVENING) / chance_of_answer(p, at=MORNING) for p in (young, old)]
    assert gains[0] > gains[1]


def test_every_outcome_occurs(people: list[RespondentProfile]) -> None:
    rng = Random(4)
    assert {call_outcome(person, at=MORNING, attempt=1, rng=rng) for person in people} == set(CallOutcome)
    assert {takes_part(person, rng=rng) for person in people} == set(Participation)


def test_a_call_by_appointment_is_usually_answered(people: list[RespondentProfile]) -> None:
    rng = Random(5)
    reachable = [person for person in people if person.number > 0.1]
    outcomes = [call_outcome(person, at=MORNING, attempt=2, rng=rng, appointment=True) for person in reachable]
    assert mean(called is CallOutcome.ANSWERED_BY_PERSON for called in outcomes) == pytest.approx(0.744, abs=0.02)


@pytest.mark.parametrize(
    ("aspect", "published"),
    list(zip(Aspect, (0.95, 0.85, 0.80, 0.93, 0.76, 0.80), strict=True)),
)
def test_true_levels_are_near_published_ones_and_answers_match_them(
    aspect: Aspect, published: float, people: list[RespondentProfile]
) -> None:
    rng = Random(6)
    true = mean(chance_satisfied(person, aspect) for person in people)
    given = [level for person in people if (level := answer(person, aspect, rng)) not in OUT_OF_BASE]
    assert true == pytest.approx(published, abs=0.012)
    assert mean(level in SATISFIED for level in given) == pytest.approx(true, abs=0.015)
    assert len(given) > 0.95 * len(people)


def test_keeping_informed_improves_in_the_last_quarter(people: list[RespondentProfile]) -> None:
    before, after = (
        mean(chance_satisfied(replace(person, reported_on=day), Aspect.INFORMED) for person in people)
        for day in (date(2025, 9, 30), date(2025, 10, 1))
    )
    assert after - before == pytest.approx(0.06, abs=0.01)


def test_a_persons_answers_are_correlated(people: list[RespondentProfile]) -> None:
    rng = Random(7)
    order = list(AnswerLevel)
    pairs = [(answer(person, Aspect.WHOLE, rng), answer(person, Aspect.INFORMED, rng)) for person in people]
    kept = [(order.index(one), order.index(two)) for one, two in pairs if not {one, two} & OUT_OF_BASE]
    assert 0.3 < correlation(*zip(*kept, strict=True)) < 0.6
