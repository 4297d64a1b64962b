"""Several versions of an instrument, read as one series."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from aftercall.instrument.answers import Answers
from aftercall.instrument.characteristics import (
    DISABILITY,
    DISABLED,
    NOT_DISABLED,
    characteristics,
    disability,
    levels,
    short_label,
)
from aftercall.instrument.instrument import Given, Instrument
from aftercall.instrument.measures import QUARTER, Measure
from aftercall.instrument.questions import Question


@dataclass(frozen=True)
class InstrumentSeries:
    """The versions that the waves of a period were asked with, by digest, the latest last.

    Answers are read through the version that they were given to. Measures of the same name are one series; names,
    sentences and breakdowns are those of the latest version.

    breaks: by measure, the first months of answers that must not be pooled or compared with those before.
    coded: the measures of codes that were given to what people said in their own words, by name. Their `direction` is
    the name under which a person's codes are among their answers.
    """

    versions: Mapping[str, Instrument]
    breaks: Mapping[str, tuple[date, ...]] = field(default_factory=dict)
    coded: Mapping[str, Measure] = field(default_factory=dict)

    @property
    def latest(self) -> Instrument:
        """The version that was asked last."""
        return tuple(self.versions.values())[-1]

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """Every measure by name: those of the latest version in its order, those that were dropped, then codes."""
        measures: dict[str, Measure] = {}
        for instrument in reversed(tuple(self.versions.values())):
            for name, measure in instrument.measures.items():
                measures.setdefault(name, measure)
        return {**measures, **{name: measure for name, measure in self.coded.items() if name not in measures}}

    def given_to_each(self, version: str, answers: Answers) -> dict[str, Given]:
        """For each measure, whether a person gave an answer that it counts, and its level, by the version with this
        digest. The base of a code is those whose words were coded."""
        given = self.versions[version].given_to_each(answers)
        return given | {name: Given(_was_given(answers, code), None) for name, code in self.coded.items()}

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """Every question by name, as its latest version has it: those of the latest version in its order, then those
        that were dropped. No answer of any version is to a question that is not here."""
        questions: dict[str, Question] = {}
        for instrument in reversed(tuple(self.versions.values())):
            for question in instrument.questions:
                questions.setdefault(question.name, question)
        return questions

    @property
    def overall(self) -> str | None:
        """The name of the overall measure."""
        return self.latest.overall

    @property
    def parts(self) -> tuple[str, ...]:
        """The measures of satisfaction that every version has, without the overall one."""
        common = set.intersection(*(set(instrument.measures) for instrument in self.versions.values()))
        of_satisfaction = [name for name, measure in self.measures.items() if not measure.is_share]
        return tuple(name for name in of_satisfaction if name in common and name != self.overall)

    @cached_property
    def breakdowns(self) -> Mapping[str, str]:
        """The label of each breakdown by name: those that the latest version declares, then the protected
        characteristics that it asks about. Quarters are none, because each has an analysis of its own."""
        declared = {name: label for name, label in self.latest.breakdowns.items() if name != QUARTER}
        return {**declared, **self.characteristics}

    @cached_property
    def breakdowns_ever(self) -> Mapping[str, str]:
        """The label of each breakdown by which anything can have been published: those of now, then questions about
        the person that another characteristic has taken the place of."""
        named = {one.name: short_label(one) for one in self.latest.questions if one.name == "condition"}
        return {**self.breakdowns, **{name: label for name, label in named.items() if name not in self.breakdowns}}

    @cached_property
    def characteristics(self) -> Mapping[str, str]:
        """The short label of each protected characteristic that the latest version asks about, by its name. Without
        those that it declares or measures under the same name."""
        taken = {*self.latest.breakdowns, *self.measures}
        return {name: label for name, label in characteristics(self.latest).items() if name not in taken}

    def characteristic_levels(self, name: str) -> Mapping[str, str]:
        """The labels of the levels of a protected characteristic, by the answer: those of the latest version in its
        order, then those that were dropped."""
        if name == DISABILITY and name not in self.questions:
            return {level: level for level in (DISABLED, NOT_DISABLED)}
        labels: dict[str, str] = {}
        for instrument in reversed(tuple(self.versions.values())):
            if name in instrument.question:
                for answer, label in levels(instrument.question[name]).items():
                    labels.setdefault(answer, label)
        return labels

    def characteristic_answer(self, name: str, answers: Answers) -> str:
        """What somebody answered about a protected characteristic; empty where they did not say."""
        is_derived = name == DISABILITY and name not in self.questions
        return disability(answers) if is_derived else answers.get(name, "")

    def label(self, measure: str) -> str:
        """The short name of a measure."""
        return self.measures[measure].label

    def since(self, measure: str, first: date, last: date) -> date | None:
        """The first of these months whose answers to a measure can be pooled with those of the last; None for all."""
        return max((month for month in self.breaks.get(measure, ()) if first < month <= last), default=None)

    def satisfied(self, version: str, answers: Answers, measure: str) -> bool | None:
        """Whether a person is satisfied, by the version with this digest; None outside the base."""
        return self.versions[version].satisfied(answers, measure)


def _was_given(answers: Answers, code: Measure) -> bool | None:
    given = answers.get(code.direction)
    return None if given is None else not code.counts.isdisjoint(given.split())
