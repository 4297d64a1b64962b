"""Parsed conditions of an instrument, and whether they hold for a person's answers."""

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

type Answers = Mapping[str, str]
type Condition = AllOf | AnyOf | Negation | Comparison | Selected
type Value = AnswerTo | Current | Literal | Length

_ORDERINGS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True)
class AnswerTo:
    """The answer to a question, or "" if there is none."""

    question: str


@dataclass(frozen=True)
class Current:
    """The answer being checked."""


@dataclass(frozen=True)
class Literal:
    """A fixed text or number."""

    text: str


@dataclass(frozen=True)
class Length:
    """The number of characters of a value."""

    of: Value


@dataclass(frozen=True)
class Comparison:
    """Two values compared: as texts by `=` and `!=`, as numbers by the other signs."""

    left: Value
    sign: str
    right: Value


@dataclass(frozen=True)
class Selected:
    """Whether a choice is one of those selected."""

    value: Value
    choice: Literal


@dataclass(frozen=True)
class Negation:
    """The opposite of a condition."""

    of: Condition


@dataclass(frozen=True)
class AllOf:
    """All of the conditions."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class AnyOf:
    """At least one of the conditions."""

    parts: tuple[Condition, ...]


def holds(condition: Condition, answers: Answers, current: str = "") -> bool:
    """Whether the condition holds for these answers; `current` is the one being checked."""
    match condition:
        case AllOf(parts):
            return all(holds(part, answers, current) for part in parts)
        case AnyOf(parts):
            return any(holds(part, answers, current) for part in parts)
        case Negation(of):
            return not holds(of, answers, current)
        case Selected(value, choice):
            return choice.text in _text(value, answers, current).split()
        case Comparison(left, sign, right):
            return _compare(_text(left, answers, current), sign, _text(right, answers, current))


def matched_choices(condition: Condition) -> Iterator[tuple[str, str]]:
    """Each (question, text) that the condition compares, so that loading can report a misspelt choice."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from matched_choices(part)
        case Negation(of):
            yield from matched_choices(of)
        case Selected(AnswerTo(question), Literal(text)):
            yield question, text
        case Comparison(AnswerTo(question), "=" | "!=", Literal(text)) | Comparison(
            Literal(text), "=" | "!=", AnswerTo(question)
        ):
            yield question, text


def questions_named(condition: Condition) -> set[str]:
    """The questions whose answers the condition depends on."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            return {name for part in parts for name in questions_named(part)}
        case Negation(of):
            return questions_named(of)
        case Selected(value, _):
            return _question(value)
        case Comparison(left, _, right):
            return _question(left) | _question(right)


def _question(value: Value) -> set[str]:
    match value:
        case AnswerTo(question):
            return {question}
        case Length(of):
            return _question(of)
        case _:
            return set()


def _text(value: Value, answers: Answers, current: str) -> str:
    match value:
        case AnswerTo(question):
            return answers.get(question, "")
        case Current():
            return current
        case Literal(text):
            return text
        case Length(of):
            return str(len(_text(of, answers, current)))


def _compare(left: str, sign: str, right: str) -> bool:
    if sign == "=":
        return left == right
    if sign == "!=":
        return left != right
    numbers = _number(left), _number(right)
    return _ORDERINGS[sign](*numbers)


def _number(text: str) -> float:
    """The number, or NaN, for which every ordering is false."""
    try:
        return float(text)
    except ValueError:
        return float("nan")
