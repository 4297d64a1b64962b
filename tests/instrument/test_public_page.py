from pathlib import Path

from tests.instrument.tiny import asked, tiny

from aftercall.instrument.loading import load_instrument
from aftercall.instrument.public_page import as_markdown

PAGE = Path(__file__).parents[2] / "docs" / "questionnaire.md"


def test_the_page_says_what_the_instrument_asks() -> None:
    expected = as_markdown(load_instrument("victim_satisfaction_1"))
    assert PAGE.read_text(encoding="utf-8") == expected, "write it anew: python -m aftercall.instrument.public_page"


def test_conditions_are_put_in_words() -> None:
    instrument = tiny(
        asked("a"),
        asked("b", "integer"),
        asked("c", "select_multiple colours", relevant="${a} = 'yes' and not(${b} < 16)"),
        asked("d", "text", relevant="selected(${c}, 'red') or string-length(${b}) > 2", max_length=9, required=False),
    )
    page = as_markdown(instrument)
    assert "if the answer to question 1 is ‘Yes’ and it is not so that the answer to question 2 is below 16." in page
    assert (
        "either the answer to question 3 includes ‘red’ or the length of the answer to question 2 is above 2." in page
    )
    assert "In your own words, up to 9 characters; it may be left empty." in page
    assert "Any number of answers:" in page
