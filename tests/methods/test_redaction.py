from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.methods.redaction_texts import found_and_missed, read_texts

from aftercall.methods.redaction import Kind, Suggestion, redacted, suggest
from aftercall.methods.redaction_names import KnownNames
from aftercall.synthetic.known_names import known_names

ENGLISH, WELSH, HELD_OUT, PLAIN = (
    f"redaction_{name}.txt" for name in ("texts_en", "texts_cy", "held_out", "texts_plain")
)
# At least this share of what identifies somebody in texts that the rules were not made for.
FLOORS = {
    "name": 0.9,
    "phone": 0.88,
    "email": 1.0,
    "postcode": 1.0,
    "address": 0.8,
    "crime reference": 0.6,
    "date": 1.0,
    "vehicle": 1.0,
    "link": 1.0,
}


def kinds_in(text: str) -> list[tuple[str, str]]:
    return [(one.kind.value, text[one.start : one.end]) for one in suggest(text)]


@pytest.mark.parametrize("name", [ENGLISH, WELSH])
def test_everything_marked_is_suggested(name: str) -> None:
    _, missed = found_and_missed(read_texts(name), known_names())
    assert missed == []


def test_recall_of_each_kind_in_texts_that_the_rules_were_not_made_for() -> None:
    texts = read_texts(HELD_OUT)
    found, _ = found_and_missed(texts, known_names())
    marked = Counter(kind for one in texts for kind, _, _ in one.marks)
    assert {kind for kind in marked if found[kind] < FLOORS[kind] * marked[kind]} == set()


def test_nothing_is_suggested_where_nobody_can_be_recognised() -> None:
    alarms = [one.text for one in read_texts(PLAIN) if suggest(one.text, known_names())]
    assert alarms == []


def test_most_names_are_suggested_without_a_list_of_names() -> None:
    texts = read_texts(ENGLISH) + read_texts(WELSH)
    _, missed = found_and_missed(texts, KnownNames())
    assert sum(kind == "name" for kind, _ in missed) <= 5


def test_a_suggestion_is_a_place_and_a_kind() -> None:
    assert suggest("Ring 07700 900123 please") == [Suggestion(5, 17, Kind.PHONE)]


def test_overlapping_suggestions_become_one_of_the_longest_kind() -> None:
    assert kinds_in("They live at 14 Mill Lane") == [("address", "14 Mill Lane")]


def test_a_name_has_its_title() -> None:
    assert kinds_in("I spoke to Sgt. Ann Obi again") == [("name", "Sgt. Ann Obi")]


@given(st.text(alphabet="ab Z.'0@1/-\n’é", max_size=40))
def test_suggestions_are_in_order_and_within_the_text(text: str) -> None:
    found = suggest(text, known_names())
    ends = [0, *(one.end for one in found)]
    assert all(end <= one.start < one.end <= len(text) for end, one in zip(ends, found, strict=False))


def test_parts_are_replaced_by_a_mark() -> None:
    assert redacted("Ann rang Bob", [(0, 3), (9, 12)], "X") == "X rang X"


def test_overlapping_and_adjacent_parts_are_one() -> None:
    assert redacted("abcdef", [(1, 3), (2, 4), (4, 5)], "X") == "aXf"
    assert redacted("abc", [], "X") == "abc"
