"""Which answers count: the route through a questionnaire only goes forward."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aftercall.instrument.conditions import Answers, holds
from aftercall.instrument.questions import Question


@dataclass(frozen=True)
class Folded:
    """What an interview's answers come to. counted: those on the route, with the values of calculations. aside: those
    that fell off it, which do not come back unless they are given again."""

    counted: dict[str, str]
    aside: dict[str, str]


def route(questions: Sequence[Question], answers: Answers, facts: Answers) -> dict[str, str]:
    """The answers that count, in the order of the questions."""
    known = dict(facts)
    counted: dict[str, str] = {}
    for question in questions:
        if question.name in answers and is_relevant(question, known):
            counted[question.name] = known[question.name] = answers[question.name]
    return counted


def fold(questions: Sequence[Question], events: Iterable[tuple[str, str]], facts: Answers) -> Folded:
    """Replay answers in the order in which they were given."""
    counted: dict[str, str] = {}
    aside: dict[str, str] = {}
    for name, value in events:
        given = counted | {name: value}
        counted = route(questions, given, facts)
        aside = {name: value for name, value in (aside | given).items() if name not in counted}
    return Folded(counted, aside)


def is_relevant(question: Question, answers: Answers) -> bool:
    """Whether the question is to be asked, or the calculation made."""
    return question.relevant is None or holds(question.relevant, answers)
