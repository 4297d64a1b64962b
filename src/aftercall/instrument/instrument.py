"""A questionnaire in use: which question comes next, which answers count, and what they mean."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from aftercall.instrument import checking, options, routing
from aftercall.instrument.checking import Checked
from aftercall.instrument.conditions import Answers
from aftercall.instrument.languages import ENGLISH, Language
from aftercall.instrument.measures import Measure
from aftercall.instrument.questions import DONT_KNOW, REFUSED, Choice, Consent, Group, Mode, Objection, Question, Script
from aftercall.instrument.routing import Folded
from aftercall.instrument.scale import SATISFIED, Level, level

TODAY = "today"
_NO_ANSWER = frozenset({"", DONT_KNOW, REFUSED})


@dataclass(frozen=True)
class Instrument:
    """One version of a questionnaire, in one language.

    Answers are texts by question name: the name of a choice, several names separated by spaces, a number, an ISO date,
    `dont_know`, `refused`, or "" for a question left empty; a note that was read has the value `seen`. They may contain
    facts, which are known before the interview, by their names; the fact `today` is an ISO date.

    measures: in the order in which results show them. overall: the name of the overall measure, None without measures.
    breakdowns: label by name. leaves_base: levels that do not count towards the base of a percentage. minutes: the
    length of the interview that we announce. languages: the first is the one that every text has.
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
    languages: tuple[Language, ...] = (ENGLISH,)
    language: Language = ENGLISH
    mode: Mode = Mode.INTERVIEWER
    facts: tuple[str, ...] = ()
    groups: Mapping[str, Group] = field(default_factory=dict)
    consents: Mapping[str, Consent] = field(default_factory=dict)

    @cached_property
    def question(self) -> Mapping[str, Question]:
        """The questions by name."""
        return {question.name: question for question in self.questions}

    def on_route(self, answers: Answers) -> dict[str, str]:
        """The answers that still count: those to questions that the earlier answers lead to, and the calculations."""
        return routing.route(self.questions, answers, self._facts(answers))

    def fold(self, events: Iterable[tuple[str, str]], facts: Answers) -> Folded:
        """What answers, given in this order, come to. Each is a question's name and the answer to store."""
        return routing.fold(self.questions, events, self._facts(facts))

    def options(self, question: Question, answers: Answers, seed: int) -> tuple[Choice, ...]:
        """The choices of a question for one person, in the order in which to show or read them. For a question without
        choices, its ways out: "don't know" and "prefer not to say"."""
        return options.options(question, answers, seed)

    def path(self, answers: Answers) -> tuple[Question, ...]:
        """The questions on the route so far, up to and including the first without an answer."""
        facts = self._facts(answers)
        kept = routing.route(self.questions, answers, facts)
        known = facts | kept
        steps: list[Question] = []
        for question in self.questions:
            if question.is_asked and routing.is_relevant(question, known):
                steps.append(question)
                if question.name not in kept:
                    break
        return tuple(steps)

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
        """The answer to store for what was typed, or the problem with it. answers: those that count so far."""
        known = answers or {}
        return checking.check(question, options.available(question, known), raw, known)

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
        """Whether the person is satisfied, or gave an answer that the measure counts. None outside the base: not asked,
        or with an answer that leaves the base."""
        if measure not in self.measures:
            return None
        if self.measures[measure].is_share:
            return self._is_counted(answers, self.measures[measure])
        found = self.seven_point(answers, measure)
        return None if found is None or found in self.leaves_base else found in SATISFIED

    def objects(self, answers: Answers) -> bool:
        """Whether the person objected to being surveyed again."""
        return (
            self.objection is not None and self.on_route(answers).get(self.objection.question) == self.objection.answer
        )

    def agreed(self, answers: Answers) -> tuple[Consent, ...]:
        """What the person agreed to."""
        kept = self.on_route(answers)
        return tuple(
            consent for consent in self.consents.values() if consent.answer in kept.get(consent.question, "").split()
        )

    def _facts(self, answers: Answers) -> dict[str, str]:
        known = {name: answers[name] for name in self.facts if name in answers}
        return known | ({TODAY: answers[TODAY]} if TODAY in answers else {})

    def _is_counted(self, answers: Answers, measure: Measure) -> bool | None:
        given = self.on_route(answers).get(measure.direction, "")
        if given in _NO_ANSWER | {Level.NOT_APPLICABLE}:
            return None
        return not measure.counts.isdisjoint(given.split())
