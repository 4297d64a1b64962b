from pathlib import Path

import pytest
from tests.instrument.tiny import asked, tiny

from aftercall.instrument.loading import load_instrument
from aftercall.instrument.public_page import CURRENT, as_markdown, file_name

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("language", ["en", "cy", "pl"])
def test_the_page_is_generated_from_the_instrument(language: str) -> None:
    expected = as_markdown(load_instrument(CURRENT, language))
    assert (DOCS / file_name(language)).read_text(encoding="utf-8") == expected, (
        "write it again: python -m aftercall.instrument.public_page"
    )


def test_conditions_are_shown_in_words() -> None:
    instrument = tiny(
        asked("a"),
        asked("b", "integer"),
        asked("c", "select_multiple colours", relevant="${a} = 'yes' and not(${b} < 16)"),
        asked("d", "text", relevant="selected(${c}, 'red') or string-length(${b}) > 2", max_length=9, required=False),
    )
    page = as_markdown(instrument)
    assert (
        "if the answer to question 1 is ‘Yes’ and it is not the case that the answer to question 2 is below 16." in page
    )
    assert (
        "either the answer to question 3 includes ‘red’ or the length of the answer to question 2 is above 2." in page
    )
    assert "In your own words, up to 9 characters (optional)." in page
    assert "Any number of answers:" in page


def test_the_page_of_an_instrument_without_measures_ends_with_the_questions() -> None:
    assert as_markdown(tiny(asked("a"))).endswith("- Yes\n- No\n")


def test_the_page_says_what_is_published() -> None:
    page = as_markdown(load_instrument("victim_satisfaction_1"))
    assert "- Actions taken: [percent] were satisfied with the actions that the police took.\n" in page
    assert page.endswith("We also publish these figures by group:\n\n" + GROUPS)


GROUPS = "- When it was reported\n- What was reported\n- Where\n- Age\n- Sex\n"


def test_the_page_explains_what_the_answers_may_be() -> None:
    page = as_markdown(load_instrument("victim_satisfaction_3"))
    assert "- None of these (on its own)\n" in page
    assert "A whole number.\n\nYou can also say: ‘Don’t know’ or ‘Prefer not to say’.\n" in page
    assert "The order of the answers differs from person to person." in page
    assert "\n> The next questions are about you." in page


def test_the_page_says_what_people_can_agree_to() -> None:
    page = as_markdown(load_instrument("victim_satisfaction_3"))
    assert "We pass on: name and telephone number. This is destroyed after 3 months at the latest." in page
    assert "Rights explained: we count those who answered ‘Yes’, among those who gave an answer." in page


def test_a_questionnaire_to_fill_in_says_what_comes_before_and_after() -> None:
    page = as_markdown(load_instrument("exit_poll_1"))
    assert "## What we say before and after" in page
    assert "interviewer" not in page
