"""Turning the tree of an expression into functions, once, so that evaluating it is only calling them."""

import operator
from collections.abc import Callable, Mapping

from aftercall.instrument.answers import TODAY, Answers
from aftercall.instrument.expressions.functions import FUNCTIONS
from aftercall.instrument.expressions.patterns import parse_pattern
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
from aftercall.instrument.expressions.values import (
    ORDERINGS,
    Value,
    are_equal,
    quotient,
    remainder,
    to_number,
    to_text,
    to_truth,
)

# The value for these answers and the answer being checked.
type Evaluation = Callable[[Answers, str], Value]

_ARITHMETIC: Mapping[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "div": quotient,
    "mod": remainder,
}


def compiled(node: Node) -> Evaluation:
    """The function that evaluates this tree. It never raises."""
    match node:
        case AnswerTo(name):
            return lambda answers, _: answers.get(name, "")
        case Current():
            return lambda _, current: current
        case Literal(value):
            return lambda _, __: value
        case Column():
            # A filter is compiled for each choice, after its columns have got their values.
            return lambda _, __: ""
        case Call():
            return _call(node)
        case _:
            return _operation(node)


def _operation(node: Negation | Negative | AllOf | AnyOf | Arithmetic | Comparison) -> Evaluation:
    match node:
        case Negation(of):
            return _negation(compiled(of))
        case Negative(of):
            return _negative(compiled(of))
        case AllOf(parts):
            return _all(tuple(map(compiled, parts)))
        case AnyOf(parts):
            return _any(tuple(map(compiled, parts)))
        case Arithmetic(left, sign, right):
            return _arithmetic(compiled(left), _ARITHMETIC[sign], compiled(right))
        case Comparison():
            return _comparison(node)


def _negation(of: Evaluation) -> Evaluation:
    return lambda answers, current: not to_truth(of(answers, current))


def _negative(of: Evaluation) -> Evaluation:
    return lambda answers, current: -to_number(of(answers, current))


def _all(parts: tuple[Evaluation, ...]) -> Evaluation:
    def evaluate(answers: Answers, current: str) -> Value:
        return all(to_truth(part(answers, current)) for part in parts)

    return evaluate


def _any(parts: tuple[Evaluation, ...]) -> Evaluation:
    def evaluate(answers: Answers, current: str) -> Value:
        return any(to_truth(part(answers, current)) for part in parts)

    return evaluate


def _arithmetic(left: Evaluation, apply: Callable[[float, float], float], right: Evaluation) -> Evaluation:
    return lambda answers, current: apply(to_number(left(answers, current)), to_number(right(answers, current)))


def _comparison(node: Comparison) -> Evaluation:
    match node:
        # By far the most frequent condition.
        case Comparison(AnswerTo(name), "=", Literal(str() as text)):
            return lambda answers, _: answers.get(name, "") == text
        case Comparison(AnswerTo(name), "!=", Literal(str() as text)):
            return lambda answers, _: answers.get(name, "") != text
    left, right = compiled(node.left), compiled(node.right)
    if node.sign == "=":
        return lambda answers, current: are_equal(left(answers, current), right(answers, current))
    if node.sign == "!=":
        return lambda answers, current: not are_equal(left(answers, current), right(answers, current))
    order = ORDERINGS[node.sign]
    return lambda answers, current: order(to_number(left(answers, current)), to_number(right(answers, current)))


def _call(node: Call) -> Evaluation:
    match node:
        case Call("today"):
            return lambda answers, _: answers.get(TODAY, "")
        case Call("selected", (AnswerTo(name), Literal() as literal)):
            choice = literal.text.strip()
            return lambda answers, _: choice in answers.get(name, "").split()
        case Call("regex", (of, Literal() as literal)):
            text, pattern = compiled(of), parse_pattern(literal.text)
            return lambda answers, current: pattern.matches(to_text(text(answers, current)))
    apply, arguments = FUNCTIONS[node.function].apply, tuple(map(compiled, node.arguments))
    return lambda answers, current: apply([argument(answers, current) for argument in arguments])
