"""A questionnaire in use: which question comes next, which answers count, and what they mean."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from aftercall.instrument import checking, options
from aftercall.instrument.answers import DONT_KNOW, LEFT_EMPTY, REFUSED, TODAY, Answers
from aftercall.instrument.checking import Checked
from aftercall.instrument.languages import ENGLISH, Language
from aftercall.instrument.measures import Measure
from aftercall.instrument.questions import (
    Administration,
    Choice,
    ConsentTerms,
    Group,
    ObjectionAnswer,
    Question,
    Script,
)
from aftercall.instrument.routing import Folded, Router
from aftercall.instrument.scale import SATISFIED, Level, level

_NO_ANSWER = frozenset({LEFT_EMPTY, DONT_KNOW, REFUSED, Level.NOT_APPLICABLE})


@dataclass(frozen=True)
class Given:
    """What a person gave to a measure. gave: the answer that it counts; None outside its base. level: on the scale of
    satisfaction; None for a share, and where it was not asked."""

    gave: bool | None
    level: Level | None


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
    objection: ObjectionAnswer | None
    languages: tuple[Language, ...] = (ENGLISH,)
    language: Language = ENGLISH
    mode: Administration = Administration.INTERVIEWER
    facts: tuple[str, ...] = ()
    groups: Mapping[str, Group] = field(default_factory=dict)
    consents: Mapping[str, ConsentTerms] = field(default_factory=dict)

    @cached_property
    def question(self) -> Mapping[str, Question]:
        """The questions by name."""
        return {question.name: question for question in self.questions}

    @cached_property
    def _router(self) -> Router:
        return Router(self.questions)

    def on_route(self, answers: Answers) -> dict[str, str]:
        """The answers that still count: those to questions that the earlier answers lead to, and the calculations."""
        return {question.name: value for question, value in self._steps(answers) if value is not None}

    def fold(self, events: Iterable[tuple[str, str]], facts: Answers) -> Folded:
        """What answers, given in this order, come to. Each is a question's name and the answer to store."""
        return self._router.fold(events, self._facts(facts))

    def answered(self, folded: Folded, question: str, value: str) -> Folded:
        """The same, after one more answer."""
        return self._router.answered(folded, question, value)

    def options(self, question: Question, answers: Answers, seed: int) -> tuple[Choice, ...]:
        """The choices of a question for one person, in the order in which to show or read them. For a question without
        choices, its ways out: "don't know" and "prefer not to say"."""
        return options.options(question, answers, seed)

    def path(self, answers: Answers) -> tuple[Question, ...]:
        """The questions on the route so far, up to and including the first without an answer."""
        path: list[Question] = []
        for question, value in self._steps(answers):
            if question.is_asked:
                path.append(question)
                if value is None:
                    break
        return tuple(path)

    def route(self, answers: Answers) -> tuple[Question, ...]:
        """Every question to which these answers lead. Unlike `path`, it does not end at the first without an answer,
        because who fills a questionnaire in may leave questions for later."""
        return tuple(question for question, _ in self._steps(answers) if question.is_asked)

    def next_question(self, answers: Answers) -> Question | None:
        """The first question on the route without an answer; None at the end."""
        return next((question for question, value in self._steps(answers) if value is None), None)

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
        return checking.check(question, options.available(question, known), raw, known, self.language.code)

    def seven_point(self, answers: Answers, measure: str) -> Level | None:
        """The level of a measure on the seven-point scale; None if it was not asked, or only its first question was."""
        return self._level(self.on_route(answers), measure)

    def _level(self, kept: Answers, measure: str) -> Level | None:
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
        if not answers or measure not in self.measures:
            return None
        return self._gave(self.on_route(answers), measure)

    def given_to_each(self, answers: Answers) -> dict[str, Given]:
        """The same for every measure with its level on the scale, in a single pass over the answers."""
        kept = self.on_route(answers) if answers else {}
        return {
            name: Given(self._gave(kept, name), None if measure.is_share else self._level(kept, name))
            for name, measure in self.measures.items()
        }

    def _gave(self, kept: Answers, measure: str) -> bool | None:
        if self.measures[measure].is_share:
            return _is_counted(kept, self.measures[measure])
        found = self._level(kept, measure)
        return None if found is None or found in self.leaves_base else found in SATISFIED

    def objects(self, answers: Answers) -> bool:
        """Whether the person objected to being surveyed again."""
        return (
            self.objection is not None and self.on_route(answers).get(self.objection.question) == self.objection.answer
        )

    def agreed(self, answers: Answers) -> tuple[ConsentTerms, ...]:
        """What the person agreed to."""
        kept = self.on_route(answers)
        return tuple(
            consent for consent in self.consents.values() if consent.answer in kept.get(consent.question, "").split()
        )

    def _steps(self, answers: Answers) -> Iterator[tuple[Question, str | None]]:
        return self._router.steps(answers, self._facts(answers))

    def _facts(self, answers: Answers) -> dict[str, str]:
        return {name: answers[name] for name in (*self.facts, TODAY) if name in answers}


def _is_counted(kept: Answers, measure: Measure) -> bool | None:
    given = kept.get(measure.direction, "")
    return None if given in _NO_ANSWER else not measure.counts.isdisjoint(given.split())
