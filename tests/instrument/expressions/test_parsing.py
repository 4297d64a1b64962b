import pytest

from aftercall.instrument.errors import InstrumentError
from aftercall.instrument.expressions.expression import parse_expression
from aftercall.instrument.expressions.parsing import DEEPEST, HIGHEST, LONGEST
from aftercall.instrument.expressions.tree import Column, Comparison, Literal, matched_choices, with_columns


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("${a} == 'yes'", "at character 7: a question, a text or a number (write = once) was expected, not '='"),
        ("${a} = 'yes", "at character 8: the text has no quotation mark at its end"),
        ("${a} = ‘yes’", "at character 8: type straight quotation marks"),
        ("${a} = yes", "at character 8: write 'yes' for a text, or ${yes} for an answer"),
        ("${a} = 'yes' and", "at character 17: a question, a text or a number was expected"),
        ("and ${a}", "at character 1: a question, a text or a number was expected, not 'and'"),
        ("(${a} = 'yes'", "at character 14: ')' was expected"),
        ("${a} = 'yes')", "at character 13: no further ')' was expected"),
        ("${a} = 'yes' ${b} = 'no'", "at character 14: an operator such as = or and was expected, not 'b'"),
        ("${a} & ${b}", "at character 6: write and"),
        ("/data/a = 1", "at character 1: write ${name} for an answer"),
        ("not ${a} = 'yes'", "at character 1: write 'not' for a text"),
        ("not(1, 2)", "at character 1: write not(condition); 2 values were given"),
        ("true", "at character 1: write true()"),
        ("1 + substr('a')", "at character 5: write substr(text, start, end); 1 value was given"),
        ("today(1)", "at character 1: write today(); 1 value was given"),
        ("selcted(${a}, 'x')", "at character 1: selcted() can't be used; did you mean selected()?"),
        ("now() > 1", "at character 1: now() can't be used; use today(): only days are known"),
        ("random()", "at character 1: random() can't be used; the same answers must always give the same result"),
        ("count(${a})", "a questionnaire has no repeats"),
        ("once(${a})", "once() can only hold what never changes in an interview"),
        ("regex(${a}, ${b})", "the second value of regex() must be a text in quotation marks"),
        ("regex(${a}, '(')", "regex(): ')' expected at character 2 of the pattern"),
        ("format-date(${a}, '%b %Y')", "format-date() knows %Y, %y, %m, %n, %d and %e"),
        ("__import__('os')", "__import__() can't be used"),
        ("", "at character 1: a question, a text or a number was expected"),
        (f"{'(' * (DEEPEST + 1)}1{')' * (DEEPEST + 1)}", "too many brackets inside each other"),
        ("-" * (DEEPEST + 1) + "1", "too many brackets inside each other"),
        ("1" + "+1" * HIGHEST, "too many operators"),
        ("1" + "=1" * HIGHEST, "too many operators"),
        ("1" * (LONGEST + 1), "shorten the expression to 10000 characters; it has 10001"),
    ],
)
def test_what_can_not_be_read_is_refused_with_its_place_and_what_was_expected(source: str, message: str) -> None:
    with pytest.raises(InstrumentError) as refused:
        parse_expression(source)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    "source",
    [
        f"{'(' * DEEPEST}1{')' * DEEPEST}",
        "1" + "+1" * (HIGHEST - 1),
        " or ".join(["${a} = 'x'"] * 700),
        "concat(" * DEEPEST + "1" + ")" * DEEPEST,
    ],
)
def test_what_is_just_within_the_limits_can_be_evaluated(source: str) -> None:
    assert parse_expression(source).text({})


def test_an_expression_lists_the_answers_and_choices_that_it_depends_on() -> None:
    expression = parse_expression(
        "not(selected(${a}, 'x')) and ('y' = ${ b } or string-length(${c}) > 1) and ${d} != \"z\" and ${e} = 1"
    )
    assert expression.questions == {"a", "b", "c", "d", "e"}
    assert list(matched_choices(expression.tree)) == [("a", "x"), ("b", "y"), ("d", "z"), ("e", "1")]


def test_a_bare_name_in_a_choice_filter_is_a_column() -> None:
    tree = parse_expression("region = 'north'", columns=True).tree
    assert tree == Comparison(Column("region"), "=", Literal("north"))
    assert with_columns(tree, {"region": "south"}) == Comparison(Literal("south"), "=", Literal("north"))
    assert with_columns(tree, {}) == Comparison(Literal(""), "=", Literal("north"))


def test_columns_are_filled_in_wherever_they_are() -> None:
    source = "not(place = ${a}) and (concat(place, 'x') != . or -size + 1 < size)"
    filled = source.replace("place", "'york'").replace("size", "'3'")
    tree = with_columns(parse_expression(source, columns=True).tree, {"place": "york", "size": "3"})
    assert tree == parse_expression(filled).tree
