"""Patterns keep the form of a value and nothing else."""

import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercall.frames.profiling.patterns import MAX_PATTERN, pattern

_NAMES = st.text(alphabet=st.characters(codec="utf-8"), max_size=60)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Amelia", "Aaa…"),
        ("Jo", "Aa"),
        ("Zoë  O'Neill", "Aaa A'Aaa…"),
        ("WALTON-SMYTHE", "AA…-AA…"),
        ("07700 900123", "99999 999999"),
        ("31/01/1980 23:59", "99/99/9999 99:99"),
        ("a.walton@example.org", "a.aa…@aa….aa…"),
        ("ZA1 1AA", "AA9 9AA"),
        ("٣ Ⅷ", "9 AA…"),
        ("李 小龍", "a aa"),
        ("paid £5", "aa… ·9"),
        ("9" * 30, "999999999999…"),
        ("", ""),
    ],
)
def test_letters_and_digits_are_replaced_and_words_are_cut(value: str, shown: str) -> None:
    assert pattern(value) == shown


@given(_NAMES)
def test_a_pattern_has_no_letter_but_a_and_no_digit_but_9(value: str) -> None:
    letters_and_digits = {sign for sign in pattern(value) if unicodedata.category(sign)[0] in "LMN"}
    assert letters_and_digits <= set("Aa9")
    assert len(pattern(value)) <= MAX_PATTERN


@given(st.text(alphabet=string.ascii_letters.replace("A", "").replace("a", "") + "012345678 '-/@.", max_size=60))
def test_nothing_of_a_value_of_two_letters_or_digits_survives(value: str) -> None:
    pairs = {value[at : at + 2] for at in range(len(value) - 1) if value[at : at + 2].isalnum()}
    assert not [pair for pair in pairs if pair in pattern(value)]


@given(st.text(alphabet=string.ascii_lowercase, min_size=4, max_size=20), st.text("0123456789", min_size=4, max_size=4))
def test_values_of_one_form_have_one_pattern(word: str, number: str) -> None:
    assert pattern(f"{word.title()} {number}") == "Aaa… 9999"
