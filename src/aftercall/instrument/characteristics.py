"""Protected characteristics: what a questionnaire asks everyone about themselves, and its figures can be given by."""

from collections.abc import Mapping

from aftercall.instrument.answers import Answers
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.questions import WAYS_OUT, Question, QuestionType

# Short names for the harmonised questions of the Government Statistical Service, whose texts are too long for a table.
_HARMONISED = {
    "condition": "Long-term health condition",
    "ethnic_group": "Ethnic group",
    "orientation": "Sexual orientation",
}
# What the two harmonised questions about conditions say together, as the Equality Act 2010 defines it.
DISABILITY = "disability"
DISABLED, NOT_DISABLED = "Disabled", "Not disabled"
_CONDITION, _LIMITS = "condition", "condition_limits"


def characteristics(instrument: Instrument) -> Mapping[str, str]:
    """The short label of each protected characteristic, by its name: a question that is sensitive, has one answer, is
    put to everyone and may be left out.

    Where a questionnaire asks whether a condition limits people, disability takes the place of having a condition. With
    both, the people whose condition does not limit them could be found by subtraction.
    """
    asked = [question for question in instrument.questions if _is_characteristic(question)]
    names = {question.name: short_label(question) for question in asked}
    if _CONDITION not in names or _LIMITS not in instrument.question or DISABILITY in instrument.question:
        return names
    return dict((DISABILITY, "Disability") if name == _CONDITION else (name, names[name]) for name in names)


def levels(question: Question) -> Mapping[str, str]:
    """The label of each level by the name of its choice. Those who do not say have none."""
    return {choice.name: choice.label for choice in question.choices if choice.name not in WAYS_OUT}


def disability(answers: Answers) -> str:
    """Whether somebody is disabled: a condition limits them. Empty where they did not say."""
    condition, limits = answers.get(_CONDITION), answers.get(_LIMITS)
    if condition == "no" or (condition == "yes" and limits == "not_at_all"):
        return NOT_DISABLED
    return DISABLED if condition == "yes" and limits in {"a_lot", "a_little"} else ""


def short_label(question: Question) -> str:
    """The short label of a question about the person."""
    return _HARMONISED.get(question.name, question.name.replace("_", " ").capitalize())


def _is_characteristic(question: Question) -> bool:
    is_offered = question.type is QuestionType.SELECT_ONE and not question.required
    return is_offered and question.sensitive and question.relevant is None
