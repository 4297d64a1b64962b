"""Two versions of an instrument. The second renames a choice, drops a measure and adds one."""

import pytest
from tests.instrument.versions import second_version

from aftercall.instrument.loading import load_instrument, parse_instrument
from aftercall.instrument.series import InstrumentSeries

ANSWERS = {"reported_by": "yes", "contact": "satisfied", "contact_satisfied": "very"}


@pytest.fixture(scope="module")
def series() -> InstrumentSeries:
    return InstrumentSeries(
        {"one": load_instrument("victim_satisfaction_1"), "two": parse_instrument(second_version())}
    )


def test_the_measures_are_those_of_the_latest_version_then_those_dropped(series: InstrumentSeries) -> None:
    assert list(series.measures) == ["whole", "contact", "actions", "informed", "fairness", "treatment"]
    assert series.overall == "whole"


def test_names_and_sentences_are_those_of_the_latest_version(series: InstrumentSeries) -> None:
    assert series.label("contact") == "Getting in touch"
    assert series.label("treatment") == "Treatment"
    assert series.breakdowns == {"category": "What happened", "sex": "Sex"}


def test_the_parts_are_the_measures_that_every_version_has(series: InstrumentSeries) -> None:
    assert series.parts == ("contact", "actions", "informed")


def test_answers_are_interpreted_with_the_version_they_were_given_to(series: InstrumentSeries) -> None:
    assert series.satisfied("one", ANSWERS, "contact") is True
    assert series.satisfied("two", ANSWERS, "contact") is None
    assert series.satisfied("two", ANSWERS | {"reported_by": "reported"}, "contact") is True


def test_a_measure_is_outside_the_base_of_a_version_without_it(series: InstrumentSeries) -> None:
    answers = {"reported_by": "no", "treatment": "dissatisfied", "treatment_dissatisfied": "very"}
    assert series.satisfied("one", answers, "treatment") is False
    assert series.satisfied("two", answers, "treatment") is None
