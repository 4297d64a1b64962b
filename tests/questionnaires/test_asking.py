"""Several answers typed as a series of keys."""

from dataclasses import replace

import pytest
from tests.fieldwork.modular import DOCUMENT

from aftercall.fieldwork.languages import Spoken, language_code
from aftercall.fieldwork.series import keys_of, spaced
from aftercall.instrument.loading import parse_instrument

INSTRUMENT = parse_instrument(DOCUMENT)
WHERE, TIMES = INSTRUMENT.question["where"], INSTRUMENT.question["times"]


@pytest.mark.parametrize(
    ("typed", "value"),
    [("1 3", "home shop"), ("31", "home shop"), ("1,3", "home shop"), ("13 4", "home shop work"), ("8", "dont_know")],
)
def test_keys_of_one_character_may_be_typed_without_spaces(typed: str, value: str) -> None:
    assert INSTRUMENT.check(WHERE, spaced(WHERE, typed)).value == value


@pytest.mark.parametrize("typed", ["17", "1 home 7", "15", "18"])
def test_an_unknown_key_or_one_that_stands_alone_is_refused(typed: str) -> None:
    assert INSTRUMENT.check(WHERE, spaced(WHERE, typed)).problem


def test_a_number_and_keys_of_several_characters_stay_as_they_are() -> None:
    assert spaced(TIMES, "12") == "12"
    longer = replace(WHERE, choices=(*WHERE.choices, replace(WHERE.choices[0], name="far", key="98")))
    assert spaced(longer, "98") == "98"
    assert spaced(WHERE, "home") == "home"


def test_an_earlier_answer_is_shown_by_its_keys() -> None:
    assert keys_of(WHERE.choices, ["home", "shop"]) == "1 3"
    assert keys_of(TIMES.ways_out, ["refused"]) == "r"
    assert keys_of(TIMES.ways_out, ["12"]) == ""


@pytest.mark.parametrize(
    ("recorded", "code"), [("Welsh", "cy"), (" cymraeg", "cy"), ("PL", "pl"), ("English", "en"), ("", ""), ("X", "")]
)
def test_a_language_is_known_by_its_code_and_its_names(recorded: str, code: str) -> None:
    assert language_code(recorded) == code


def test_the_other_languages_are_offered() -> None:
    spoken = Spoken.of(parse_instrument(DOCUMENT, "cy"))
    assert spoken.language.name == "Cymraeg"
    assert [language.code for language in spoken.others] == ["en", "pl"]
