"""The parts of an instrument: choices, questions, scripts and the objection."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from aftercall.instrument.conditions import Condition
from aftercall.instrument.errors import InstrumentError

PLACEHOLDER = re.compile(r"\{(\w+)\}")


class QuestionType(StrEnum):
    """The kind of answer, as XLSForm calls it."""

    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    TEXT = "text"
    INTEGER = "integer"


class ReadOut(StrEnum):
    """Whether the interviewer reads a text aloud."""

    ALWAYS = "always"
    MAY = "may"
    NEVER = "never"


class Audience(StrEnum):
    """Who may hear a script."""

    ANYONE = "anyone"
    NAMED_PERSON = "named_person"


@dataclass(frozen=True)
class Choice:
    """One answer to choose. key: the key that the interviewer presses for it."""

    name: str
    label: str
    key: str
    read_out: ReadOut


@dataclass(frozen=True)
class Question:
    """One question. An absent text is empty; relevant and constraint are None where there is no condition."""

    name: str
    type: QuestionType
    label: str
    hint: str
    interviewer_note: str
    read_out: ReadOut
    required: bool
    max_length: int | None
    choices: tuple[Choice, ...]
    relevant: Condition | None
    constraint: Condition | None
    constraint_message: str


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
class Objection:
    """The answer by which a person objects to being surveyed again."""

    question: str
    answer: str
