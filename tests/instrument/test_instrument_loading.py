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
ITEM = {"name": "i", "label": "I", "direction": "i", "degrees": {"satisfied": "j", "dissatisfied": "j"}}


def script(text: str, audience: str = "anyone") -> dict[str, object]:
    return {"scripts": [{"name": "s", "audience": audience, "text": text}]}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ([], "instrument: must be an object"),
        (document(asked("a"), colour="red"), "instrument: unknown field 'colour'"),
        (document(asked("a"), version="one"), "tiny: version must be a whole number above 0"),
        (document(asked("a"), version=True), "tiny: version must be a whole number above 0"),
        (document(asked("a"), questions={}), "tiny: questions must be a list"),
        (document(asked("a"), leaves_base=["nobody"]), "tiny: leaves_base must hold only completely_satisfied"),
        (document(asked("a"), leaves_base="refused"), "tiny: leaves_base must be a list of texts"),
        (document({"type": "text", "label": "?"}), "tiny, questions 1: name must be a text"),
        (document(asked("A b", "text")), "tiny, questions A b: a name is written in small letters, digits and _"),
        (document(asked("a"), questions=["a"]), "tiny, questions 1: must be an object"),
        (document(asked("a", "text", requird=True)), "tiny, questions a: unknown field 'requird'"),
        (document(asked("a", "text", required="yes")), "tiny, questions a: required must be true or false"),
        (
            document(asked("a", "text", read_out="loud")),
            "tiny, questions a: read_out must be one of always, may, never",
        ),
        (document(asked("a", "date")), "tiny, questions a: type must begin with one of select_one"),
        (document(asked("a", "select_one numbers")), "tiny, questions a: there is no choice list called 'numbers'"),
        (document(asked("a", "text yes_no")), "tiny, questions a: a question of type text has no choice list"),
        (document(asked("a", constraint=". = 'yes'")), "tiny, questions a: constraint_message must be a text"),
        (document(asked("a", relevant="${a")), "tiny, questions a: relevant: condition '${a': not understood"),
        (
            document(asked("a", relevant="${b} = 'yes'"), asked("b")),
            "tiny, questions a, relevant: no question 'b' stands before it",
        ),
        (
            document(asked("a"), asked("b", relevant="${a} = 'yse'")),
            "tiny, questions b, relevant: a has no choice 'yse'",
        ),
        (document(asked("a"), asked("a")), "tiny, questions: 'a' stands twice"),
        (document(asked("a"), items=[ITEM]), "tiny, items i: there is no question 'i'"),
        (
            document(asked("a"), objection={"question": "b", "answer": "no"}),
            "tiny, objection: there is no question 'b'",
        ),
        (
            document(asked("a"), objection={"question": "a", "answer": "never"}),
            "tiny, objection: a has no choice 'never'",
        ),
        (document(asked("a"), **script("About {force}")), "tiny, scripts s: {force} may not be said to anyone"),
        (
            document(asked("a"), **script("About {weather}", "named_person")),
            "{weather} may not be said to named_person",
        ),
        (
            document(asked("a"), **script("The Police called")),
            "tiny, scripts s: 'Police' may not be said to anyone but",
        ),
        (
            document(asked("a"), **script("Hello", "all")),
            "tiny, scripts s: audience must be one of anyone, named_person",
        ),
    ],
)
def test_what_does_not_hold_together_is_refused_with_its_place(wrong: Any, message: str) -> None:
    with pytest.raises(InstrumentError) as refused:
        parse_instrument(wrong)
    assert message in str(refused.value)
    assert "\n" not in str(refused.value)


def test_two_choices_may_not_share_a_key() -> None:
    pair = [{"name": "x", "label": "X", "key": "1"}, {"name": "y", "label": "Y", "key": "1"}]
    with pytest.raises(InstrumentError, match="'1' stands twice"):
        parse_instrument(document(asked("a", "select_one pair"), choices=[{"name": "pair", "options": pair}]))


def test_an_item_follows_satisfied_and_dissatisfied_and_nothing_else() -> None:
    questions = [asked("i", "select_one direction"), asked("j", "text")]
    parse_instrument(document(*questions, choices=[DIRECTION], items=[ITEM]))
    with pytest.raises(InstrumentError, match="degrees must lead on"):
        parse_instrument(document(*questions, choices=[DIRECTION], items=[{**ITEM, "degrees": {"satisfied": "j"}}]))


def test_an_item_knows_every_choice_of_its_direction() -> None:
    odd = {"name": "odd", "options": [*DIRECTION["options"], {"name": "perhaps", "label": "?", "key": "p"}]}
    with pytest.raises(InstrumentError, match="'perhaps', which is no level of the scale"):
        parse_instrument(document(asked("i", "select_one odd"), asked("j", "text"), choices=[odd], items=[ITEM]))


@pytest.mark.parametrize("name", ["nothing_1", "../secrets", "", "Victim"])
def test_an_unknown_instrument_is_refused(name: str) -> None:
    with pytest.raises(InstrumentError, match="there is no instrument called"):
        load_instrument(name)
