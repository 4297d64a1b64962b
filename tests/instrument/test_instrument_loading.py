from typing import Any

import pytest
from tests.instrument.tiny import asked, document

from aftercall.instrument.errors import InstrumentError
from aftercall.instrument.loading import load_instrument, parse_instrument

DIRECTION: dict[str, Any] = {
    "name": "direction",
    "options": [
        {"name": name, "label": name, "key": name[0]} for name in ("satisfied", "dissatisfied", "neither", "refused")
    ],
}
MEASURE = {
    "name": "i",
    "label": "I",
    "sentence": "{percent} liked it.",
    "direction": "i",
    "degrees": {"satisfied": "j", "dissatisfied": "j"},
}
CONSENT = {"name": "call", "question": "a", "answer": "yes", "purpose": "To call", "months": 3}
MEASURED = {"measures": [MEASURE], "overall": "i"}
DEGREE: dict[str, Any] = {
    "name": "degree",
    "options": [{"name": name, "label": name, "key": name[0]} for name in ("completely", "very", "fairly", "refused")],
}


def script(text: str, audience: str = "anyone") -> dict[str, object]:
    return {"scripts": [{"name": "s", "audience": audience, "text": text}]}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ([], "instrument: must be an object"),
        (document(asked("a"), colour="red"), "tiny: unknown field 'colour'"),
        (document(asked("a"), version="one"), "tiny, version: must be a whole number above 0"),
        (document(asked("a"), version=True), "tiny, version: must be a whole number above 0"),
        (document(asked("a"), questions={}), "tiny, questions: must be a list"),
        (document(asked("a"), leaves_base=["nobody"]), "tiny, leaves_base: can only contain completely_satisfied"),
        (document(asked("a"), leaves_base="refused"), "tiny, leaves_base: must be a list of texts"),
        (document({"type": "text", "label": "?"}), "tiny, questions 1, name: must be a text"),
        (document(asked("A b", "text")), "tiny, questions A b, name: a name must have up to 30 lower-case letters"),
        (document(asked("a"), questions=["a"]), "tiny, questions 1: must be an object"),
        (document(asked("a", "text", requird=True)), "tiny, questions a: unknown field 'requird'"),
        (document(asked("a", "text", required="yes")), "tiny, questions a, required: must be true or false"),
        (
            document(asked("a", "text", read_out="loud")),
            "tiny, questions a, read_out: must be one of always, may, never",
        ),
        (document(asked("a", "time")), "tiny, questions a, type: must begin with one of select_one"),
        (
            document(asked("a", "select_one numbers")),
            "tiny, questions a, type: there is no choice list called 'numbers'",
        ),
        (document(asked("a", "text yes_no")), "tiny, questions a, type: a question of type text has no choice list"),
        (document(asked("a", constraint=". = 'yes'")), "tiny, questions a, constraint_message: must be a text"),
        (
            document(asked("a", relevant="${a")),
            "tiny, questions a, relevant: at character 1: write ${name} for an answer",
        ),
        (
            document(asked("a", relevant="${b} = 'yes'"), asked("b")),
            "tiny, questions a, relevant: 'b' comes later; only what comes before is known here",
        ),
        (
            document(asked("a"), asked("b", relevant="${a} = 'yse'")),
            "tiny, questions b, relevant: a has no choice 'yse'",
        ),
        (document(asked("a"), asked("a")), "tiny, questions: 'a' is listed twice"),
        (document(asked("a"), **MEASURED), "tiny, measures i: there is no question 'i'"),
        (document(asked("a"), overall="i"), "tiny, overall: must be the name of one of the measures (there are none)"),
        (
            document(asked("a"), breakdowns=[{"name": "colour", "label": "Colour"}]),
            "tiny, breakdowns colour, name: must be one of quarter, category, area, age_band, sex",
        ),
        (
            document(asked("a"), breakdowns=[{"name": "sex", "label": "Sex"}, {"name": "sex", "label": "Gender"}]),
            "tiny, breakdowns: 'sex' is listed twice",
        ),
        (document(asked("a"), breakdowns=[{"name": "sex"}]), "tiny, breakdowns sex, label: must be a text"),
        (
            document(asked("a"), objection={"question": "b", "answer": "no"}),
            "tiny, objection, question: there is no question 'b'",
        ),
        (
            document(asked("a"), consents=[CONSENT | {"fields": ["name", "answers"]}]),
            "tiny, consents call, fields: must be one or more of name, phone, phone_alt, language, category, area",
        ),
        (
            document(asked("a"), objection={"question": "a", "answer": "never"}),
            "tiny, objection, answer: a has no choice 'never'",
        ),
        (
            document(asked("a"), **script("About {force}")),
            "tiny, scripts s, text: {force} can't be used in a script for anyone",
        ),
        (
            document(asked("a"), **script("About {weather}", "named_person")),
            "{weather} can't be used in a script for named_person",
        ),
        (
            document(asked("a"), **script("The Police called")),
            "tiny, scripts s, text: 'Police' must not be said to anyone but",
        ),
        (
            document(asked("a"), **script("Hello", "all")),
            "tiny, scripts s, audience: must be one of anyone, named_person",
        ),
    ],
)
def test_an_error_is_reported_in_one_line_with_its_place(wrong: Any, message: str) -> None:
    with pytest.raises(InstrumentError) as refused:
        parse_instrument(wrong)
    assert message in str(refused.value)
    assert "\n" not in str(refused.value)


