"""Checking what was typed against the question that it answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from aftercall.instrument.answers import SEEN, Answers
from aftercall.instrument.questions import Choice, Question, QuestionType
from aftercall.instrument.typed_values import UnreadableError, read_date, read_decimal, read_whole_number


@dataclass(frozen=True)
class Checked:
    """The answer to store, or the problem to show; never both. A value with a warning is stored only once whoever typed
    it has confirmed it."""

    value: str | None = None
    problem: str | None = None
    warning: str | None = None


def check(question: Question, choices: Sequence[Choice], raw: str, answers: Answers) -> Checked:
    """The answer to store for what was typed: the name or key of a choice, several of them, a text, a number or a date.

    choices: those that can be chosen now. The answer is stored as text. Choices are stored by name, several of them in
    the order of the list, separated by spaces. Only an optional question can have an empty answer.
    """
    if question.type is QuestionType.NOTE:
        return Checked(value=SEEN)
    typed = raw.strip()
    if not typed:
        return Checked(problem="Enter an answer") if question.required else Checked(value="")
    way_out = _choice_named(question.ways_out, typed.lower())
    if way_out is not None:
        return Checked(value=way_out.name)
    return _conditions_checked(question, _of_type(question, choices, typed), answers)


def _conditions_checked(question: Question, checked: Checked, answers: Answers) -> Checked:
    if checked.value is None:
        return checked
    if question.constraint is not None and not question.constraint.holds(answers, checked.value):
        return Checked(problem=question.constraint_message)
    if question.soft_constraint is not None and not question.soft_constraint.holds(answers, checked.value):
        return replace(checked, warning=question.soft_message)
    return checked


def _of_type(question: Question, choices: Sequence[Choice], typed: str) -> Checked:
    match question.type:
        case QuestionType.SELECT_ONE:
            return _one_choice(choices, typed)
        case QuestionType.SELECT_MULTIPLE:
            return _several_choices(question.choices, choices, typed)
        case QuestionType.INTEGER:
            return _read(read_whole_number, typed)
        case QuestionType.DECIMAL:
            return _read(read_decimal, typed)
        case QuestionType.DATE:
            return _read(read_date, typed)
        case QuestionType.TEXT | QuestionType.NOTE | QuestionType.CALCULATE:
            return _text(question, typed)


def _one_choice(choices: Sequence[Choice], typed: str) -> Checked:
    chosen = _choice_named(choices, typed)
    return Checked(value=chosen.name) if chosen else _not_a_choice(choices)


def _several_choices(listed: Sequence[Choice], choices: Sequence[Choice], typed: str) -> Checked:
    chosen = [_choice_named(choices, word) for word in typed.replace(",", " ").split()]
    if None in chosen or not chosen:
        return _not_a_choice(choices)
    names = {choice.name for choice in chosen if choice is not None}
    alone = next((choice for choice in chosen if choice is not None and choice.exclusive), None)
    if alone is not None and len(names) > 1:
        return Checked(problem=f"‘{alone.label}’ cannot be combined with other answers")
    return Checked(value=" ".join(choice.name for choice in listed if choice.name in names))


def _choice_named(choices: Sequence[Choice], typed: str) -> Choice | None:
    return next((choice for choice in choices if typed in {choice.name, choice.key}), None)


def _not_a_choice(choices: Sequence[Choice]) -> Checked:
    keys = ", ".join(choice.key for choice in choices)
    return Checked(problem=f"Choose one of the answers: {keys}")


def _read(reader: Callable[[str], str], typed: str) -> Checked:
    try:
        return Checked(value=reader(typed))
    except UnreadableError as error:
        return Checked(problem=str(error))


def _text(question: Question, typed: str) -> Checked:
    if question.max_length is not None and len(typed) > question.max_length:
        return Checked(problem=f"Shorten the answer to {question.max_length} characters; it has {len(typed)}")
    return Checked(value=typed)
