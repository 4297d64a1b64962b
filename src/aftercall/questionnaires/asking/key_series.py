"""Several answers typed as a series of keys."""

from collections.abc import Collection, Sequence

from aftercall.instrument.questions import Choice, Question, QuestionType


def spaced(question: Question, typed: str) -> str:
    """What was typed, with the keys of several answers apart: 135 is 1 3 5 where every key has one character."""
    keys = {choice.key.lower() for choice in question.choices}
    if question.type is not QuestionType.SELECT_MULTIPLE or any(len(key) > 1 for key in keys):
        return typed
    words = typed.replace(",", " ").split()
    return " ".join(" ".join(word) if set(word.lower()) <= keys else word for word in words)


def keys_of(choices: Sequence[Choice], names: Collection[str]) -> str:
    """The keys of the choices with these names, as they would be typed."""
    return " ".join(choice.key for choice in choices if choice.name in names)
