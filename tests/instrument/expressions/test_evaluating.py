import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercall.instrument.errors import InstrumentError
from aftercall.instrument.expressions.expression import parse_expression

ANSWERS = {
    "age": "30",
    "empty": "",
    "colours": "red blue",
    "came": "2026-03-31",
    "left": "2026-04-02",
    "said": "Diolch",
    "price": "12.5",
    "today": "2026-11-29",
    "unknown": "dont_know",
}


def text(source: str) -> str:
    return parse_expression(source).text(ANSWERS)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # Comparisons: as truths if either is one, else as numbers if either is one, else as texts.
        ("${age} = '30'", True),
        ("${age} = 30", True),
        ("${age} = '030'", False),
        ("${age} = 30.0", True),
        ("'yes' != 'no'", True),
        ("${never} = ''", True),
        ("${never} != 'x'", True),
        ("${empty} = 0", False),
        ("'abc' = true()", True),
        ("0 = false()", True),
        ("true() = 'true'", True),
        # Orderings are always of numbers, and NaN is neither below nor above anything.
        ("${age} > 9", True),
        ("'10' < '9'", False),
        ("${empty} < 1", False),
        ("not(${empty} < 1)", True),
        ("${unknown} >= 18", False),
        ("${unknown} < 18", False),
        ("${price} >= 12.5", True),
        ("'1e3' > 5", False),
        ("number('') = number('')", False),
        # Dates in ISO 8601 are numbers of days.
        ("${came} < ${left}", True),
        ("${came} <= date('2026-03-31')", True),
        ("${left} - ${came} = 2", True),
        ("${came} > today() - 365", True),
        ("${came} = '2026-03-31'", True),
        ("'2026-02-30' < '2026-04-01'", False),
        # What is true.
        ("${said}", True),
        ("${empty}", False),
        ("'false'", True),
        ("0", False),
        ("0 div 0", False),
        ("1 = 1 and 2 = 3 or 4 = 4", True),
        ("1 = 1 or 4 = 4 and 2 = 3", True),
        ("(1 = 1 or 4 = 4) and 2 = 3", False),
        ("1 < 2 = true()", True),
        ("not(selected(${colours}, 'red'))", False),
        ("selected(${colours}, 're')", False),
        ("selected(${empty}, '')", False),
        ("selected(${colours}, concat('bl', 'ue'))", True),
        ("contains(${said}, 'olc') and starts-with(${said}, 'D') and ends-with(${said}, 'h')", True),
        ("regex(${said}, '[A-Z][a-z]+')", True),
        ("regex(${said}, 'D')", False),
        ("boolean-from-string('1') and not(boolean-from-string('yes'))", True),
    ],
)
def test_whether_a_condition_holds(source: str, *, expected: bool) -> None:
    assert parse_expression(source).holds(ANSWERS) is expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("2 - 1 - 1", "0"),
        ("7 div 2", "3.5"),
        ("-7 mod 3", "-1"),
        ("5 mod -3", "2"),
        ("--${age}", "30"),
        ("1 div 0", ""),
        ("string(1 div 0)", "Infinity"),
        ("1 mod 0", ""),
        ("1 div 10000000", "0.0000001"),
        ("100000000 * 100000000", "10000000000000000"),
        ("${empty} + 1", ""),
        ("true() + true()", "2"),
        ("'a' = 'a'", "true"),
        ("selected-at(${colours}, 1)", "blue"),
        ("selected-at(${colours}, 2)", ""),
        ("count-selected(${colours})", "2"),
        ("string-length(${said})", "6"),
        ("concat(${said}, ' ', 1.50)", "Diolch 1.5"),
        ("substr('hello', 1, 3)", "el"),
        ("substr('hello', -3)", "llo"),
        ("substr('hello', 3, 1)", ""),
        ("substr('hello', 'x')", ""),
        ("substring-before('a-b', '-')", "a"),
        ("substring-after('a-b', '-')", "b"),
        ("substring-after('ab', '-')", ""),
        ("translate('aab', 'ab', 'x')", "xx"),
        ("normalize-space('  a   b ')", "a b"),
        ("string(1 div 3)", "0.3333333333333333"),
        ("number(' 5 ')", "5"),
        ("int(-3.9)", "-3"),
        ("round(2.5)", "3"),
        ("round(-2.5)", "-3"),
        ("round(2.345, 2)", "2.35"),
        ("round(1234, -2)", "1200"),
        ("round('x')", ""),
        ("round(2.5, 'x')", ""),
        ("round(10000000000000000)", "10000000000000000"),
        ("floor(-1.5)", "-2"),
        ("ceiling(1.2)", "2"),
        ("abs(-3)", "3"),
        ("min(3, '2', 5)", "2"),
        ("max(3, ${empty})", ""),
        ("sum(1, ${price})", "13.5"),
        ("coalesce(${empty}, ${never}, ${age})", "30"),
        ("coalesce(number(''), 3)", "3"),
        ("if(${age} >= 18, 'adult', 'child')", "adult"),
        ("boolean('')", "false"),
        ("date('2026-03-31') + 1", "20544"),
        ("date(20544)", "2026-04-01"),
        ("date('soon')", ""),
        ("decimal-date-time(${came})", "20543"),
        ("format-date(${came}, '%e/%n/%y %d.%m.%Y %%')", "31/3/26 31.03.2026 %"),
        ("format-date(${empty}, '%Y')", ""),
        ("once(today())", "2026-11-29"),
    ],
)
def test_what_a_calculation_comes_to(source: str, expected: str) -> None:
    assert text(source) == expected


def test_the_dot_means_the_answer_being_checked() -> None:
    condition = parse_expression(". >= 16 and . <= 120")
    assert condition.holds({}, "16")
    assert not condition.holds({}, "15")


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
    assert parse_expression(source).holds({"t": "1"}) is eval(python)  # noqa: S307 - made of True, False, and, or, not


_PIECES = [
    "${a}",
    "'t'",
    "1",
    ".",
    "(",
    ")",
    ",",
    "+",
    "-",
    "*",
    " div ",
    " mod ",
    " and ",
    " or ",
    "=",
    "!=",
    "<",
    ">=",
]
_CALLS = ["not(", "if(", "concat(", "round(", "substr(", "selected(", "date(", "min(", "regex(", "format-date("]


@given(
    st.one_of(st.text(max_size=30), st.lists(st.sampled_from(_PIECES + _CALLS), max_size=12).map("".join)), st.text()
)
def test_any_text_is_refused_or_has_a_value_for_any_answer(source: str, answer: str) -> None:
    try:
        expression = parse_expression(source)
    except InstrumentError:
        return
    assert isinstance(expression.text({"a": answer}), str)
    assert expression.holds({"a": answer}, answer) in {True, False}


def test_texts_that_are_joined_again_and_again_do_not_fill_the_memory() -> None:
    answers = {"c0": "a" * 9_000}
    joined = parse_expression("concat(${c0}, ${c0}, ${c0})").text(answers)
    assert joined == "a" * 10_000
