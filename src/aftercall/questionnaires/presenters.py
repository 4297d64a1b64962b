"""A questionnaire as its pages show it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aftercall.core.words import counted, date_and_time, joined, number
from aftercall.instrument.comparison import Comparison
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.question_changes import ANSWERED_WITH
from aftercall.instrument.questions import PLACEHOLDER, Audience, Choice, Question, QuestionType, ReadOut, Script
from aftercall.instrument.routing_words import Refer, in_words, who_is_asked
from aftercall.questionnaires.models import QuestionnaireDraft
from aftercall.questionnaires.sources import Source
from aftercall.questionnaires.states import DraftState

STATE_COLOURS = {DraftState.DRAFT: "grey", DraftState.SUBMITTED: "yellow", DraftState.APPROVED: "green"}
_HEARD_BY = {Audience.ANYONE: "whoever answers", Audience.NAMED_PERSON: "the person asked for"}
_ASIDES = {ReadOut.ALWAYS: "", ReadOut.MAY: "may be read out", ReadOut.NEVER: "not read out"}


@dataclass(frozen=True)
class VersionLine:
    """A version in the list: its questionnaire, where it is used, and whether it is stored."""

    source: Source
    used_by: str

    @property
    def status(self) -> tuple[str, str]:
        """Its state in words, and the colour."""
        if self.used_by:
            return "In use", "green"
        return ("Approved", "blue") if self.source.stored else ("Supplied", "grey")


def version_lines(sources: Iterable[Source], used: Mapping[int, list[str]]) -> list[VersionLine]:
    """The versions of one name, each with what uses it."""
    return [VersionLine(one, joined(used.get(one.stored.pk, [])) if one.stored else "") for one in sources]


def facts(source: Source) -> list[tuple[str, str]]:
    """What a questionnaire is, as names and values."""
    instrument = source.instrument
    asked = [question for question in instrument.questions if question.is_asked]
    return [
        ("Name and version", f"{instrument.name}, version {instrument.version}"),
        ("Filled in by", "the person" if source.is_self else "an interviewer"),
        ("Questions", str(len(asked))),
        ("Languages", joined([language.english_name for language in instrument.languages])),
        ("Announced length", counted(instrument.minutes, "minute")),
        ("Measures", joined([measure.label for measure in instrument.measures.values()]) or "none"),
        ("Known beforehand", joined(list(instrument.facts)) or "nothing"),
    ]


def draft_facts(draft: QuestionnaireDraft) -> list[tuple[str, str]]:
    """How a draft came about, as names and values."""
    rows = [
        ("File", draft.file_name),
        ("Uploaded", f"{date_and_time(draft.uploaded_at)} by {draft.uploaded_by.name}"),
    ]
    if draft.submitted_at:
        rows.append(("Approval asked for", date_and_time(draft.submitted_at)))
    if draft.approved_at and draft.approved_by:
        rows.append(("Approved", f"{date_and_time(draft.approved_at)} by {draft.approved_by.name}"))
    return rows


def finding_rows(findings: Iterable[Mapping[str, Any]]) -> list[list[str]]:
    """Cells of each finding: where (sheet, row and column), and what to do."""
    return [
        [place_words(found), f"{'Warning: ' if found['severity'] == 'warning' else ''}{found['message']}"]
        for found in findings
    ]


def place_words(found: Mapping[str, Any]) -> str:
    """Where something was found, as in 'survey, row 12, column relevant'."""
    row = f"row {found['row']}" if found["row"] else ""
    column = f"column {found['column']}" if found["column"] else ""
    return ", ".join(filter(None, (found["sheet"], row, column))) or "The file"


def overridden_rows(instrument: Instrument, times: Mapping[str, int]) -> list[list[str]]:
    """Cells of each soft check that was overridden: the question, what the check says, and how often."""
    return [
        [_bracketed(question.label), question.soft_message, number(times[question.name])]
        for question in instrument.questions
        if question.name in times
    ]


def changes(comparison: Comparison) -> list[tuple[str, list[str]]]:
    """What changed: headings, each with sentences."""
    return [
        (label or "The questionnaire as a whole", [change.sentence for change in changes])
        for label, changes in comparison.by_question()
    ]


@dataclass(frozen=True)
class ShownOption:
    """An answer to choose."""

    value: str
    key: str
    label: str
    aside: str


@dataclass(frozen=True)
class ShownQuestion:
    """A question as it looks, and in words who is asked and what is checked."""

    number: int
    name: str
    heading: str
    label: str
    hint: str
    note: str
    is_read: bool
    answered_with: str
    options: Sequence[ShownOption]
    remarks: Sequence[str]


def preview(instrument: Instrument) -> list[ShownQuestion]:
    """Every question in order. Conditions name questions by their numbers."""
    numbers = {question.name: number for number, question in enumerate(instrument.questions, start=1)}
    headings = _headings(instrument)
    return [_shown(instrument, question, numbers, headings[question.name]) for question in instrument.questions]


def _headings(instrument: Instrument) -> dict[str, str]:
    """The heading that begins at each question; empty within a group."""
    found: dict[str, str] = {}
    current = ""
    for question in instrument.questions:
        group = instrument.groups.get(question.group)
        label = group.label if group else ""
        found[question.name] = label if label != current else ""
        current = label
    return found


def _shown(instrument: Instrument, question: Question, numbers: Mapping[str, int], heading: str) -> ShownQuestion:
    def refer(other: Question) -> str:
        return f"the answer to question {numbers[other.name]}"

    who = "of everyone" if question.relevant is None else who_is_asked(instrument, question, refer)
    remarks = [f"Asked {who}.", *_checks(instrument, question, refer)]
    return ShownQuestion(
        number=numbers[question.name],
        name=question.name,
        heading=heading,
        label=_bracketed(question.label),
        hint=question.hint,
        note=question.interviewer_note,
        is_read=question.read_out is ReadOut.ALWAYS,
        answered_with=ANSWERED_WITH[question.type],
        options=[_option(choice) for choice in question.choices or question.ways_out],
        remarks=remarks,
    )


def _checks(instrument: Instrument, question: Question, refer: Refer) -> Iterator[str]:
    if not question.required:
        yield "It can be left empty."
    if question.rotate:
        yield "The order of the answers is drawn for each person."
    if question.max_length:
        yield f"At most {question.max_length:,} characters."
    if question.constraint is not None:
        accepted = in_words(instrument, question.constraint.tree, refer)
        yield f"Accepted only if {accepted}; otherwise: ‘{question.constraint_message}’"
    if question.soft_constraint is not None:
        likely = in_words(instrument, question.soft_constraint.tree, refer)
        yield f"To be confirmed unless {likely}: ‘{question.soft_message}’"
    for choice in question.choices:
        if choice.only_if is not None:
            yield f"‘{choice.label}’ can be chosen only if {in_words(instrument, choice.only_if.tree, refer)}."


def _option(choice: Choice) -> ShownOption:
    alone = "cannot be combined" if choice.exclusive and choice.read_out is not ReadOut.NEVER else ""
    aside = ", ".join(filter(None, (_ASIDES[choice.read_out], alone)))
    return ShownOption(choice.name, choice.key, choice.label, aside)


def scripts(instrument: Instrument) -> list[tuple[str, str, str]]:
    """The texts that are read out: name, who hears it, text."""
    return [_script(script) for script in instrument.scripts.values()]


def _script(script: Script) -> tuple[str, str, str]:
    name = script.name.replace("_", " ")
    return f"{name[0].upper()}{name[1:]}", _HEARD_BY[script.audience], _bracketed(script.text)


def _bracketed(text: str) -> str:
    return PLACEHOLDER.sub(lambda found: f"[{found[1].replace('_', ' ')}]", text)


def answer_rows(instrument: Instrument, answers: Mapping[str, str]) -> list[list[str]]:
    """Cells of each answer: what was asked, and what was answered."""
    return [
        [question.label or question.name, answer_words(question, answers[question.name])]
        for question in instrument.questions
        if question.name in answers
    ]


def answer_words(question: Question, value: str) -> str:
    """An answer as people read it."""
    if question.type is QuestionType.NOTE:
        return "Read"
    labels = {choice.name: choice.label for choice in (*question.choices, *question.ways_out)}
    if all(part in labels for part in value.split()):
        return joined([labels[part] for part in value.split()]) or "Left empty"
    return value
