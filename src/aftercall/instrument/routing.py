"""Which answers count: the route through a questionnaire only goes forward."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from aftercall.instrument.answers import Answers
from aftercall.instrument.questions import WAYS_OUT, Question


@dataclass(frozen=True)
class Folded:
    """What an interview's answers come to, by name in the order of the questions.

    counted: those on the route, with the values of calculations. aside: those that fell off it, or never were on it,
    which do not come back unless they are given again. facts: what was known before the interview.
    """

    counted: Mapping[str, str]
    aside: Mapping[str, str]
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def answers(self) -> dict[str, str]:
        """What conditions can depend on: the facts and what counts."""
        return {**self.facts, **self.counted}


class Router:
    """The questions of an instrument, with what each answer can change."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self._questions = questions
        self._named = {question.name: question for question in questions}
        self._affected = _affected(questions)

    def steps(self, answers: Answers, facts: Answers) -> Iterator[tuple[Question, str | None]]:
        """The questions and calculations on the route, each with the answer that counts, or None."""
        known = dict(facts)
        for question in self._questions:
            if _is_reached(question, known):
                value = _value(question, answers, known)
                if value is not None:
                    known[question.name] = value
                yield question, value

    def fold(self, events: Iterable[tuple[str, str]], facts: Answers) -> Folded:
        """Replay answers in the order in which they were given."""
        known, aside = dict(facts), dict[str, str]()
        for question in self._questions:
            _settle(question, known, aside)
        for name, value in events:
            self._give(name, value, known, aside)
        return self._folded(known, aside, facts)

    def answered(self, folded: Folded, name: str, value: str) -> Folded:
        """One more answer."""
        known, aside = folded.answers, dict(folded.aside)
        self._give(name, value, known, aside)
        return self._folded(known, aside, folded.facts)

    def _give(self, name: str, value: str, known: dict[str, str], aside: dict[str, str]) -> None:
        question = self._named.get(name)
        if question is None or not question.is_asked:
            aside[name] = value
            return
        known[name] = value
        aside.pop(name, None)
        _settle(question, known, aside)
        for later in self._affected[name]:
            _settle(later, known, aside)

    def _folded(self, known: Answers, aside: Answers, facts: Answers) -> Folded:
        counted = {name: known[name] for name in self._named if name in known}
        return Folded(counted, aside, facts)


def _value(question: Question, answers: Answers, known: Answers) -> str | None:
    if question.calculation is not None:
        return question.calculation.text(known)
    value = answers.get(question.name)
    return value if value is not None and _is_available(question, value, known) else None


def _settle(question: Question, known: dict[str, str], aside: dict[str, str]) -> None:
    """Calculate again, or put an answer aside, after something that the question depends on has changed."""
    if question.calculation is not None:
        is_reached = _is_reached(question, known)
        known.pop(question.name, None)
        if is_reached:
            known[question.name] = question.calculation.text(known)
    elif question.name in known and not _still_counts(question, known):
        aside[question.name] = known.pop(question.name)


def _still_counts(question: Question, known: Answers) -> bool:
    return _is_reached(question, known) and _is_available(question, known[question.name], known)


def _is_reached(question: Question, known: Answers) -> bool:
    """Whether the question is relevant, and has a choice left if it has choices at all."""
    if question.relevant is not None and not question.relevant.holds(known):
        return False
    conditions = question.conditional_choices
    return not conditions or any(
        choice.name not in WAYS_OUT and (choice.only_if is None or choice.only_if.holds(known))
        for choice in question.choices
    )


def _is_available(question: Question, value: str, known: Answers) -> bool:
    """Whether every choice of the answer can still be chosen."""
    conditions = question.conditional_choices
    return not conditions or all(conditions[choice].holds(known) for choice in value.split() if choice in conditions)


def _affected(questions: Sequence[Question]) -> dict[str, tuple[Question, ...]]:
    """By name, the later questions whose place on the route, choices or value an answer can change, also through others
    between them."""
    all_needed = [depends_on(question) for question in questions]
    affected: dict[str, tuple[Question, ...]] = {}
    for place, question in enumerate(questions):
        changed, found = {question.name}, list[Question]()
        for later, needed in zip(questions[place + 1 :], all_needed[place + 1 :], strict=True):
            if not changed.isdisjoint(needed):
                changed.add(later.name)
                found.append(later)
        affected[question.name] = tuple(found)
    return affected


def depends_on(question: Question) -> frozenset[str]:
    """The questions, calculations and facts that decide whether it is asked, what can be chosen, or its value."""
    conditions = (question.relevant, question.calculation, *question.conditional_choices.values())
    return frozenset[str]().union(*(condition.questions for condition in conditions if condition is not None))
