"""What is entered for a question, and how the question is shown with it."""

from dataclasses import replace

import pytest
from django.http import QueryDict
from tests.fieldwork.modular import DOCUMENT

from aftercall.instrument.loading import parse_instrument
from aftercall.questionnaires.asking.entered import Entered, check_entered
from aftercall.questionnaires.asking.key_series import spaced
from aftercall.questionnaires.asking.question import AskedQuestion, asked_question
from aftercall.questionnaires.asking.spoken import Spoken

INSTRUMENT = parse_instrument(DOCUMENT)
WHERE, TIMES = INSTRUMENT.question["where"], INSTRUMENT.question["times"]
BEFORE = [("opening", "seen"), ("called", "yes")]


def value(typed: str, *ticked: str) -> str | None:
    return check_entered(INSTRUMENT, WHERE, Entered(typed, ticked), {}).value


def shown(name: str, *events: tuple[str, str], entered: Entered | None = None) -> AskedQuestion:
    given = INSTRUMENT.fold([*BEFORE, *events], {})
    return asked_question(INSTRUMENT, given, INSTRUMENT.question[name], seed=1, entered=entered)


def chosen(asked: AskedQuestion) -> set[str]:
    return {one.value for one in (*asked.read_out, *asked.may_read, *asked.not_read_out) if one.chosen}


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("1 3", "home shop"), ("31", "home shop"), ("1,3", "home shop"), ("13 4", "home shop work"), ("8", "dont_know")],
)
def test_keys_of_one_character_may_be_typed_without_spaces(typed: str, stored: str) -> None:
    assert value(typed) == stored


def test_answers_are_ticked_or_typed_or_both() -> None:
    assert value("", "shop", "home") == "home shop"
    assert value("4 1", "home") == "home work"
    assert value("", "none") == "none"


@pytest.mark.parametrize(("typed", "ticked"), [("17", ()), ("1 home 7", ()), ("15", ()), ("18", ()), ("1", ("none",))])
def test_an_unknown_key_or_one_that_must_be_alone_is_refused(typed: str, ticked: tuple[str, ...]) -> None:
    assert check_entered(INSTRUMENT, WHERE, Entered(typed, ticked), {}).problem


def test_a_number_and_keys_of_several_characters_stay_as_they_are() -> None:
    assert spaced(TIMES, "12") == "12"
    longer = replace(WHERE, choices=(*WHERE.choices, replace(WHERE.choices[0], name="far", key="98")))
    assert spaced(longer, "98") == "98"
    assert spaced(WHERE, "home") == "home"


def test_dont_know_is_ticked_instead_of_a_number_not_beside_it() -> None:
    assert check_entered(INSTRUMENT, TIMES, Entered("", ("dont_know",)), {}).value == "dont_know"
    both = check_entered(parse_instrument(DOCUMENT, "cy"), TIMES, Entered("3", ("dont_know",)), {})
    assert (both.problem, both.language) == ("Nid oes modd cyfuno ‘Don’t know’ ag atebion eraill", "cy")
    assert check_entered(INSTRUMENT, TIMES, Entered("", ("dont_know", "refused")), {}).problem


def test_an_earlier_answer_is_ticked_or_typed() -> None:
    where = shown("where", ("where", "home shop"))
    assert (chosen(where), where.typed) == ({"home", "shop"}, "")
    times = shown("times", ("where", "home"), ("times", "refused"))
    assert (chosen(times), times.typed) == ({"refused"}, "")
    assert shown("times", ("where", "home"), ("times", "12")).typed == "12"


def test_what_was_refused_is_shown_again() -> None:
    where = shown("where", entered=Entered("15", ("street",)))
    assert (chosen(where), where.typed) == ({"home", "none", "street"}, "15")


def test_what_a_page_sends_can_be_sent_again() -> None:
    entered = Entered.read(QueryDict("answer=1&ticked=home&ticked=shop&question=where"))
    assert entered == Entered("1", ("home", "shop"))
    assert entered.fields == [("answer", "1"), ("ticked", "home"), ("ticked", "shop")]


def test_the_other_languages_are_offered() -> None:
    spoken = Spoken.of(parse_instrument(DOCUMENT, "cy"))
    assert spoken.language.name == "Cymraeg"
    assert [language.code for language in spoken.others] == ["en", "pl"]
