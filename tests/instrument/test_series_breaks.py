"""Where the series of a measure breaks."""

from datetime import date

from tests.instrument.tiny import asked, tiny

from aftercall.instrument.instrument import Instrument
from aftercall.instrument.series import InstrumentSeries
from aftercall.instrument.series_breaks import Judgement, Verdict, break_months, version_steps

JANUARY, FEBRUARY, MARCH, APRIL = (date(2025, month, 1) for month in (1, 2, 3, 4))
BREAK, COMPARABLE = Judgement(Verdict.SERIES_BREAK, "reworded"), Judgement(Verdict.COMPARABLE, "a hint")


def measuring(*names: str) -> Instrument:
    measures = [
        {"name": name, "label": name, "sentence": "{percent}", "question": name, "counts": ["yes"]} for name in names
    ]
    return tiny(*map(asked, names), measures=measures, overall=names[0])


VERSIONS = {"one": measuring("happy", "safe"), "two": measuring("happy"), "three": measuring("happy", "safe")}


def judge(earlier: str, later: str, measure: str) -> Judgement:
    return BREAK if (earlier, later, measure) in {("one", "two", "happy"), ("one", "three", "safe")} else COMPARABLE


def test_a_measure_is_judged_where_its_version_changes_and_past_versions_without_it() -> None:
    asked_with = [(MARCH, "three"), (JANUARY, "one"), (FEBRUARY, "two"), (APRIL, "three")]
    steps = list(version_steps(asked_with, VERSIONS, judge))
    assert [(step.measure, step.month, step.earlier, step.later, step.is_break) for step in steps] == [
        ("happy", FEBRUARY, "one", "two", True),
        ("happy", MARCH, "two", "three", False),
        ("safe", MARCH, "one", "three", True),
    ]
    assert break_months(steps) == {"happy": (FEBRUARY,), "safe": (MARCH,)}


def test_answers_can_be_pooled_since_the_last_break_within_the_months() -> None:
    series = InstrumentSeries(VERSIONS, {"happy": (FEBRUARY, MARCH)})
    assert series.since("happy", JANUARY, APRIL) == MARCH
    assert series.since("happy", JANUARY, FEBRUARY) == FEBRUARY
    assert series.since("happy", MARCH, APRIL) is None
    assert series.since("safe", JANUARY, APRIL) is None


def test_a_series_has_every_question_of_every_version() -> None:
    series = InstrumentSeries(VERSIONS | {"four": tiny(asked("new"), asked("happy", label="Glad?"))})
    assert list(series.questions) == ["new", "happy", "safe"]
    assert series.questions["happy"].label == "Glad?"
    for version in series.versions.values():
        assert set(version.question) <= set(series.questions)
