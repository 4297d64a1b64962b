import itertools
import re
from typing import Any, cast

import pytest

from aftercall.instrument.errors import InstrumentError
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.loading import load_instrument, shipped_document
from aftercall.instrument.measures import CLASSIFICATIONS
from aftercall.instrument.questions import Audience
from aftercall.instrument.scale import SATISFIED, Level

MEASURES = ("whole", "contact", "actions", "treatment", "informed")


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    return load_instrument("victim_satisfaction_2")


def walk(instrument: Instrument, typed: dict[str, str]) -> dict[str, str]:
    """Answer every question by the key of a choice, '1' unless the test gives another."""
    answers: dict[str, str] = {}
    while (question := instrument.next_question(answers)) is not None:
        checked = instrument.check(question, typed.get(question.name, "1"), answers)
        assert checked.problem is None
        assert checked.value is not None
        answers[question.name] = checked.value
    return answers


def test_a_satisfied_person_is_asked_two_questions_per_measure(instrument: Instrument) -> None:
    answers = walk(instrument, {})
    assert len(answers) == 13
    assert {measure: instrument.seven_point(answers, measure) for measure in MEASURES} == dict.fromkeys(
        MEASURES, Level.COMPLETELY_SATISFIED
    )


def test_someone_who_did_not_report_it_is_not_asked_how_easy_that_was(instrument: Instrument) -> None:
    answers = walk(instrument, {"reported_by": "2"})
    assert "contact" not in answers
    assert instrument.seven_point(answers, "contact") is None
    assert instrument.seven_point(answers, "whole") is Level.COMPLETELY_SATISFIED


def test_the_two_questions_give_one_of_seven_points(instrument: Instrument) -> None:
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


def test_a_measure_with_only_its_first_question_answered_has_no_level(instrument: Instrument) -> None:
    assert instrument.seven_point({"reported_by": "no", "actions": "satisfied"}, "actions") is None


def test_a_stale_degree_does_not_count(instrument: Instrument) -> None:
    answers = {"reported_by": "no", "actions": "neither", "actions_satisfied": "very"}
    assert instrument.seven_point(answers, "actions") is Level.NEITHER


@pytest.mark.parametrize(
    ("typed", "satisfied"),
    [
        ({}, True),
        ({"whole": "1", "whole_satisfied": "8"}, True),
        ({"whole": "2"}, False),
        ({"whole": "3"}, False),
        ({"whole": "7"}, None),
        ({"whole": "8"}, None),
        ({"whole": "9"}, None),
    ],
)
def test_who_is_satisfied_and_who_is_outside_the_base(
    instrument: Instrument, typed: dict[str, str], *, satisfied: bool | None
) -> None:
    assert instrument.satisfied(walk(instrument, typed), "whole") is satisfied


def test_a_measure_that_was_not_asked_is_outside_the_base(instrument: Instrument) -> None:
    assert instrument.satisfied(walk(instrument, {"reported_by": "2"}), "contact") is None
    assert instrument.satisfied(walk(instrument, {}), "of another version") is None


def test_results_show_the_whole_experience_first(instrument: Instrument) -> None:
    assert tuple(instrument.measures) == MEASURES
    assert instrument.overall == "whole"
    assert tuple(instrument.breakdowns) == CLASSIFICATIONS


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_has_a_sentence(instrument: Instrument, measure: str) -> None:
    assert "82%" in instrument.measures[measure].statement("82%")


def test_the_second_version_changes_only_what_is_said_around_the_questions() -> None:
    documents = [cast("dict[str, Any]", shipped_document(f"victim_satisfaction_{version}")) for version in (1, 2)]
    first, second = ({k: v for k, v in one.items() if k not in {"version", "scripts"}} for one in documents)
    assert first == second


def test_declining_another_survey_is_an_objection(instrument: Instrument) -> None:
    assert instrument.objects(walk(instrument, {"again": "2"}))
    assert not instrument.objects(walk(instrument, {"again": "1"}))
    assert not instrument.objects({})


def test_the_open_question_is_optional_and_has_a_maximum_length(instrument: Instrument) -> None:
    question = instrument.question["improve"]
    assert instrument.check(question, "").value == ""
    assert instrument.check(question, "x" * 1001).problem is not None


def test_scripts_for_anyone_reveal_nothing(instrument: Instrument) -> None:
    texts = [script.text for script in instrument.scripts.values() if script.audience is Audience.ANYONE]
    assert len(texts) == 4
    for text in texts:
        assert not re.search(r"police|crime|victim|officer|\{force\}", text, re.IGNORECASE)


def test_before_the_police_are_mentioned_the_person_is_asked_whether_they_can_talk(instrument: Instrument) -> None:
    script = instrument.scripts["safe_to_talk"]
    assert script.audience is Audience.ANYONE
    assert script.placeholders == {"interviewer", "agency"}
    assert script.text.endswith("can you talk freely where you are?")


@pytest.mark.parametrize("script", ["introduction", "closing"])
def test_each_number_is_named_with_the_one_whose_it_is(instrument: Instrument, script: str) -> None:
    text = instrument.scripts[script].text
    assert "ring {force} on {force_number}" in text or "{force} can tell you who can help: their number is" in text
    assert ("{agency_number}" in text) == ("{agency} on {agency_number}" in text)


def test_the_introduction_says_everything_it_must(instrument: Instrument) -> None:
    introduction = instrument.scripts["introduction"]
    assert introduction.placeholders == {"force", "minutes", "force_number", "check_page"}
    for said in ("on behalf of", "up to you", "minutes", "may be monitored", "check that this call is genuine"):
        assert said in introduction.text


def test_every_placeholder_of_a_script_is_filled_in_once(instrument: Instrument) -> None:
    script = instrument.scripts["ask_for_person"]
    assert script.fill({"person": "{agency}"}) == "Hello, please may I speak to {agency}?"
    with pytest.raises(InstrumentError, match="script ask_for_person: no value for person"):
        script.fill({})
