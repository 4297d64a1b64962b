"""Checks of what the conditions and calculations of an instrument refer to."""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import replace

from aftercall.instrument.answers import DONT_KNOW, LEFT_EMPTY, REFUSED, TODAY
from aftercall.instrument.expressions.expression import Expression
from aftercall.instrument.expressions.tree import (
    AnswerTo,
    Call,
    Column,
    Comparison,
    Current,
    Literal,
    Node,
    inner_nodes,
    matched_choices,
    walk,
)
from aftercall.instrument.finding import Place, Report
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.questions import Question, QuestionType
from aftercall.instrument.routing import depends_on

_ABOUT_THE_ANSWER = {"constraint", "soft_constraint"}
_NO_TEXT = {LEFT_EMPTY, DONT_KNOW, REFUSED}


def check_conditions(instrument: Instrument, report: Report) -> None:
    """Report unknown names, references to later questions, loops, and choices that do not exist."""
    facts = {*instrument.facts, TODAY}
    needed = {question.name: depends_on(question) for question in instrument.questions}
    earlier: set[str] = set()
    for question in instrument.questions:
        for place, expression in _expressions(question):
            for name in sorted(expression.questions - facts - earlier):
                report.error(place, _why_not(question.name, name, place, needed, facts))
            _check_choices(place, expression.tree, instrument.question, report)
            _check_answer_itself(place, expression.tree, report)
            _check_texts(place, expression.tree, instrument.question, report)
        _check_columns(question, report)
        earlier.add(question.name)


def _expressions(question: Question) -> Iterator[tuple[Place, Expression]]:
    place = Place("questions", question.name)
    for name in ("relevant", "constraint", "soft_constraint", "calculation", "choice_filter"):
        expression = getattr(question, name)
        if expression is not None:
            yield place.at(name), expression
    if question.choice_filter is None:
        for choice, condition in question.conditional_choices.items():
            yield replace(place, option=choice, field="only_if"), condition


def _why_not(question: str, name: str, place: Place, needed: Mapping[str, frozenset[str]], facts: Set[str]) -> str:
    if name not in needed:
        return f"there is no question {name!r}{_nearest(name, [*needed, *facts])}"
    if name == question and place.field in _ABOUT_THE_ANSWER:
        return f"write . for the answer being checked, not ${{{name}}}"
    loop = _way(name, question, needed)
    if loop and place.field not in _ABOUT_THE_ANSWER:
        return f"it depends on itself: {' → '.join([question, *loop])}"
    return f"{name!r} comes later; only what comes before is known here"


def _way(start: str, goal: str, needed: Mapping[str, frozenset[str]]) -> list[str]:
    """The shortest way from one question to another over what each depends on; empty if there is none."""
    ways, seen = [[start]], {start}
    for way in ways:
        if way[-1] == goal:
            return way
        for name in sorted(needed.get(way[-1], frozenset()) - seen):
            seen.add(name)
            ways.append([*way, name])
    return []


def _nearest(name: str, known: Iterable[str]) -> str:
    found = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean {found[0]!r}?" if found else ""


def _check_choices(place: Place, tree: Node, known: Mapping[str, Question], report: Report) -> None:
    for name, text in matched_choices(tree):
        choices = [choice.name for choice in known[name].choices] if name in known else []
        if choices and text and text not in choices:
            report.error(place, f"{name} has no choice {text!r}{_nearest(text, choices)}")


def _check_answer_itself(place: Place, tree: Node, report: Report) -> None:
    if place.field not in _ABOUT_THE_ANSWER and any(isinstance(part, Current) for part in walk(tree)):
        report.error(place, "'.' is the answer being checked, which only a constraint has; write ${name} instead")


def _check_texts(place: Place, tree: Node, known: Mapping[str, Question], report: Report) -> None:
    """What people say in their own words is encrypted when it is stored, so nothing later can read it."""
    for name in sorted(set(_read(tree))):
        if name in known and known[name].type is QuestionType.TEXT:
            report.warning(place, f"{name} is a text, of which only whether it is empty is known here")


def _read(node: Node) -> Iterator[str]:
    match node:
        case AnswerTo(name):
            yield name
        case Comparison(AnswerTo(), "=" | "!=", Literal(text)) | Comparison(Literal(text), "=" | "!=", AnswerTo()) if (
            text in _NO_TEXT
        ):
            return
        case Comparison(Call("string-length", (AnswerTo(),)), _, Literal(0.0)):
            return
        case _:
            for part in inner_nodes(node):
                yield from _read(part)


def _check_columns(question: Question, report: Report) -> None:
    if question.choice_filter is None:
        return
    known = {"name", *(column for choice in question.choices for column in choice.columns)}
    named = {part.name for part in walk(question.choice_filter.tree) if isinstance(part, Column)}
    for name in sorted(named - known):
        place = Place("questions", question.name, field="choice_filter")
        report.error(place, f"its choices have no column {name!r}{_nearest(name, known)}")
