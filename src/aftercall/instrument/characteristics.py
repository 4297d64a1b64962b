"""Protected characteristics: what a questionnaire asks everyone about themselves, and its figures can be given by."""

from collections.abc import Mapping

from aftercall.instrument.instrument import Instrument
from aftercall.instrument.questions import WAYS_OUT, Question, QuestionType

# Short names for the harmonised questions of the Government Statistical Service, whose texts are too long for a table.
_HARMONISED = {
    "condition": "Long-term health condition",
    "ethnic_group": "Ethnic group",
    "orientation": "Sexual orientation",
}


def characteristics(instrument: Instrument) -> Mapping[str, str]:
    """The short label of each question about a protected characteristic, by its name: a question that is sensitive, has
    one answer, is put to everyone and may be left out."""
    return {question.name: _label(question) for question in instrument.questions if _is_characteristic(question)}


def levels(question: Question) -> Mapping[str, str]:
    """The label of each level by the name of its choice. Those who do not say have none."""
    return {choice.name: choice.label for choice in question.choices if choice.name not in WAYS_OUT}


def _is_characteristic(question: Question) -> bool:
    is_offered = question.type is QuestionType.SELECT_ONE and not question.required
    return is_offered and question.sensitive and question.relevant is None


def _label(question: Question) -> str:
    return _HARMONISED.get(question.name, question.name.replace("_", " ").capitalize())
