"""Checking what was typed against the question that it answers."""

from dataclasses import dataclass

from aftercall.instrument.conditions import Answers, holds
from aftercall.instrument.questions import Question, QuestionType


@dataclass(frozen=True)
class Checked:
    """The answer to store, or the problem to show; never both."""

    value: str | None = None
    problem: str | None = None


def check(question: Question, raw: str, answers: Answers) -> Checked:
    """The answer to store for what was typed: the name or key of a choice, several of them, a text or a whole number.

    It is stored as text. Choices are stored by name, several of them in the order of the list, separated by spaces.
    Only an optional question can have an empty answer.
    """
    typed = raw.strip()
    if not typed:
        return Checked(problem="Enter an answer") if question.required else Checked(value="")
    checked = _of_type(question, typed)
    if checked.value is None or question.constraint is None or holds(question.constraint, answers, checked.value):
        return checked
    return Checked(problem=question.constraint_message)


def _of_type(question: Question, typed: str) -> Checked:
    match question.type:
        case QuestionType.SELECT_ONE:
            return _one_choice(question, typed)
        case QuestionType.SELECT_MULTIPLE:
            return _choices(question, typed)
        case QuestionType.INTEGER:
            return _whole_number(typed)
        case QuestionType.TEXT:
            return _text(question, typed)


def _one_choice(question: Question, typed: str) -> Checked:
    name = _choice_name(question, typed)
    return Checked(value=name) if name else _not_a_choice(question)


def _choices(question: Question, typed: str) -> Checked:
    names = {_choice_name(question, word) for word in typed.split()}
    if None in names:
        return _not_a_choice(question)
    return Checked(value=" ".join(choice.name for choice in question.choices if choice.name in names))


def _choice_name(question: Question, typed: str) -> str | None:
    return next((choice.name for choice in question.choices if typed in {choice.name, choice.key}), None)


def _not_a_choice(question: Question) -> Checked:
    keys = ", ".join(choice.key for choice in question.choices)
    return Checked(problem=f"Choose one of the answers: {keys}")


def _whole_number(typed: str) -> Checked:
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 15):
        return Checked(problem="Enter a whole number, such as 12")
    return Checked(value=str(int(typed)))


def _text(question: Question, typed: str) -> Checked:
    if question.max_length is not None and len(typed) > question.max_length:
        return Checked(problem=f"Shorten the answer to {question.max_length} characters; it has {len(typed)}")
    return Checked(value=typed)
