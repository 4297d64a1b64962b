"""A questionnaire that can be walked through: which question comes next, what is on the route, what the answers say."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from aftercall.instrument import checking
from aftercall.instrument.checking import Checked
from aftercall.instrument.conditions import Answers, holds
from aftercall.instrument.questions import Item, Objection, Question, Script
from aftercall.instrument.scale import Level, level


@dataclass(frozen=True)
class Instrument:
    """One version of a questionnaire. Answers are texts by question name; "" is a question passed over.

    leaves_base: levels that are no part of a percentage's base. minutes: how long it takes, as people are told.
    """

    name: str
    version: int
    title: str
    minutes: int
    questions: tuple[Question, ...]
    items: Mapping[str, Item]
    scripts: Mapping[str, Script]
    leaves_base: frozenset[Level]
    objection: Objection | None

    @cached_property
    def question(self) -> Mapping[str, Question]:
        """The questions by name."""
        return {question.name: question for question in self.questions}

    def on_route(self, answers: Answers) -> dict[str, str]:
        """The answers that still count: those to questions that the answers before them lead to."""
        kept: dict[str, str] = {}
        for question in self.questions:
            if question.name in answers and _is_relevant(question, kept):
                kept[question.name] = answers[question.name]
        return kept

    def path(self, answers: Answers) -> tuple[Question, ...]:
        """The questions on the route so far: those answered, up to and with the first that is not."""
        kept = self.on_route(answers)
        route: list[Question] = []
        for question in self.questions:
            if _is_relevant(question, kept):
                route.append(question)
                if question.name not in kept:
                    break
        return tuple(route)

    def next_question(self, answers: Answers) -> Question | None:
        """The first question on the route without an answer; None at the end."""
        path = self.path(answers)
        return path[-1] if path and path[-1].name not in answers else None

    def is_complete(self, answers: Answers) -> bool:
        """Whether every question on the route has an answer."""
        return self.next_question(answers) is None

    def progress(self, answers: Answers) -> float:
        """How far down the questionnaire the next question stands, from 0 to 1."""
        following = self.next_question(answers)
        return 1.0 if following is None else self.questions.index(following) / len(self.questions)

    def check(self, question: Question, raw: str, answers: Answers | None = None) -> Checked:
        """The answer to keep for what was typed, or the problem with it. answers: those given so far."""
        return checking.check(question, raw, answers or {})

    def seven_point(self, answers: Answers, item: str) -> Level | None:
        """Where the answers put an item on the seven-point scale; None where not asked, or not asked to the end."""
        kept = self.on_route(answers)
        direction = kept.get(self.items[item].direction)
        if direction is None:
            return None
        degree_question = self.items[item].degrees.get(direction)
        if degree_question is not None and degree_question not in kept:
            return None
        return level(direction, kept.get(degree_question, "") if degree_question else "")

    def objects(self, answers: Answers) -> bool:
        """Whether the person asked not to be surveyed again."""
        return (
            self.objection is not None and self.on_route(answers).get(self.objection.question) == self.objection.answer
        )


def _is_relevant(question: Question, answers: Answers) -> bool:
    return question.relevant is None or holds(question.relevant, answers)
