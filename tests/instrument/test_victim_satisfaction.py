import itertools
import re

import pytest

from aftercall.instrument.errors import InstrumentError
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.loading import load_instrument
from aftercall.instrument.questions import Audience
from aftercall.instrument.scale import SATISFIED, Level

ITEMS = ("contact", "actions", "informed", "treatment", "whole")


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    return load_instrument("victim_satisfaction_1")


def walk(instrument: Instrument, typed: dict[str, str]) -> dict[str, str]:
    """Every question answered by its key, '1' where the test names none."""
    answers: dict[str, str] = {}
    while (question := instrument.next_question(answers)) is not None:
        checked = instrument.check(question, typed.get(question.name, "1"), answers)
        assert checked.problem is None
        assert checked.value is not None
        answers[question.name] = checked.value
    return answers


def test_a_satisfied_person_is_asked_two_questions_an_item(instrument: Instrument) -> None:
    answers = walk(instrument, {})
    assert len(answers) == 13
    assert {item: instrument.seven_point(answers, item) for item in ITEMS} == dict.fromkeys(
        ITEMS, Level.COMPLETELY_SATISFIED
    )


def test_who_did_not_report_it_is_not_asked_how_easy_it_was(instrument: Instrument) -> None:
    answers = walk(instrument, {"reported_by": "2"})
    assert "contact" not in answers
    assert instrument.seven_point(answers, "contact") is None
    assert instrument.seven_point(answers, "whole") is Level.COMPLETELY_SATISFIED


def test_the_two_steps_add_up_to_seven_points(instrument: Instrument) -> None:
    directions, degrees = ("1", "2"), ("1", "2", "3")
    found = [
        instrument.seven_point(walk(instrument, {"whole": a, "whole_satisfied": b, "whole_dissatisfied": b}), "whole")
        for a, b in itertools.product(directions, degrees)
    ]
    assert found == [
        "completely_satisfied", "very_satisfied", "fairly_satisfied",
        "completely_dissatisfied", "very_dissatisfied", "fairly_dissatisfied",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "level"),
    [("3", Level.NEITHER), ("7", Level.NOT_APPLICABLE), ("8", Level.DONT_KNOW), ("9", Level.REFUSED)],
)
def test_other_answers_have_no_degree(instrument: Instrument, key: str, level: Level) -> None:
    assert instrument.seven_point(walk(instrument, {"actions": key}), "actions") is level


def test_satisfied_without_a_degree_still_counts_as_satisfied(instrument: Instrument) -> None:
    level = instrument.seven_point(walk(instrument, {"whole": "1", "whole_satisfied": "8"}), "whole")
    assert level is Level.SATISFIED_UNSPECIFIED
    assert level in SATISFIED
    level = instrument.seven_point(walk(instrument, {"whole": "2", "whole_dissatisfied": "9"}), "whole")
    assert level is Level.DISSATISFIED_UNSPECIFIED
    assert level not in SATISFIED | instrument.leaves_base


def test_an_item_asked_half_has_no_level(instrument: Instrument) -> None:
    assert instrument.seven_point({"reported_by": "no", "actions": "satisfied"}, "actions") is None


def test_a_stale_degree_does_not_count(instrument: Instrument) -> None:
    answers = {"reported_by": "no", "actions": "neither", "actions_satisfied": "very"}
    assert instrument.seven_point(answers, "actions") is Level.NEITHER


def test_who_leaves_the_base(instrument: Instrument) -> None:
    assert instrument.leaves_base == {Level.DONT_KNOW, Level.REFUSED, Level.NOT_APPLICABLE}
    assert tuple(instrument.items) == ITEMS


def test_no_to_another_survey_is_an_objection(instrument: Instrument) -> None:
    assert instrument.objects(walk(instrument, {"again": "2"}))
    assert not instrument.objects(walk(instrument, {"again": "1"}))
    assert not instrument.objects({})


def test_the_open_question_may_be_left_and_is_limited(instrument: Instrument) -> None:
    question = instrument.question["improve"]
    assert instrument.check(question, "").value == ""
    assert instrument.check(question, "x" * 1001).problem is not None


def test_what_anyone_may_hear_gives_nothing_away(instrument: Instrument) -> None:
    open_texts = [script.text for script in instrument.scripts.values() if script.audience is Audience.ANYONE]
    assert len(open_texts) == 3
    for text in open_texts:
        assert not re.search(r"police|crime|victim|officer|\{force\}", text, re.IGNORECASE)


def test_the_introduction_says_what_people_must_be_told(instrument: Instrument) -> None:
    introduction = instrument.scripts["introduction"]
    assert introduction.placeholders == {"interviewer", "agency", "force", "minutes", "check_number", "check_page"}
    for said in ("on behalf of", "up to you", "minutes", "may be monitored", "check that this call is genuine"):
        assert said in introduction.text


def test_a_script_is_filled_in_once_and_whole(instrument: Instrument) -> None:
    script = instrument.scripts["ask_for_person"]
    assert script.fill({"person": "{agency}"}) == "Hello, please may I speak to {agency}?"
    with pytest.raises(InstrumentError, match="script ask_for_person: no value for person"):
        script.fill({})
