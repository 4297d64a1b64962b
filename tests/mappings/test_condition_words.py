"""Conditions in words."""

import pytest

from aftercall.mappings.condition_words import condition_words


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("yes(`Deceased`)", "Deceased says anything except a plain no"),
        ("marker == 'VA'", "marker says VA"),
        ("`Marker` == ''", "Marker says nothing"),
        ("`Marker` in ('VA', \"can't\")", "Marker says VA or can't"),
        ("yes(a) or `B or C` == 'x or y'", "a says anything except a plain no, or B or C says x or y"),
    ],
)
def test_what_the_pages_make_is_said_in_words(condition: str, words: str) -> None:
    assert condition_words(condition) == words


@pytest.mark.parametrize(
    "condition", ["", "not yes(a)", "yes(a) and yes(b)", "(yes(a))", "a != 'x'", "yes(a) or not yes(b)", "yes(a) or"]
)
def test_any_other_condition_is_left_as_it_is_written(condition: str) -> None:
    assert condition_words(condition) == ""
