"""The choices of a question for one person, and their order."""

import hashlib
from collections.abc import Sequence

from aftercall.instrument.answers import Answers
from aftercall.instrument.questions import OTHER, Choice, Question, ReadOut


def options(question: Question, answers: Answers, seed: int) -> tuple[Choice, ...]:
    """The choices that these answers leave, rotated by the seed where the question says so."""
    choices = available(question, answers)
    return rotated(choices, question.name, seed) if question.rotate else choices


def available(question: Question, answers: Answers) -> tuple[Choice, ...]:
    """The choices that these answers leave, in the order of the questionnaire."""
    return tuple(choice for choice in question.choices or question.ways_out if _is_available(choice, answers))


def rotated(choices: Sequence[Choice], question: str, seed: int) -> tuple[Choice, ...]:
    """The choices in an order that depends on the seed, the question and their names alone. Those that do not take part
    in it stay last, in their own order."""
    stay = [
        choice for choice in choices if choice.read_out is ReadOut.NEVER or choice.exclusive or choice.name == OTHER
    ]
    moving = sorted((choice for choice in choices if choice not in stay), key=lambda one: _place(seed, question, one))
    return (*moving, *stay)


def _place(seed: int, question: str, choice: Choice) -> bytes:
    return hashlib.sha256(f"{seed}/{question}/{choice.name}".encode()).digest()


def _is_available(choice: Choice, answers: Answers) -> bool:
    return choice.only_if is None or choice.only_if.holds(answers)
