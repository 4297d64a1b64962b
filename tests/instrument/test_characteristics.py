"""Which questions are about protected characteristics, by what a questionnaire declares of them."""

from dataclasses import replace

from tests.instrument.versions import second_version

from aftercall.instrument.characteristics import characteristics, levels
from aftercall.instrument.loading import load_instrument, parse_instrument
from aftercall.instrument.series import InstrumentSeries

THIRD = load_instrument("victim_satisfaction_3")


def test_the_harmonised_questions_that_are_put_to_everyone_are_characteristics() -> None:
    assert dict(characteristics(THIRD)) == {
        "ethnic_group": "Ethnic group",
        "disability": "Disability",
        "religion": "Religion",
        "orientation": "Sexual orientation",
    }
    assert not characteristics(load_instrument("victim_satisfaction_1"))


def test_levels_are_the_answers_without_those_of_people_who_do_not_say() -> None:
    assert levels(THIRD.question["condition"]) == {"yes": "Yes", "no": "No"}


def test_they_are_breakdowns_after_those_that_are_declared_and_quarters_are_none() -> None:
    series = InstrumentSeries({"three": THIRD})
    assert list(series.breakdowns) == [
        "category",
        "area",
        "age_band",
        "sex",
        "ethnic_group",
        "disability",
        "religion",
        "orientation",
    ]
    assert not InstrumentSeries({"two": parse_instrument(second_version())}).characteristics


def test_disability_is_what_two_questions_say_together_and_nobody_can_subtract_them() -> None:
    series = InstrumentSeries({"three": THIRD})
    assert series.characteristic_levels("disability") == {"Disabled": "Disabled", "Not disabled": "Not disabled"}
    given = [
        {"condition": "yes", "condition_limits": "a_little"},
        {"condition": "yes", "condition_limits": "not_at_all"},
        {"condition": "no"},
        {"condition": "yes", "condition_limits": "refused"},
        {},
    ]
    said = [series.characteristic_answer("disability", answers) for answers in given]
    assert said == ["Disabled", "Not disabled", "Not disabled", "", ""]
    assert "condition" not in series.breakdowns
    assert (
        series.breakdowns_ever["condition"] == "Long-term health condition"
    )  # what was published before keeps its name
    without = replace(THIRD, questions=tuple(one for one in THIRD.questions if one.name != "condition_limits"))
    assert "condition" in characteristics(without)


def test_a_question_of_a_forces_own_is_one_if_it_is_sensitive_and_may_be_left_out() -> None:
    question = THIRD.question["religion"]
    own = (replace(question, name="first_language"), replace(question, name="must_say", required=True))
    instrument = replace(THIRD, questions=(*own, replace(question, name="harmless", sensitive=False)))
    assert characteristics(instrument) == {"first_language": "First language"}


def test_a_level_that_a_later_version_dropped_keeps_its_label() -> None:
    question = THIRD.question["condition"]
    shorter = replace(question, choices=question.choices[:1])
    later = replace(THIRD, questions=tuple(shorter if one is question else one for one in THIRD.questions))
    series = InstrumentSeries({"before": THIRD, "after": later})
    assert series.characteristic_levels("condition") == {"yes": "Yes", "no": "No"}
