import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercall.instrument.conditions import holds, matched_choices, questions_named
from aftercall.instrument.errors import InstrumentError
from aftercall.instrument.expressions import parse_condition


@pytest.mark.parametrize(
    ("source", "answers", "expected"),
    [
        ("${a} = 'yes'", {"a": "yes"}, True),
        ("${a} = 'yes'", {"a": "no"}, False),
        ("${a} = 'yes'", {}, False),
        ("${a} != 'yes'", {}, True),
        ("${a} = ''", {}, True),
        ("'yes' = ${a}", {"a": "yes"}, True),
        ("${a} > 9", {"a": "10"}, True),
        ("${a} >= 10", {"a": "10"}, True),
        ("${a} < 10", {"a": "9.5"}, True),
        ("${a} <= 9", {"a": "10"}, False),
        ("${a} < 10", {}, False),
        ("${a} > 10", {"a": "many"}, False),
        ("selected(${a}, 'red')", {"a": "green red"}, True),
        ("selected(${a}, 'red')", {"a": "redder"}, False),
        ("not(${a} = 'yes')", {"a": "yes"}, False),
        ("${a} = 'yes' and ${b} = 'yes'", {"a": "yes"}, False),
        ("${a} = 'yes' or ${b} = 'yes'", {"a": "yes"}, True),
        ("string-length(${a}) > 3", {"a": "four"}, True),
        ("  ${a}='yes'  ", {"a": "yes"}, True),
    ],
)
def test_whether_a_condition_holds(source: str, answers: dict[str, str], *, expected: bool) -> None:
    assert holds(parse_condition(source), answers) is expected


def test_and_binds_tighter_than_or() -> None:
    condition = parse_condition("${a} = '1' or ${b} = '1' and ${c} = '1'")
    assert holds(condition, {"a": "1"})
    assert not holds(parse_condition("(${a} = '1' or ${b} = '1') and ${c} = '1'"), {"a": "1"})


def test_the_dot_means_the_answer_being_checked() -> None:
    condition = parse_condition(". >= 16 and . <= 120")
    assert holds(condition, {}, "16")
    assert not holds(condition, {}, "15")


def test_a_condition_lists_the_questions_and_choices_it_depends_on() -> None:
    condition = parse_condition("not(selected(${a}, 'x')) and ('y' = ${b} or string-length(${c}) > 1) and ${d} != 'z'")
    assert questions_named(condition) == {"a", "b", "c", "d"}
    assert list(matched_choices(condition)) == [("a", "x"), ("b", "y"), ("d", "z")]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("${a} == 'yes'", "a question, a text or a number expected at character 7"),
        ("${a}", "a comparison expected at character 5"),
        ("${a} = 'yes", "can't be read from character 7"),
        ("${a} = 'yes' and", "a question, a text or a number expected at character 17"),
        ("(${a} = 'yes'", "')' expected at character 14"),
        ("${a} = 'yes' ${b} = 'no'", "the end expected at character 14"),
        ("not ${a} = 'yes'", "'(' expected at character 5"),
        ("selected(${a}, ${b})", "a choice in quotes"),
        ("__import__('os')", "can't be read from character 1"),
        ("", "a question, a text or a number expected at character 1"),
    ],
)
def test_a_wrong_condition_is_refused_and_the_error_gives_the_place(source: str, message: str) -> None:
    with pytest.raises(InstrumentError) as refused:
        parse_condition(source)
    assert message in str(refused.value)


# A random condition, and the same condition in Python: the parser must agree on grouping and precedence.
_TRUTHS = st.recursive(
    st.sampled_from([("${t} = '1'", "True"), ("${t} = '0'", "False")]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda p: (f"{p[0][0]} and {p[1][0]}", f"{p[0][1]} and {p[1][1]}")),
        st.tuples(inner, inner).map(lambda p: (f"{p[0][0]} or {p[1][0]}", f"{p[0][1]} or {p[1][1]}")),
        inner.map(lambda p: (f"not({p[0]})", f"(not ({p[1]}))")),
        inner.map(lambda p: (f"({p[0]})", f"({p[1]})")),
    ),
    max_leaves=12,
)


@given(_TRUTHS)
def test_conditions_are_grouped_as_in_python(pair: tuple[str, str]) -> None:
    source, python = pair
    assert holds(parse_condition(source), {"t": "1"}) is eval(python)  # noqa: S307 - made of True, False, and, or, not


@given(st.text(max_size=30))
def test_any_text_is_parsed_or_refused(source: str) -> None:
    try:
        condition = parse_condition(source)
    except InstrumentError:
        return
    assert holds(condition, {}) in {True, False}
