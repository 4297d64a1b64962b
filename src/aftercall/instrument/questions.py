"""The parts of an instrument: choices, questions, scripts and the objection."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from aftercall.instrument.answers import DONT_KNOW, REFUSED
from aftercall.instrument.errors import InstrumentError
from aftercall.instrument.expressions.expression import Expression

PLACEHOLDER = re.compile(r"\{(\w+)\}")


class QuestionType(StrEnum):
    """The kind of answer, as XLSForm calls it."""

    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    NOTE = "note"
    CALCULATE = "calculate"


class Administration(StrEnum):
    """Who fills the questionnaire in: an interviewer, or the person."""

    INTERVIEWER = "interviewer"
    SELF = "self"


class ReadOut(StrEnum):
    """Whether the interviewer reads a text aloud."""

    ALWAYS = "always"
    MAY = "may"
    NEVER = "never"


class Audience(StrEnum):
    """Who may hear a script."""

    ANYONE = "anyone"
    NAMED_PERSON = "named_person"


WAYS_OUT = frozenset({DONT_KNOW, REFUSED})
OTHER = "other"


@dataclass(frozen=True)
class Choice:
    """One answer to choose. key: what the interviewer presses for it. exclusive: cannot be combined with others.
    counts: it is one of those that the question's measure counts. only_if: None where it can always be chosen.
    columns: further values by name, for the question's choice filter.
    """

    name: str
    label: str
    key: str
    read_out: ReadOut
    exclusive: bool = False
    counts: bool = False
    only_if: Expression | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Group:
    """Questions under one heading. Its condition is part of the relevant of each of its questions."""

    name: str
    label: str


@dataclass(frozen=True)
class Question:
    """One question. An absent text is empty; conditions and the calculation are None where there are none.

    choices: those of a select, with "don't know" and "prefer not to say" last where they can be answered.
    ways_out: "don't know" and "prefer not to say" where they can be answered, for a question of any type.
    soft_constraint: what is unlikely but possible; soft_message: what to confirm. sensitive: about what people
    may not want to say. rotate: the order of the choices is drawn for each person.
    """

    name: str
    type: QuestionType
    label: str
    hint: str
    interviewer_note: str
    read_out: ReadOut
    required: bool
    max_length: int | None
    choices: tuple[Choice, ...]
    relevant: Expression | None
    constraint: Expression | None
    constraint_message: str
    group: str = ""
    soft_constraint: Expression | None = None
    soft_message: str = ""
    calculation: Expression | None = None
    choice_filter: Expression | None = None
    sensitive: bool = False
    rotate: bool = False
    ways_out: tuple[Choice, ...] = ()

    @cached_property
    def conditional_choices(self) -> Mapping[str, Expression]:
        """The condition of each choice that can be chosen only under one, by its name."""
        return {choice.name: choice.only_if for choice in self.choices if choice.only_if is not None}

    @property
    def is_answered(self) -> bool:
        """Whether the person gives an answer, which a note and a calculation do not have."""
        return self.type not in {QuestionType.NOTE, QuestionType.CALCULATE}

    @property
    def is_asked(self) -> bool:
        """Whether it is put to the person; a calculation is not."""
        return self.type is not QuestionType.CALCULATE


@dataclass(frozen=True)
class Script:
    """A text to be read out, with {placeholders}."""

    name: str
    audience: Audience
    text: str

    @property
    def placeholders(self) -> frozenset[str]:
        """The names that must be filled in."""
        return frozenset(PLACEHOLDER.findall(self.text))

    def fill(self, values: Mapping[str, str]) -> str:
        """The text with its placeholders filled in. Raises InstrumentError if a value is missing."""
        missing = sorted(self.placeholders - values.keys())
        if missing:
            raise InstrumentError(f"script {self.name}: no value for {', '.join(missing)}")
        return PLACEHOLDER.sub(lambda found: values[found[1]], self.text)


@dataclass(frozen=True)
class ObjectionAnswer:
    """The answer by which a person objects to being surveyed again."""

    question: str
    answer: str


# What a record of consent can hold about the person.
CONSENT_FIELDS = ("name", "phone", "phone_alt", "language", "category", "area")


@dataclass(frozen=True)
class ConsentTerms:
    """Something that a person can agree to, which makes a record of its own.

    question, answer: what agrees to it. purpose: what the record may be used for. fields: the details that it holds.
    months: for how long it is kept.
    """

    name: str
    question: str
    answer: str
    purpose: str
    fields: tuple[str, ...]
    months: int
