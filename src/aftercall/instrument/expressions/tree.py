"""The parts of a parsed expression, and what it refers to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from aftercall.instrument.expressions.values import to_text

type Node = AnswerTo | Current | Column | Literal | Call | Negation | Negative | Arithmetic | Comparison | AllOf | AnyOf


@dataclass(frozen=True)
class AnswerTo:
    """The answer to a question, the value of a calculation or a fact; "" if there is none."""

    question: str


@dataclass(frozen=True)
class Current:
    """The answer being checked."""


@dataclass(frozen=True)
class Column:
    """A column of the choice that a choice filter is about."""

    name: str


@dataclass(frozen=True)
class Literal:
    """A fixed text or number."""

    value: str | float

    @property
    def text(self) -> str:
        """The value as a text."""
        return to_text(self.value)


@dataclass(frozen=True)
class Call:
    """A function's value for its arguments."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Negation:
    """not(…)"""

    of: Node


@dataclass(frozen=True)
class Negative:
    """A number with the opposite sign."""

    of: Node


@dataclass(frozen=True)
class Arithmetic:
    """Two numbers combined by + - * div mod."""

    left: Node
    sign: str
    right: Node


@dataclass(frozen=True)
class Comparison:
    """Two values compared by = != < <= > >=."""

    left: Node
    sign: str
    right: Node


@dataclass(frozen=True)
class AllOf:
    """All of the conditions."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class AnyOf:
    """At least one of the conditions."""

    parts: tuple[Node, ...]


def inner_nodes(node: Node) -> tuple[Node, ...]:
    """The parts that a node is made of directly."""
    match node:
        case AllOf(parts) | AnyOf(parts) | Call(_, parts):
            return parts
        case Negation(of) | Negative(of):
            return (of,)
        case Arithmetic(left, _, right) | Comparison(left, _, right):
            return left, right
        case AnswerTo() | Current() | Column() | Literal():
            return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and everything in it."""
    waiting = [node]
    while waiting:
        following = waiting.pop()
        yield following
        waiting.extend(reversed(inner_nodes(following)))


def questions_named(node: Node) -> frozenset[str]:
    """The questions, calculations and facts whose values it depends on."""
    return frozenset(part.question for part in walk(node) if isinstance(part, AnswerTo))


def matched_choices(node: Node) -> Iterator[tuple[str, str]]:
    """Each (question, text) that the expression compares, so that loading can report a misspelt choice."""
    for part in walk(node):
        match part:
            case Call("selected", (AnswerTo(question), Literal() as literal)):
                yield question, literal.text
            case Comparison(AnswerTo(question), "=" | "!=", Literal() as literal) | Comparison(
                Literal() as literal, "=" | "!=", AnswerTo(question)
            ):
                yield question, literal.text


def with_columns(node: Node, columns: Mapping[str, str]) -> Node:
    """The expression for one choice, with the values of its columns in the place of their names."""
    if isinstance(node, Column):
        return Literal(columns.get(node.name, ""))
    return _rebuilt(node, tuple(with_columns(part, columns) for part in inner_nodes(node)))


def _rebuilt(node: Node, parts: tuple[Node, ...]) -> Node:
    match node:
        case AllOf() | AnyOf():
            return replace(node, parts=parts)
        case Call():
            return replace(node, arguments=parts)
        case Negation() | Negative():
            return replace(node, of=parts[0])
        case Arithmetic() | Comparison():
            return replace(node, left=parts[0], right=parts[1])
        case _:
            return node
