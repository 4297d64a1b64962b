"""What the interviewer's question screen shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from aftercall.fieldwork import queries
from aftercall.fieldwork.forms import Step
from aftercall.fieldwork.free_text import decrypt_verbatim
from aftercall.fieldwork.interviewing import SEALED, instrument_of
from aftercall.fieldwork.languages import Spoken
from aftercall.fieldwork.models import Attempt, Interview
from aftercall.fieldwork.series import keys_of, spaced
from aftercall.instrument.questions import Choice, Question, QuestionType, ReadOut

_INSTRUCTIONS = {
    QuestionType.SELECT_ONE: "Press a number to choose, then Enter.",
    QuestionType.INTEGER: "Type a whole number, such as 12, then Enter.",
    QuestionType.DECIMAL: "Type a number, such as 12 or 12.5, then Enter.",
    QuestionType.DATE: "Type day, month and year, such as 31 3 2026, then Enter.",
    QuestionType.TEXT: ("Press Enter to save. Press Shift and Enter for a new line, and Escape to use the other keys."),
    QuestionType.NOTE: "Press Enter to go on.",
}


@dataclass(frozen=True)
class Option:
    """One choice, with the key that selects it. alone: it is read out, and can't be combined with others."""

    value: str
    label: str
    key: str
    chosen: bool
    alone: bool


@dataclass(frozen=True)
class QuestionPage:
    """One question. Options are apart by whether they are read out. typed: what is in the field; instruction: how to
    answer; is_answered: whether it has been answered before; previous: the name of the question before."""

    attempt: Attempt
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
    problem: str
    spoken: Spoken

    @property
    def has_radios(self) -> bool:
        """Whether one of the options is chosen, rather than typed."""
        return self.question.type is QuestionType.SELECT_ONE

    @property
    def takes_several(self) -> bool:
        """Whether several of the options can be typed."""
        return self.question.type is QuestionType.SELECT_MULTIPLE

    @property
    def field(self) -> str:
        """Which field the answer is typed in: a short one, a long one, or none."""
        if self.has_radios or self.question.type is QuestionType.NOTE:
            return ""
        return "long" if self.question.type is QuestionType.TEXT else "short"


@dataclass(frozen=True)
class Wanted:
    """Which question to show: the one of this name, or the one that follows `after`; else the first without an
    answer."""

    question: str = ""
    after: str = ""


def question_page(
    attempt: Attempt,
    interview: Interview,
    language: str = "",
    wanted: Wanted | None = None,
    *,
    problem: str = "",
    typed: str | None = None,
) -> QuestionPage | None:
    """The wanted question if it is on the route, or else the first unanswered one. None if all are answered.

    `typed` is what was entered, shown again with the problem if it could not be saved.
    """
    instrument, given = instrument_of(interview.case, language), queries.answers_in(interview)
    path = instrument.path(given.answers)
    asked = _wanted(path, wanted or Wanted()) or instrument.next_question(given.answers)
    if asked is None:
        return None
    choices = instrument.options(asked, given.answers, interview.seed)
    value = given.counted.get(asked.name, "")
    place = path.index(asked)
    options = _options(choices, value if typed is None else typed)
    return QuestionPage(
        attempt=attempt,
        question=asked,
        group=instrument.groups[asked.group].label if asked.group in instrument.groups else "",
        number=place + 1,
        progress=instrument.questions.index(asked) / len(instrument.questions),
        read_out=options[ReadOut.ALWAYS],
        may_read=options[ReadOut.MAY],
        not_read_out=options[ReadOut.NEVER],
        typed=typed if typed is not None else _as_typed(interview, asked, choices, value),
        instruction=_instruction(asked),
        is_answered=asked.name in given.counted,
        previous=path[place - 1].name if place else "",
        problem=problem,
        spoken=Spoken.of(instrument),
    )


def _wanted(path: Sequence[Question], wanted: Wanted) -> Question | None:
    names = [question.name for question in path]
    if wanted.question in names:
        return path[names.index(wanted.question)]
    following = names.index(wanted.after) + 1 if wanted.after in names else len(names)
    return path[following] if following < len(names) else None


def _options(choices: Sequence[Choice], value: str) -> dict[ReadOut, list[Option]]:
    """The choices by whether they are read out. value: the name or key of the one that is chosen."""
    options: dict[ReadOut, list[Option]] = {kind: [] for kind in ReadOut}
    for choice in choices:
        chosen = value in {choice.name, choice.key}
        alone = choice.exclusive and choice.read_out is not ReadOut.NEVER
        options[choice.read_out].append(Option(choice.name, choice.label, choice.key.upper(), chosen, alone))
    return options


def _as_typed(interview: Interview, question: Question, choices: Sequence[Choice], value: str) -> str:
    """An earlier answer as it would be typed again."""
    if value == SEALED:
        return decrypt_verbatim(interview, question.name)
    return keys_of(choices, value.split()) or value


def _instruction(question: Question) -> str:
    if question.type is not QuestionType.SELECT_MULTIPLE:
        return _INSTRUCTIONS[question.type]
    series = "1 3 5" if any(len(choice.key) > 1 for choice in question.choices) else "1 3 5 or 135"
    return f"Type the keys of all the answers, such as {series}, then Enter."


@dataclass(frozen=True)
class CheckPage:
    """An unlikely answer, to be confirmed or changed. answer: in words; typed: as it was entered."""

    attempt: Attempt
    question: Question
    answer: str
    typed: str
    warning: str
    spoken: Spoken


CHECK_STEPS = (Step("change", "Change the answer", "1"), Step("save", "Save anyway", "2"))


def check_page(attempt: Attempt, interview: Interview, language: str, name: str, typed: str, warning: str) -> CheckPage:
    """What to confirm about an answer that a soft check doubts. name: of its question."""
    instrument, given = instrument_of(interview.case, language), queries.answers_in(interview)
    question = instrument.question[name]
    value = instrument.check(question, spaced(question, typed), given.answers).value or typed
    return CheckPage(attempt, question, _in_words(question, value), typed, warning, Spoken.of(instrument))


def _in_words(question: Question, value: str) -> str:
    labels = [choice.label for choice in question.choices if choice.name in value.split()]
    return ", ".join(labels) or value
