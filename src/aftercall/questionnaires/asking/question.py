"""A question as it is shown on a screen to be answered."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from aftercall.instrument.checking import Checked
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.languages import ENGLISH
from aftercall.instrument.questions import Choice, Question, QuestionType, ReadOut
from aftercall.instrument.routing import Folded
from aftercall.questionnaires.asking.entered import Entered
from aftercall.questionnaires.asking.key_series import keys_in
from aftercall.questionnaires.asking.spoken import Spoken
from aftercall.questionnaires.asking.steps import Step

_INSTRUCTIONS = {
    QuestionType.SELECT_ONE: "Press a number to choose, then Enter.",
    QuestionType.INTEGER: "Type a whole number, such as 12, then Enter.",
    QuestionType.DECIMAL: "Type a number, such as 12 or 12.5, then Enter.",
    QuestionType.DATE: "Type day, month and year, such as 31 3 2026, then Enter.",
    QuestionType.TEXT: ("Press Enter to save. Press Shift and Enter for a new line, and Escape to use the other keys."),
    QuestionType.NOTE: "Press Enter to go on.",
}


@dataclass(frozen=True)
class Problem:
    """Why an answer was not accepted. language: the code of the text's language."""

    text: str
    language: str = ENGLISH.code

    @classmethod
    def of(cls, checked: Checked) -> "Problem | None":
        """The problem that a check found, if any."""
        return cls(checked.problem, checked.language) if checked.problem else None


@dataclass(frozen=True)
class Option:
    """One choice, with the key that selects it. alone: it is read out, and can't be combined with others."""

    value: str
    label: str
    key: str
    chosen: bool
    alone: bool


@dataclass(frozen=True)
class AskedQuestion:
    """One question. Options are grouped by whether they are read out. typed: what is in the field; instruction: how to
    answer; is_answered: whether it has been answered before; previous: the name of the question before."""

    question: Question
    group: str
    number: int
    progress: float
    read_out: Sequence[Option]
    may_read: Sequence[Option]
    not_read_out: Sequence[Option]
    typed: str
    instruction: str
    is_answered: bool
    previous: str
    problem: Problem | None
    spoken: Spoken

    @property
    def has_radios(self) -> bool:
        """Whether one of the options is chosen, rather than typed or ticked."""
        return self.question.type is QuestionType.SELECT_ONE

    @property
    def takes_several(self) -> bool:
        """Whether several of the options can be ticked."""
        return self.question.type is QuestionType.SELECT_MULTIPLE

    @property
    def field(self) -> str:
        """Which field the answer can be typed in: a short one, a long one, or none."""
        if self.has_radios or self.question.type is QuestionType.NOTE:
            return ""
        return "long" if self.question.type is QuestionType.TEXT else "short"


def wanted_question(instrument: Instrument, given: Folded, wanted: str = "", after: str = "") -> Question | None:
    """The question of this name if it is on the route; or the one that follows `after`; or else the first without an
    answer. None if all are answered."""
    path = instrument.path(given.answers)
    names = [question.name for question in path]
    if wanted in names:
        return path[names.index(wanted)]
    following = names.index(after) + 1 if after in names else len(names)
    return path[following] if following < len(names) else instrument.next_question(given.answers)


def asked_question(
    instrument: Instrument,
    given: Folded,
    asked: Question,
    *,
    seed: int,
    words: str | None = None,
    entered: Entered | None = None,
    problem: Problem | None = None,
) -> AskedQuestion:
    """A question on the route, with the answer that it has. words: that answer, if it is kept as a text elsewhere;
    entered: what is shown instead, such as an answer that could not be accepted because of the problem."""
    path = instrument.path(given.answers)
    place = path.index(asked)
    choices = instrument.options(asked, given.answers, seed)
    shown = entered or _as_entered(choices, given.counted.get(asked.name, "") if words is None else words)
    options = _options(choices, _chosen(asked, shown))
    return AskedQuestion(
        question=asked,
        group=instrument.groups[asked.group].label if asked.group in instrument.groups else "",
        number=place + 1,
        progress=instrument.questions.index(asked) / len(instrument.questions),
        read_out=options[ReadOut.ALWAYS],
        may_read=options[ReadOut.MAY],
        not_read_out=options[ReadOut.NEVER],
        typed=shown.typed,
        instruction=_instruction(asked),
        is_answered=asked.name in given.counted,
        previous=path[place - 1].name if place else "",
        problem=problem,
        spoken=Spoken.of(instrument),
    )


def _as_entered(choices: Sequence[Choice], value: str) -> Entered:
    """An earlier answer as it would be entered again."""
    names = {choice.name for choice in choices}
    words = value.split()
    return Entered(ticked=tuple(words)) if words and names.issuperset(words) else Entered(value)


def _chosen(question: Question, entered: Entered) -> set[str]:
    """Names and keys of the choices that are chosen."""
    typed = keys_in(question, entered.typed) if question.choices else []
    return {*entered.ticked, *typed}


def _options(choices: Sequence[Choice], chosen: Collection[str]) -> dict[ReadOut, list[Option]]:
    """The choices by whether they are read out."""
    options: dict[ReadOut, list[Option]] = {kind: [] for kind in ReadOut}
    for choice in choices:
        is_chosen = choice.name in chosen or choice.key in chosen
        alone = choice.exclusive and choice.read_out is not ReadOut.NEVER
        options[choice.read_out].append(Option(choice.name, choice.label, choice.key.upper(), is_chosen, alone))
    return options


def _instruction(question: Question) -> str:
    if question.type is not QuestionType.SELECT_MULTIPLE:
        return _INSTRUCTIONS[question.type]
    series = "1 3 5" if any(len(choice.key) > 1 for choice in question.choices) else "1 3 5 or 135"
    return f"Tick what applies, or type the keys, such as {series}, then Enter."


@dataclass(frozen=True)
class DoubtedAnswer:
    """An unlikely answer, to be confirmed or changed. answer: in words."""

    question: Question
    answer: str
    warning: str
    spoken: Spoken


CHECK_STEPS = (Step("change", "Change the answer", "1"), Step("save", "Save anyway", "2"))


def doubted_answer(instrument: Instrument, question: Question, value: str, warning: str) -> DoubtedAnswer:
    """What to confirm about an answer that a soft check doubts. value: as it would be stored; warning: what to say."""
    labels = [choice.label for choice in question.choices if choice.name in value.split()]
    return DoubtedAnswer(question, ", ".join(labels) or value, warning, Spoken.of(instrument))
