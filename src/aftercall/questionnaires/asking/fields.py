"""A question as a person fills it in themselves, on the web or from paper: what it shows, and what was entered."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from aftercall.core.languages import tag
from aftercall.instrument import checking
from aftercall.instrument.checking import Checked
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.questions import Choice, Question, QuestionType
from aftercall.instrument.routing import Folded
from aftercall.questionnaires.asking.entered import Entered, check_entered

_TICKED = "_ticked"
# As much as a moderator can read and decide on, where the questionnaire sets no limit.
LONGEST_TEXT = 10_000
CONFIRMED = "confirmed"


@dataclass(frozen=True)
class Option:
    """One answer to choose. heading: what it is listed under, where it is the first there."""

    value: str
    label: str
    chosen: bool
    heading: str = ""


@dataclass(frozen=True)
class Field:
    """A question in a form. kind: radios, checkboxes, line, area or note. ways_out: to tick beside what is typed.
    problem: why the answer was not accepted; doubt: what to confirm about it. language: of the texts."""

    name: str
    kind: str
    label: str
    hint: str
    language: str
    options: Sequence[Option] = ()
    ways_out: Sequence[Option] = ()
    typed: str = ""
    most: int | None = None
    optional: bool = True
    problem: str = ""
    problem_language: str = "en"
    doubt: str = ""


@dataclass(frozen=True)
class Entries:
    """What a form sent about several questions. folded: the answers after it. fields: to show again if there is a
    problem or something to confirm."""

    folded: Folded
    fields: Sequence[Field] = field(default_factory=tuple)

    @property
    def is_accepted(self) -> bool:
        """Whether all of it can be stored."""
        return not any(one.problem or one.doubt for one in self.fields)


_KINDS = {
    QuestionType.SELECT_ONE: "radios",
    QuestionType.SELECT_MULTIPLE: "checkboxes",
    QuestionType.TEXT: "area",
    QuestionType.NOTE: "note",
}
_HINTS = {
    QuestionType.DATE: _("For example, 31 3 2026"),
    QuestionType.INTEGER: _("Enter a whole number, such as 12"),
    QuestionType.DECIMAL: _("Enter a number, such as 12 or 12.5"),
    QuestionType.SELECT_MULTIPLE: _("Choose all that apply"),
}


def shown(instrument: Instrument, question: Question, folded: Folded, seed: int, *, words: str | None = None) -> Field:
    """A question with the answer that it has. words: that answer, if it is kept as a text elsewhere."""
    value = folded.counted.get(question.name, "") if words is None else words
    choices = instrument.options(question, folded.answers, seed)
    return _field(instrument, question, choices, _entered(choices, value))


def shown_again(
    instrument: Instrument, question: Question, folded: Folded, seed: int, entered: Entered, checked: Checked
) -> Field:
    """A question with what was entered, and what is wrong with it or to be confirmed about it."""
    choices = instrument.options(question, folded.answers, seed)
    return replace(
        _field(instrument, question, choices, entered),
        problem=checked.problem or "",
        problem_language=checked.language,
        doubt=checked.warning or "",
    )


def entered_for(question: Question, sent: QueryDict) -> Entered:
    """What a form sent for this question."""
    return Entered(sent.get(question.name, ""), tuple(sent.getlist(question.name + _TICKED)))


def _entered(choices: Sequence[Choice], value: str) -> Entered:
    names = {choice.name for choice in choices}
    chosen = value.split()
    return Entered(ticked=tuple(chosen)) if chosen and names.issuperset(chosen) else Entered(value)


def _field(instrument: Instrument, question: Question, choices: Sequence[Choice], entered: Entered) -> Field:
    chosen = {*entered.ticked, *([entered.typed] if question.choices else [])}
    options = [Option(choice.name, choice.label, choice.name in chosen) for choice in choices]
    has_choices = bool(question.choices)
    return Field(
        name=question.name,
        kind=_KINDS.get(question.type, "line"),
        label=question.label,
        hint=question.hint or _usual_hint(question, instrument.language.code),
        language=instrument.language.code,
        options=options if has_choices else (),
        ways_out=() if has_choices else options,
        typed="" if has_choices else entered.typed,
        most=_longest(question),
        optional=not question.required,
    )


def _longest(question: Question) -> int | None:
    return question.max_length or (LONGEST_TEXT if question.type is QuestionType.TEXT else None)


def too_long(instrument: Instrument, question: Question, entered: Entered) -> Checked | None:
    """The problem with a text that no questionnaire limits, if there is one."""
    most, length = _longest(question), len(entered.typed)
    if question.max_length or most is None or length <= most:
        return None
    return checking.problem("too_long", instrument.language.code, most=most, length=length)


def _usual_hint(question: Question, language: str) -> str:
    """How to answer a question of this type, if it is in the language of the page: there are no hints in others."""
    hint = _HINTS.get(question.type, "")
    return gettext(hint) if hint and language == tag() else ""


def read(instrument: Instrument, questions: Sequence[Question], folded: Folded, sent: QueryDict, seed: int) -> Entries:
    """Check what a form sent about these questions, in order. A question that an earlier answer of the same form takes
    off the route is left out."""
    fields: list[Field] = []
    confirmed = sent.getlist(CONFIRMED)
    for question in questions:
        if question not in instrument.route(folded.answers):
            continue
        entered = entered_for(question, sent)
        checked = too_long(instrument, question, entered) or check_entered(
            instrument, question, entered, folded.answers
        )
        if question.name in confirmed:
            checked = replace(checked, warning=None)
        before = folded
        if checked.value is not None:
            folded = instrument.answered(folded, question.name, checked.value)
        fields.append(shown_again(instrument, question, before, seed, entered, checked))
    return Entries(folded, fields)