def test_two_choices_cannot_share_a_key() -> None:
    pair = [{"name": "x", "label": "X", "key": "1"}, {"name": "y", "label": "Y", "key": "1"}]
    with pytest.raises(InstrumentError, match="'1' is listed twice"):
        parse_instrument(document(asked("a", "select_one pair"), choices=[{"name": "pair", "options": pair}]))


def measuring(measure: dict[str, object], *more: str, overall: object = "i") -> dict[str, object]:
    """A document with this measure. more: choices that its direction has besides those of the scale."""
    options = [*DIRECTION["options"], *({"name": name, "label": name, "key": name} for name in more)]
    return document(
        asked("i", "select_one direction"),
        asked("j", "select_one degree"),
        choices=[{"name": "direction", "options": options}, DEGREE],
        measures=[measure],
        overall=overall,
    )


def test_a_measure_is_read_with_its_sentence() -> None:
    instrument = parse_instrument(measuring(MEASURE))
    assert instrument.measures["i"].statement("82%") == "82% liked it."
    assert instrument.overall == "i"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            measuring({**MEASURE, "degrees": {"satisfied": "j"}}),
            "tiny, measures i, degrees: must follow the answers satisfied and dissatisfied, and no others",
        ),
        (measuring(MEASURE, "perhaps"), "tiny, measures i: i has the choice 'perhaps', which is not on the scale"),
        (
            measuring({**MEASURE, "degrees": {"satisfied": "j", "dissatisfied": "i"}}),
            "tiny, measures i: i has the choice 'satisfied', which is not on the scale",
        ),
        (measuring({**MEASURE, "label": ""}), "tiny, measures i, label: must be a text"),
        (
            measuring({**MEASURE, "sentence": "Many liked it."}),
            "tiny, measures i, sentence: must contain {percent} once, and no other braces",
        ),
        (measuring({**MEASURE, "sentence": "{percent} or {percent}"}), "must contain {percent} once"),
        (measuring({**MEASURE, "sentence": "{percent} of {base}"}), "and no other braces"),
        (measuring(MEASURE, overall="whole"), "tiny, overall: must be the name of one of the measures (i)"),
        (measuring(MEASURE, overall=""), "tiny, overall: must be the name of one of the measures (i)"),
        (measuring(MEASURE, overall=1), "tiny, overall: must be a text"),
    ],
)
def test_an_invalid_measure_is_refused(wrong: Any, message: str) -> None:
    with pytest.raises(InstrumentError) as refused:
        parse_instrument(wrong)
    assert message in str(refused.value)


@pytest.mark.parametrize("text", ["a\x00", "a\ud800"])
def test_a_text_that_no_database_can_store_is_refused(text: str) -> None:
    with pytest.raises(InstrumentError, match="title: must be a text without null characters"):
        parse_instrument(document(asked("a"), title=text))


@pytest.mark.parametrize("text", ["a\x07", "a\x0b", "police \u202eecilop"])
def test_a_text_with_control_characters_or_turned_round_is_refused(text: str) -> None:
    with pytest.raises(InstrumentError, match="title: must be a text without control characters"):
        parse_instrument(document(asked("a"), title=text))


@pytest.mark.parametrize("text", ["a\nb\tc", "\u0627\u200f\u0644!", "\u0646\u200c\u0645"])
def test_a_text_of_several_lines_or_in_other_scripts_is_not(text: str) -> None:
    assert parse_instrument(document(asked("a"), title=text)).title == text


def test_more_choices_than_can_be_made_ready_are_refused() -> None:
    options = [{"name": f"c{n}", "label": f"C{n}", "key": str(n)} for n in range(1, 202)]
    questions = [{"type": "select_one long", "name": f"q{n}", "label": "Which?"} for n in range(100)]
    with pytest.raises(InstrumentError, match="questions: must have at most 20,000 choices in all"):
        parse_instrument(document(*questions, choices=[{"name": "long", "options": options}]))


@pytest.mark.parametrize("name", ["nothing_1", "../secrets", "", "Victim"])
def test_an_unknown_instrument_is_refused(name: str) -> None:
    with pytest.raises(InstrumentError, match="there is no instrument called"):
        load_instrument(name)
