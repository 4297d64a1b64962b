"""An instrument's answers as the variables of a data file: the same in SPSS, triple-s and CSV files.

One question is one variable, except that a question with several answers is one variable per choice, as SPSS wants it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from aftercall.instrument.answers import DONT_KNOW, REFUSED
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.questions import Choice, Question, QuestionType

# Answers that say why there is none. They are user-missing in SPSS, as distinct from not asked, which is blank.
NO_ANSWER = (DONT_KNOW, REFUSED, "not_applicable")
_OF_NUMBERS = {DONT_KNOW: -8, REFUSED: -9}  # no number that is asked for is negative
_LONGEST_TEXT = 1000


class Measured(StrEnum):
    """What kind of values a variable has."""

    CODES = "codes"
    CHOSEN = "chosen"  # 1 if the choice was among the answers, otherwise 0
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"


@dataclass(frozen=True)
class ValueCode:
    """A value that has a label. answer: the instrument's name for it; missing: it says why there is no answer."""

    value: int
    label: str
    answer: str
    missing: bool = False


@dataclass(frozen=True)
class Variable:
    """One variable. width: the longest text; choice: which one, if the question may have several answers."""

    name: str
    label: str
    measured: Measured
    question: Question
    codes: tuple[ValueCode, ...] = ()
    width: int = 0
    choice: Choice | None = None

    @property
    def missing(self) -> list[int]:
        """The codes that say why there is no answer."""
        return [code.value for code in self.codes if code.missing]


def variables(instrument: Instrument) -> list[Variable]:
    """Every variable in the order of the questions. Notes have none. Names are unique whatever their case, as SPSS
    demands."""
    found: list[Variable] = []
    taken = {question.name for question in instrument.questions}
    for question in instrument.questions:
        found += _variables_of(question, taken)
    return found


def _variables_of(question: Question, taken: set[str]) -> Iterator[Variable]:
    match question.type:
        case QuestionType.NOTE:
            return
        case QuestionType.SELECT_MULTIPLE:
            for choice in question.choices:
                yield _one_choice(question, choice, taken)
        case QuestionType.SELECT_ONE:
            yield Variable(question.name, question.label, Measured.CODES, question, choice_codes(question.choices))
        case QuestionType.INTEGER | QuestionType.DECIMAL:
            yield Variable(question.name, question.label, Measured.NUMBER, question, _reasons(question))
        case QuestionType.DATE:
            yield Variable(question.name, question.label, Measured.DATE, question, _reasons(question))
        case QuestionType.TEXT | QuestionType.CALCULATE:
            width = question.max_length or _LONGEST_TEXT
            yield Variable(question.name, question.label or question.name, Measured.TEXT, question, width=width)


def _one_choice(question: Question, choice: Choice, taken: set[str]) -> Variable:
    name = f"{question.name}_{choice.name}"
    while name in taken:  # another question may have this name
        name += "_"
    taken.add(name)
    label = f"{question.label}: {choice.label}"
    codes = (ValueCode(0, "Not chosen", ""), ValueCode(1, "Chosen", choice.name))
    return Variable(name, label, Measured.CHOSEN, question, codes, choice=choice)


def choice_codes(choices: Sequence[Choice]) -> tuple[ValueCode, ...]:
    """A number for every choice: the key that the interviewer presses, or the choice's place if a key is no number."""
    keys = [choice.key for choice in choices]
    by_key = all(key.isascii() and key.isdigit() for key in keys) and len({int(key) for key in keys}) == len(keys)
    return tuple(
        ValueCode(int(choice.key) if by_key else place, choice.label, choice.name, choice.name in NO_ANSWER)
        for place, choice in enumerate(choices, start=1)
    )


def _reasons(question: Question) -> tuple[ValueCode, ...]:
    return tuple(
        ValueCode(_OF_NUMBERS[choice.name], choice.label, choice.name, missing=True) for choice in question.ways_out
    )
