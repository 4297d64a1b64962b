"""Several answers typed as a series of keys."""

from aftercall.instrument.questions import Question, QuestionType


def spaced(question: Question, typed: str) -> str:
    """What was typed, with spaces between the keys of several answers: 135 is 1 3 5 where every key has one
    character."""
    return " ".join(keys_in(question, typed)) if question.type is QuestionType.SELECT_MULTIPLE else typed


def keys_in(question: Question, typed: str) -> list[str]:
    """The keys or names of choices that were typed."""
    words = typed.replace(",", " ").split()
    keys = {choice.key.lower() for choice in question.choices}
    if question.type is not QuestionType.SELECT_MULTIPLE or any(len(key) > 1 for key in keys):
        return words
    return [part for word in words for part in (word if set(word.lower()) <= keys else [word])]
