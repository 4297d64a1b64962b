"""A questionnaire in use: which question comes next, which answers count, and what they mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from aftercall.instrument import checking
from aftercall.instrument.checking import Checked
from aftercall.instrument.conditions import Answers, holds
from aftercall.instrument.measures import Measure
from aftercall.instrument.questions import Objection, Question, Script
from aftercall.instrument.scale import SATISFIED, Level, level


@dataclass(frozen=True)
class Instrument:
    """One version of a questionnaire. Answers are texts by question name; "" is the answer to a question left empty.

    measures: in the order in which results show them. overall: the name of the overall measure, None without measures.
    breakdowns: label by name. leaves_base: levels that do not count towards the base of a percentage. minutes: the
    length of the interview that we announce.
    """

    name: str
    version: int
    title: str
    minutes: int
    questions: tuple[Question, ...]
    measures: Mapping[str, Measure]
    overall: str | None
    breakdowns: Mapping[str, str]
    scripts: Mapping[str, Script]
    leaves_base: frozenset[Level]
    objection: Objection | None

    @cached_property
    def question(self) -> Mapping[str, Question]:
        """The questions by name."""
        return {question.name: question for question in self.questions}

    def on_route(self, answers: Answers) -> dict[str, str]:
        """The answers that still count: those to questions that the earlier answers lead to."""
        kept: dict[str, str] = {}
        for question in self.questions:
            if question.name in answers and _is_relevant(question, kept):
                kept[question.name] = answers[question.name]
        return kept

    def path(self, answers: Answers) -> tuple[Question, ...]:
        """The questions on the route so far, up to and including the first without an answer."""
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
        """How far through the questionnaire the next question is, from 0 to 1."""
        following = self.next_question(answers)
        return 1.0 if following is None else self.questions.index(following) / len(self.questions)

    def check(self, question: Question, raw: str, answers: Answers | None = None) -> Checked:
        """The answer to store for what was typed, or the problem with it. answers: those given so far."""
        return checking.check(question, raw, answers or {})

    def seven_point(self, answers: Answers, measure: str) -> Level | None:
        """The level of a measure on the seven-point scale; None if it was not asked, or only its first question was."""
        kept = self.on_route(answers)
        direction = kept.get(self.measures[measure].direction)
        if direction is None:
            return None
        degree_question = self.measures[measure].degrees.get(direction)
        if degree_question is not None and degree_question not in kept:
            return None
        return level(direction, kept.get(degree_question, "") if degree_question else "")

    def satisfied(self, answers: Answers, measure: str) -> bool | None:
        """Whether the person is satisfied; None outside the base: not asked, or with an answer that leaves the base."""
        found = self.seven_point(answers, measure) if measure in self.measures else None
        return None if found is None or found in self.leaves_base else found in SATISFIED

    def objects(self, answers: Answers) -> bool:
        """Whether the person objected to being surveyed again."""
        return (
            self.objection is not None and self.on_route(answers).get(self.objection.question) == self.objection.answer
        )


def _is_relevant(question: Question, answers: Answers) -> bool:
    return question.relevant is None or holds(question.relevant, answers)
