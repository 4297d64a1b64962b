"""Who answers a question of a paper form, in the language of the form."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from aftercall.instrument.expressions.tree import AllOf, AnswerTo, AnyOf, Call, Comparison, Literal, Negation, Node
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.questions import Question
from aftercall.instrument.routing_words import in_words

_COMPARED = {
    "=": gettext_noop("the answer to question %(number)s is %(answer)s"),
    "!=": gettext_noop("the answer to question %(number)s is not %(answer)s"),
    "<": gettext_noop("the answer to question %(number)s is below %(answer)s"),
    "<=": gettext_noop("the answer to question %(number)s is at most %(answer)s"),
    ">": gettext_noop("the answer to question %(number)s is above %(answer)s"),
    ">=": gettext_noop("the answer to question %(number)s is at least %(answer)s"),
}
_INCLUDES = gettext_noop("the answer to question %(number)s includes %(answer)s")
_LEAVES_OUT = gettext_noop("the answer to question %(number)s does not include %(answer)s")
_EMPTY = {"=": gettext_noop("question %(number)s has no answer"), "!=": gettext_noop("question %(number)s is answered")}


class _TooHardError(Exception):
    """The condition has a part for which there are words in English alone."""


def answered_only_if(instrument: Instrument, question: Question, numbers: Mapping[str, int]) -> tuple[str, str]:
    """The sentence that says who answers the question, and the language that it is in; both empty if everybody does.
    numbers: of the questions on the form, by name. Rare conditions, such as calculations, are put in English."""
    if question.relevant is None:
        return "", ""
    condition = question.relevant.tree
    try:
        words = _condition(instrument, condition, numbers)
    except _TooHardError:
        return f"Answer this only if {in_words(instrument, condition, _refer(numbers))}.", "en"
    return _("Answer this only if %(condition)s.") % {"condition": words}, ""


def _refer(numbers: Mapping[str, int]) -> Callable[[Question], str]:
    return lambda other: f"the answer to question {numbers.get(other.name, '?')}"


def _condition(instrument: Instrument, condition: Node, numbers: Mapping[str, int]) -> str:
    match condition:
        case AllOf(parts) | AnyOf(parts) if not any(isinstance(part, AllOf | AnyOf) for part in parts):
            between = _(" and ") if isinstance(condition, AllOf) else _(" or ")
            return between.join(_condition(instrument, part, numbers) for part in parts)
        case Comparison(AnswerTo(name), sign, Literal("")) if sign in _EMPTY and name in numbers:
            return _(_EMPTY[sign]) % {"number": numbers[name]}
        case Comparison(AnswerTo(name), sign, Literal() as value) if name in numbers:
            return _(_COMPARED[sign]) % _values(instrument, name, value, numbers)
        case Call("selected", (AnswerTo(name), Literal() as value)) if name in numbers:
            return _(_INCLUDES) % _values(instrument, name, value, numbers)
        case Negation(Call("selected", (AnswerTo(name), Literal() as value))) if name in numbers:
            return _(_LEAVES_OUT) % _values(instrument, name, value, numbers)
        case _:
            raise _TooHardError


def _values(instrument: Instrument, name: str, value: Literal, numbers: Mapping[str, int]) -> dict[str, object]:
    asked = instrument.question[name]
    labels = {choice.name: f"‘{choice.label}’" for choice in (*asked.choices, *asked.ways_out)}
    return {"number": numbers[name], "answer": labels.get(value.text, value.text)}
