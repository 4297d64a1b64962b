"""Reading choices and questions from an instrument's document."""

import re
from collections.abc import Iterator, Mapping, Sequence

from aftercall.instrument.conditions import Condition
from aftercall.instrument.errors import InstrumentError
from aftercall.instrument.expressions import parse_condition
from aftercall.instrument.fields import Fields
from aftercall.instrument.languages import own_words
from aftercall.instrument.questions import DONT_KNOW, OTHER, REFUSED, Choice, Question, QuestionType, ReadOut

# No longer than the database's columns for names of questions and measures.
_NAME = re.compile(r"[a-z][a-z0-9_]{0,29}")
_SELECTS = {QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE}
_QUESTION_FIELDS = (
    "type",
    "name",
    "label",
    "hint",
    "interviewer_note",
    "read_out",
    "required",
    "max_length",
    "group",
    "relevant",
    "constraint",
    "constraint_message",
    "soft_constraint",
    "soft_message",
    "calculation",
    "choice_filter",
    "dk_refused",
    "sensitive",
    "rotate",
    "other",
)

type ChoiceLists = Mapping[str, tuple[Choice, ...]]


def checked_name(fields: Fields) -> str:
    """The name of what the fields describe. Raises InstrumentError if it can't be one."""
    name = fields.text("name")
    if not _NAME.fullmatch(name):
        raise InstrumentError(
            f"{fields.where}: a name must have up to 30 lower-case letters, digits and _, and begin with a letter"
        )
    return name


def read_choices(choice_list: Fields) -> tuple[Choice, ...]:
    """The choices of one list."""
    choice_list.only("name", "options")
    return tuple(map(_choice, choice_list.objects("options")))


def read_questions(fields: Fields, lists: ChoiceLists) -> Iterator[Question]:
    """The questions of one entry: itself, and the one that asks what another answer was."""
    fields.only(*_QUESTION_FIELDS)
    question = _question(fields, lists)
    yield question
    if fields.flag("other", default=False):
        yield _specify_other(fields, question)


def _choice(fields: Fields) -> Choice:
    fields.only("name", "label", "key", "read_out", "exclusive", "counts", "only_if", "columns")
    name = checked_name(fields)
    columns = fields.object("columns")
    return Choice(
        name=name,
        label=fields.words("label"),
        key=fields.text("key"),
        read_out=fields.one_of("read_out", ReadOut, ReadOut.ALWAYS),
        exclusive=fields.flag("exclusive", default=name in {DONT_KNOW, REFUSED}),
        counts=fields.flag("counts", default=False),
        only_if=_condition(fields, "only_if"),
        columns={name: columns.text(name, "") for name in columns.values},
    )


def _question(fields: Fields, lists: ChoiceLists) -> Question:
    kind, list_name = _type(fields)
    listed = _listed(fields, kind, list_name, lists)
    ways_out = _ways_out(fields, kind, listed)
    return Question(
        name=checked_name(fields),
        type=kind,
        label=fields.words("label", "" if kind is QuestionType.CALCULATE else None),
        hint=fields.words("hint", ""),
        interviewer_note=fields.words("interviewer_note", ""),
        read_out=fields.one_of("read_out", ReadOut, ReadOut.ALWAYS),
        required=fields.flag("required", default=True),
        max_length=fields.optional_number("max_length"),
        choices=_with_ways_out(listed, ways_out) if kind in _SELECTS else (),
        relevant=_condition(fields, "relevant"),
        constraint=_condition(fields, "constraint"),
        constraint_message=fields.words("constraint_message", None if "constraint" in fields.values else ""),
        group=fields.text("group", ""),
        soft_constraint=_condition(fields, "soft_constraint"),
        soft_message=fields.words("soft_message", None if "soft_constraint" in fields.values else ""),
        sensitive=fields.flag("sensitive", default=False),
        rotate=fields.flag("rotate", default=False),
        ways_out=ways_out,
    )


def _type(fields: Fields) -> tuple[QuestionType, str]:
    kind, _, list_name = fields.text("type").partition(" ")
    if kind not in set(QuestionType):
        raise InstrumentError(f"{fields.where}: type must begin with one of {', '.join(QuestionType)}")
    return QuestionType(kind), list_name


def _listed(fields: Fields, kind: QuestionType, name: str, lists: ChoiceLists) -> tuple[Choice, ...]:
    if kind in _SELECTS and not lists.get(name):
        raise InstrumentError(f"{fields.where}: there is no choice list called {name!r}")
    if name and kind not in _SELECTS:
        raise InstrumentError(f"{fields.where}: a question of type {kind} has no choice list")
    listed = lists[name] if kind in _SELECTS else ()
    return (*listed, _other(fields, listed)) if fields.flag("other", default=False) else listed


def _other(fields: Fields, listed: Sequence[Choice]) -> Choice:
    taken = {choice.key for choice in listed} | {"8", "9", "98", "99"}
    key = next(str(number) for number in range(1, 200) if str(number) not in taken)
    return Choice(OTHER, own_words(OTHER, fields.language), key, ReadOut.ALWAYS)


def _ways_out(fields: Fields, kind: QuestionType, listed: Sequence[Choice]) -> tuple[Choice, ...]:
    """Those of the list, and those that dk_refused adds. Letters are their keys where numbers can be answers."""
    own = {choice.name: choice for choice in listed if choice.name in {DONT_KNOW, REFUSED}}
    if fields.flag("dk_refused", default=False):
        taken = {choice.key for choice in listed}
        digits = ("98", "99") if {"8", "9"} & taken else ("8", "9")
        for name, key in zip((DONT_KNOW, REFUSED), digits if kind in _SELECTS else ("d", "r"), strict=True):
            label = own_words(name, fields.language)
            own.setdefault(name, Choice(name, label, key, ReadOut.NEVER, exclusive=True))
    return tuple(own.values())


def _with_ways_out(listed: tuple[Choice, ...], ways_out: tuple[Choice, ...]) -> tuple[Choice, ...]:
    return listed + tuple(choice for choice in ways_out if choice not in listed)


def _specify_other(fields: Fields, question: Question) -> Question:
    return Question(
        name=f"{question.name}_{OTHER}",
        type=QuestionType.TEXT,
        label=own_words("specify_other", fields.language),
        hint="",
        interviewer_note="",
        read_out=ReadOut.ALWAYS,
        required=question.required,
        max_length=250,
        choices=(),
        relevant=parse_condition(f"selected(${{{question.name}}}, '{OTHER}')"),
        constraint=None,
        constraint_message="",
        group=question.group,
        sensitive=question.sensitive,
    )


def _condition(fields: Fields, name: str) -> Condition | None:
    if name not in fields.values:
        return None
    try:
        return parse_condition(fields.text(name))
    except InstrumentError as error:
        raise InstrumentError(f"{fields.where}: {name}: {error}") from None
