"""Where a figure comes from, in words: by the kind of its measure, the versions of the questionnaire, its breaks."""

from dataclasses import replace
from datetime import date

import pytest
from tests.instrument.tiny import asked, tiny

from aftercall.core.documents import Bullets, Facts, Heading, Paragraph
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.loading import load_instrument
from aftercall.instrument.measures import Measure
from aftercall.instrument.series import InstrumentSeries
from aftercall.workbench.provenance import Source, provenance

FOURTH = load_instrument("victim_satisfaction_4")
SLOW = Measure("improve_slow", "Too slow", "{percent} mentioned this.", "improve/codes", {}, frozenset({"slow"}))


def source(instruments: InstrumentSeries) -> Source:
    """Of a figure without waves or weights."""
    return Source([], instruments, 9000, 300, 120, {"rr2": 0.4}, {}, "1", "the data", "the design", 5)


def said(of: Source, measure: str) -> list[str]:
    """Every line of the origin."""
    lines: list[str] = []
    for part in provenance(of, measure):
        match part:
            case Paragraph() | Heading():
                lines.append(part.text)
            case Bullets():
                lines.extend(part.items)
            case Facts():
                lines.extend(f"{name}: {value}" for name, value in part.rows)
    return lines


def test_a_code_comes_from_what_people_said_and_from_its_coders() -> None:
    coded = InstrumentSeries({"four": FOURTH}, coded={"improve_slow": SLOW})
    lines = said(replace(source(coded), coding=[("Codebook", "version 2")]), "improve_slow")
    assert "What people said in their own words to “What could the police have done better?”, as coded." in lines
    assert "Codebook: version 2" in lines
    assert "The share of people to whose words two people at the agency gave this code." in lines
    assert "Not in the base: people who said nothing that could be coded." in lines
    assert not any("satisfied" in line for line in lines)


def test_a_share_says_which_answers_count_and_what_left_the_base() -> None:
    lines = said(source(InstrumentSeries({"four": FOURTH})), "rights")
    [counted] = [line for line in lines if line.startswith("The share of people who answered: ")]
    labels = {choice.name: choice.label for choice in FOURTH.question["rights"].choices}
    assert counted == f"The share of people who answered: {labels['yes']}."
    assert "Not in the base: people who were not asked, or gave no answer." in lines


@pytest.fixture(scope="module")
def versions() -> tuple[Instrument, Instrument]:
    first = tiny(asked("happy"), measures=[SHARE], overall="happy")
    second = tiny(asked("happy", label="Glad?"), measures=[SHARE], overall="happy", version=2)
    return first, second


SHARE = {"name": "happy", "label": "Happy", "sentence": "{percent} were.", "question": "happy", "counts": ["yes"]}


def test_each_version_has_its_question_and_a_break_its_month(versions: tuple[Instrument, Instrument]) -> None:
    first, second = versions
    series = InstrumentSeries({"one": first, "two": second}, {"happy": (date(2025, 5, 1),)})
    lines = said(source(series), "happy")
    at = lines.index("In Tiny, version 1:")
    assert lines[at : at + 4] == [
        "In Tiny, version 1:",
        "“happy?” Answers: Yes, No.",
        "In Tiny, version 2:",
        "“Glad?” Answers: Yes, No.",
    ]
    assert "The question was changed in May 2025; only answers since then count." in lines
    assert "In Tiny, version 1:" not in said(source(InstrumentSeries({"one": first})), "happy")


def test_what_is_not_known_is_left_out_or_said() -> None:
    stored = source(InstrumentSeries({"four": FOURTH}))
    lines = said(stored, "whole")
    assert "How people were weighted" not in lines
    assert "Response rate (AAPOR RR2): 40.0%" in lines
    assert "Refusal rate (AAPOR REF2): not available" in lines
    assert lines[-2:] == ["Digest of the design: the design", "Analysis: Number 5"]
    assert said(replace(stored, design_digest="", analysis=None), "whole")[-2:] == [
        "Digest of the data: the data",
        "Analysis: None; calculated when asked for",
    ]
