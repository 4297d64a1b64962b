from typing import Any

import pytest
from tests.instrument.tiny import asked, tiny

from aftercall.instrument.checking import Checked


def check(raw: str, kind: str, answers: dict[str, str] | None = None, **fields: object) -> Checked:
    instrument = tiny(asked("first"), asked("q", kind, **fields))
    return instrument.check(instrument.question["q"], raw, answers)


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("select_one yes_no", "yes", "yes"),
        ("select_one yes_no", " 2 ", "no"),
        ("select_multiple colours", "3 1", "red blue"),
        ("select_multiple colours", "green green", "green"),
        ("integer", "007", "7"),
        ("text", "  as it was said ", "as it was said"),
    ],
)
def test_a_valid_answer_is_stored_in_canonical_form(kind: str, raw: str, value: str) -> None:
    assert check(raw, kind) == Checked(value=value)


@pytest.mark.parametrize(
    ("kind", "raw", "problem"),
    [
        ("select_one yes_no", "3", "Choose one of the answers: 1, 2"),
        ("select_one yes_no", "1 2", "Choose one of the answers: 1, 2"),
        ("select_multiple colours", "1 9", "Choose one of the answers: 1, 2, 3"),
        ("integer", "twelve", "Enter a whole number, such as 12"),
        ("integer", "-1", "Enter a whole number, such as 12"),
        ("integer", "9" * 5000, "Enter a whole number, such as 12"),
        ("integer", "٣", "Enter a whole number, such as 12"),
        ("text", "   ", "Enter an answer"),
    ],
)
def test_an_invalid_answer_is_refused(kind: str, raw: str, problem: str) -> None:
    assert check(raw, kind) == Checked(problem=problem)


def test_an_optional_question_can_be_left_empty() -> None:
    assert check(" ", "text", required=False) == Checked(value="")


def test_a_text_has_a_maximum_length() -> None:
    assert check("12345", "text", max_length=5) == Checked(value="12345")
    assert check("123456", "text", max_length=5) == Checked(problem="Shorten the answer to 5 characters; it has 6")


def test_a_constraint_is_checked_after_the_type() -> None:
    rules: dict[str, Any] = {"constraint": ". >= 16", "constraint_message": "Enter 16 or more"}
    assert check("16", "integer", **rules) == Checked(value="16")
    assert check("15", "integer", **rules) == Checked(problem="Enter 16 or more")
    assert check("x", "integer", **rules) == Checked(problem="Enter a whole number, such as 12")


def test_a_constraint_can_depend_on_earlier_answers() -> None:
    rules: dict[str, Any] = {"constraint": "${first} = 'yes' or . = 'no'", "constraint_message": "Only no after no"}
    assert check("1", "select_one yes_no", {"first": "yes"}, **rules) == Checked(value="yes")
    assert check("1", "select_one yes_no", {"first": "no"}, **rules) == Checked(problem="Only no after no")


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("select_one yes_no", "8", "dont_know"),
        ("select_one yes_no", "refused", "refused"),
        ("select_multiple colours", "9", "refused"),
        ("select_multiple colours", "1,2", "red green"),
        ("integer", "d", "dont_know"),
        ("integer", "8", "8"),
        ("decimal", "R", "refused"),
        ("date", "dont_know", "dont_know"),
        ("text", "r", "refused"),
    ],
)
def test_not_knowing_and_refusing_are_answers_of_their_own(kind: str, raw: str, value: str) -> None:
    assert check(raw, kind, dk_refused=True) == Checked(value=value)


def test_a_way_out_is_not_checked_against_the_constraint() -> None:
    rules: dict[str, Any] = {"constraint": ". >= 16", "constraint_message": "Enter 16 or more", "dk_refused": True}
    assert check("d", "integer", **rules) == Checked(value="dont_know")


def test_only_a_question_that_says_so_has_ways_out() -> None:
    assert check("d", "integer").value is None
    assert check("8", "select_one yes_no").value is None


def test_an_exclusive_choice_cannot_be_combined() -> None:
    problem = "‘Prefer not to say’ cannot be combined with other answers"
    assert check("1 9", "select_multiple colours", dk_refused=True) == Checked(problem=problem)


def test_the_keys_of_ways_out_give_way_to_those_of_the_choices() -> None:
    options = [{"name": f"c{key}", "label": f"c{key}", "key": str(key)} for key in range(1, 10)]
    instrument = tiny(
        asked("q", "select_one many", dk_refused=True, other=True), choices=[{"name": "many", "options": options}]
    )
    keys = {choice.name: choice.key for choice in instrument.question["q"].choices}
    assert keys | {"other": "10", "dont_know": "98", "refused": "99"} == keys


def test_an_unlikely_answer_is_a_warning() -> None:
    rules: dict[str, Any] = {"soft_constraint": ". <= 10", "soft_message": "More than 10?"}
    assert check("11", "integer", **rules) == Checked(value="11", warning="More than 10?")
    assert check("10", "integer", **rules) == Checked(value="10")
    hard: dict[str, Any] = {"constraint": ". <= 20", "constraint_message": "At most 20"}
    assert check("21", "integer", **rules, **hard) == Checked(problem="At most 20")


def test_another_answer_is_asked_for_in_words() -> None:
    instrument = tiny(asked("q", "select_one colours", other=True), asked("after"))
    assert [question.name for question in instrument.path({"q": "other", "q_other": "pink"})] == [
        "q",
        "q_other",
        "after",
    ]
    assert [question.name for question in instrument.path({"q": "red"})] == ["q", "after"]
