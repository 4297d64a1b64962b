"""Checking what was typed against the question that it answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from aftercall.instrument.answers import SEEN, Answers
from aftercall.instrument.languages import ENGLISH
from aftercall.instrument.messages import message, message_language
from aftercall.instrument.questions import Choice, Question, QuestionType
from aftercall.instrument.typed_values import UnreadableError, read_date, read_decimal, read_whole_number


@dataclass(frozen=True)
class Checked:
    """The answer to store, or the problem to show; never both. A value with a warning is stored only once whoever typed
    it has confirmed it. language: the code of that of the problem."""

    value: str | None = None
    problem: str | None = None
    warning: str | None = None
    language: str = ENGLISH.code


def check(
    question: Question, choices: Sequence[Choice], raw: str, answers: Answers, language: str = ENGLISH.code
) -> Checked:
    """The answer to store for what was typed: the name or key of a choice, several of them, a text, a number or a date.

    choices: those that can be chosen now. language: the code of that of the question, in which problems are said. The
    answer is stored as text. Choices are stored by name, several of them in the order of the list, separated by spaces.
    Only an optional question can have an empty answer.
    """
    if question.type is QuestionType.NOTE:
        return Checked(value=SEEN)
    typed = raw.strip()
    if not typed:
        return problem("no_answer", language) if question.required else Checked(value="")
    way_out = _choice_named(question.ways_out, typed.lower())
    if way_out is not None:
        return Checked(value=way_out.name)
    return _conditions_checked(question, _of_type(question, choices, typed, language), answers, language)


def problem(name: str, language: str, **values: object) -> Checked:
    """One of the program's own messages as the outcome of a check. language: the code of that of the question."""
    return Checked(problem=message(name, language, **values), language=message_language(language))


def _conditions_checked(question: Question, checked: Checked, answers: Answers, language: str) -> Checked:
    if checked.value is None:
        return checked
    if question.constraint is not None and not question.constraint.holds(answers, checked.value):
        return Checked(problem=question.constraint_message, language=language)
    if question.soft_constraint is not None and not question.soft_constraint.holds(answers, checked.value):
        return replace(checked, warning=question.soft_message)
    return checked


def _of_type(question: Question, choices: Sequence[Choice], typed: str, language: str) -> Checked:
    match question.type:
        case QuestionType.SELECT_ONE:
            return _one_choice(choices, typed, language)
        case QuestionType.SELECT_MULTIPLE:
            return _several_choices(question.choices, choices, typed, language)
        case QuestionType.INTEGER:
            return _read(read_whole_number, typed, language)
        case QuestionType.DECIMAL:
            return _read(read_decimal, typed, language)
        case QuestionType.DATE:
            return _read(read_date, typed, language)
        case QuestionType.TEXT | QuestionType.NOTE | QuestionType.CALCULATE:
            return _text(question, typed, language)


def _one_choice(choices: Sequence[Choice], typed: str, language: str) -> Checked:
    chosen = _choice_named(choices, typed)
    return Checked(value=chosen.name) if chosen else _not_a_choice(choices, language)


def _several_choices(listed: Sequence[Choice], choices: Sequence[Choice], typed: str, language: str) -> Checked:
    chosen = [_choice_named(choices, word) for word in typed.replace(",", " ").split()]
    if None in chosen or not chosen:
        return _not_a_choice(choices, language)
    names = {choice.name for choice in chosen if choice is not None}
    alone = next((choice for choice in chosen if choice is not None and choice.exclusive), None)
    if alone is not None and len(names) > 1:
        return problem("not_combined", language, label=alone.label)
    return Checked(value=" ".join(choice.name for choice in listed if choice.name in names))


def _choice_named(choices: Sequence[Choice], typed: str) -> Choice | None:
    return next((choice for choice in choices if typed in {choice.name, choice.key}), None)


def _not_a_choice(choices: Sequence[Choice], language: str) -> Checked:
    return problem("not_a_choice", language, keys=", ".join(choice.key for choice in choices))


def _read(reader: Callable[[str], str], typed: str, language: str) -> Checked:
    try:
        return Checked(value=reader(typed))
    except UnreadableError as error:
        return Checked(problem=error.said_in(language), language=message_language(language))


def _text(question: Question, typed: str, language: str) -> Checked:
    if question.max_length is not None and len(typed) > question.max_length:
        return problem("too_long", language, most=question.max_length, length=len(typed))
    return Checked(value=typed)
