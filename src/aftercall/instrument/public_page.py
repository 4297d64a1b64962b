"""The questionnaire as a page for the public.

`python -m aftercall.instrument.public_page` writes it into the folder docs, in each of its languages.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import groupby
from pathlib import Path

from aftercall.instrument.instrument import Instrument
from aftercall.instrument.languages import ENGLISH
from aftercall.instrument.loading import load_instrument
from aftercall.instrument.measures import Measure
from aftercall.instrument.public_page_words import page_words
from aftercall.instrument.questions import (
    PLACEHOLDER,
    Administration,
    Audience,
    Choice,
    Question,
    QuestionType,
    ReadOut,
)
from aftercall.instrument.routing_words import in_words
from aftercall.instrument.scale import SATISFIED, SEVEN_POINTS, Level

CURRENT = "victim_satisfaction_4"


def as_markdown(instrument: Instrument) -> str:
    """The whole page, in the instrument's language."""
    page = _Page(instrument)
    parts = [f"# {instrument.title}", *page.opening(), *page.scripts(), *page.questions()]
    if instrument.measures:
        parts += [*page.counting(), *page.agreeing(), *page.publishing()]
    return "\n\n".join(parts) + "\n"


def file_name(language: str) -> str:
    """The name of the page's file in a language, such as questionnaire.cy.md."""
    return "questionnaire.md" if language == ENGLISH.code else f"questionnaire.{language}.md"


class _Page:
    """The parts of the page. Each method yields paragraphs."""

    def __init__(self, instrument: Instrument) -> None:
        self._instrument = instrument
        self._words = page_words(instrument.language.code)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        """By name, the number of each question that is answered."""
        answered = (question for question in self._instrument.questions if _is_answered(question))
        return {question.name: number for number, question in enumerate(answered, start=1)}

    def opening(self) -> Iterator[str]:
        own = self._instrument.mode is Administration.SELF
        text = self._words.filled_in if own else self._words.interviewed
        yield text.format(version=self._instrument.version, minutes=self._instrument.minutes)
        if self._instrument.facts:
            facts = map(self._words.name, self._instrument.facts)
            yield self._words.known_before.format(facts=", ".join(facts))

    def scripts(self) -> Iterator[str]:
        for audience in Audience:
            scripts = [script for script in self._instrument.scripts.values() if script.audience is audience]
            if scripts:
                yield f"## {self._heading(audience)}"
            for script in scripts:
                yield f"**{_capitalised(self._words.name(script.name))}**"
                yield f"> {self._bracketed(script.text)}"

    def questions(self) -> Iterator[str]:
        yield f"## {self._words.questions}"
        for name, questions in groupby(self._instrument.questions, key=lambda question: question.group):
            group = self._instrument.groups.get(name)
            if group is not None:
                yield f"### {group.label}"
            for question in questions:
                yield from self._question(question, "####" if group is not None else "###")

    def counting(self) -> Iterator[str]:
        yield f"## {self._words.counting}"
        measures = self._instrument.measures.values()
        if not all(measure.is_share for measure in measures):
            satisfied = [self._level(level) for level in SEVEN_POINTS if level in SATISFIED]
            yield self._words.seven_points.format(
                points=_listing(map(self._level, SEVEN_POINTS), self._words.last_or),
                satisfied=_listing(satisfied, self._words.last_and),
            )
        shares = [self._share(measure) for measure in measures if measure.is_share]
        if shares:
            yield _bullets(shares)
        left_out = [self._level(level) for level in Level if level in self._instrument.leaves_base]
        if left_out:
            yield self._words.left_out.format(levels=_listing(left_out, self._words.last_and))

    def agreeing(self) -> Iterator[str]:
        if not self._instrument.consents:
            return
        yield f"## {self._words.agreeing}"
        yield _bullets(
            self._words.passed_on.format(
                purpose=consent.purpose,
                fields=_listing(map(self._words.name, consent.fields), self._words.last_and),
                months=consent.months,
            )
            for consent in self._instrument.consents.values()
        )

    def publishing(self) -> Iterator[str]:
        yield f"## {self._words.publishing}"
        yield _bullets(
            f"{measure.label}: {self._bracketed(measure.sentence)}" for measure in self._instrument.measures.values()
        )
        if self._instrument.breakdowns:
            yield self._words.groups
            yield _bullets(self._instrument.breakdowns.values())

    def _heading(self, audience: Audience) -> str:
        if self._instrument.mode is Administration.SELF:
            return self._words.self_completion
        return self._words.anyone if audience is Audience.ANYONE else self._words.named_person

    def _question(self, question: Question, level: str) -> Iterator[str]:
        if not question.is_asked:
            return
        answered = _is_answered(question)
        yield f"{level} {self._numbers[question.name]}. {question.label}" if answered else f"> {question.label}"
        if question.relevant is not None:
            condition = in_words(self._instrument, question.relevant.tree, self._answer_to)
            yield self._words.asked_if.format(condition=condition)
        if question.hint:
            yield question.hint
        if answered:
            yield from self._answers(question)
        if question.soft_message:
            yield self._words.confirmed.format(note=question.soft_message)
        if question.interviewer_note:
            yield self._words.note.format(note=question.interviewer_note)

    def _answers(self, question: Question) -> Iterator[str]:
        kind = self._words.answers[question.type]
        if question.choices:
            yield f"{kind}{self._limits(question)}:"
            yield _bullets(f"{choice.label}{self._aside(question, choice)}" for choice in question.choices)
        else:
            yield f"{kind}{self._limits(question)}."
            if question.ways_out:
                labels = (f"‘{choice.label}’" for choice in question.ways_out)
                yield self._words.ways_out.format(answers=_listing(labels, self._words.last_or))
        if question.rotate:
            yield self._words.rotated

    def _limits(self, question: Question) -> str:
        longest = self._words.up_to.format(characters=question.max_length) if question.max_length else ""
        return longest if question.required else f"{longest}{self._words.optional}"

    def _aside(self, question: Question, choice: Choice) -> str:
        if choice.read_out is ReadOut.ALWAYS and choice.exclusive and question.type is QuestionType.SELECT_MULTIPLE:
            return self._words.alone
        return self._words.asides[choice.read_out]

    def _share(self, measure: Measure) -> str:
        choices = self._instrument.question[measure.direction].choices
        counted = (f"‘{choice.label}’" for choice in choices if choice.name in measure.counts)
        return self._words.share.format(label=measure.label, counted=_listing(counted, self._words.last_or))

    def _answer_to(self, question: Question) -> str:
        return f"the answer to question {self._numbers[question.name]}"

    def _level(self, level: Level) -> str:
        return self._words.levels.get(level) or self._words.name(level)

    def _bracketed(self, text: str) -> str:
        return PLACEHOLDER.sub(lambda found: f"[{self._words.name(found[1])}]", text)


def _is_answered(question: Question) -> bool:
    return question.type not in {QuestionType.NOTE, QuestionType.CALCULATE}


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _listing(words: Iterable[str], last: str) -> str:
    *others, final = words
    return f"{', '.join(others)} {last} {final}" if others else final


def _capitalised(words: str) -> str:
    return words[0].upper() + words[1:]


if __name__ == "__main__":
    for language in load_instrument(CURRENT).languages:
        page = as_markdown(load_instrument(CURRENT, language.code))
        Path("docs", file_name(language.code)).write_text(page, encoding="utf-8")
