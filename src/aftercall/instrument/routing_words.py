"""Conditions of an instrument in plain words, such as who is asked a question."""

from collections.abc import Callable

from aftercall.instrument.expressions.tree import (
    AllOf,
    AnswerTo,
    AnyOf,
    Arithmetic,
    Call,
    Column,
    Comparison,
    Current,
    Literal,
    Negation,
    Negative,
    Node,
)
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.questions import Question

# How a sentence refers to the answer to a question.
type Refer = Callable[[Question], str]

_SIGNS = {
    "=": "is",
    "!=": "is not",
    "<": "is below",
    "<=": "is at most",
    ">": "is above",
    ">=": "is at least",
}
_TESTS = {"selected": "includes", "contains": "contains", "starts-with": "begins with", "ends-with": "ends with"}
_OPERATORS = {"+": "plus", "-": "minus", "*": "times", "div": "divided by", "mod": "modulo"}


def by_label(question: Question) -> str:
    """The answer to a question, named by what it asks."""
    return f"the answer to ‘{question.label or question.name}’"


def who_is_asked(instrument: Instrument, question: Question, refer: Refer = by_label) -> str:
    """Who is asked a question, to end a sentence with: 'everyone', or 'only if …'."""
    if question.relevant is None:
        return "everyone"
    return f"only if {in_words(instrument, question.relevant.tree, refer)}"


def in_words(instrument: Instrument, condition: Node, refer: Refer = by_label) -> str:
    """A condition in words, to follow 'if'."""
    match condition:
        case AllOf(parts):
            return " and ".join(in_words(instrument, part, refer) for part in parts)
        case AnyOf(parts):
            return f"either {' or '.join(in_words(instrument, part, refer) for part in parts)}"
        case Negation(of):
            return f"it is not the case that {in_words(instrument, of, refer)}"
        case Call(function, (value, part)) if function in _TESTS:
            tested = _answer(instrument, value, _value(instrument, part, refer))
            return f"{_value(instrument, value, refer)} {_TESTS[function]} {tested}"
        case Comparison(left, sign, right):
            compared = right.text if isinstance(right, Literal) else _value(instrument, right, refer)
            return f"{_value(instrument, left, refer)} {_SIGNS[sign]} {_answer(instrument, left, compared)}"
        case _:
            return f"{_value(instrument, condition, refer)} is true"


def _value(instrument: Instrument, value: Node, refer: Refer) -> str:
    match value:
        case AnswerTo(name):
            question = instrument.question.get(name)
            return refer(question) if question else f"‘{name}’, which is known beforehand,"
        case Current():
            return "this answer"
        case Literal() as literal:
            return literal.text
        case Call():
            return _function(instrument, value, refer)
        case _:
            return _operation(instrument, value, refer)


def _function(instrument: Instrument, call: Call, refer: Refer) -> str:
    values = [_value(instrument, argument, refer) for argument in call.arguments]
    match call.function:
        case "today":
            return "the day of the interview"
        case "string-length":
            return f"the length of {values[0]}"
        case "count-selected":
            return f"the number of choices in {values[0]}"
        case name:
            return f"{name} of {', '.join(values)}" if values else name


def _operation(instrument: Instrument, node: Node, refer: Refer) -> str:
    match node:
        case Arithmetic(left, sign, right):
            return f"{_value(instrument, left, refer)} {_OPERATORS[sign]} {_value(instrument, right, refer)}"
        case Negative(of):
            return f"minus {_value(instrument, of, refer)}"
        case Column(name):
            return f"the choice’s ‘{name}’"
        case _:
            return f"whether {in_words(instrument, node, refer)}"


def _answer(instrument: Instrument, value: Node, text: str) -> str:
    asked = instrument.question.get(value.question) if isinstance(value, AnswerTo) else None
    choices = (*asked.choices, *asked.ways_out) if asked else ()
    return next((f"‘{choice.label}’" for choice in choices if choice.name == text), text or "empty")
