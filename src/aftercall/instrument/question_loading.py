"""Reading choices and questions from an instrument's document."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from aftercall.instrument.answers import DONT_KNOW, REFUSED
from aftercall.instrument.errors import InstrumentError
from aftercall.instrument.expressions.expression import Expression, parse_expression
from aftercall.instrument.expressions.tree import AllOf, with_columns
from aftercall.instrument.fields import Fields
from aftercall.instrument.languages import own_words
from aftercall.instrument.questions import OTHER, WAYS_OUT, Choice, Question, QuestionType, ReadOut

# No longer than the database's columns for names of questions and measures.
_NAME = re.compile(r"[a-z][a-z0-9_]{0,29}")
_CHOICE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,29}")
_SELECTS = {QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE}
_WITHOUT_ANSWER = {QuestionType.NOTE, QuestionType.CALCULATE}
_LONGEST_OTHER = 250
# Keys of the ways out where digits can be answers.
_LETTERS = {DONT_KNOW: "d", REFUSED: "r"}
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
_ONLY_FOR_SELECTS = ("choice_filter", "rotate", "other")

type ChoiceLists = Mapping[str, tuple[Choice, ...]]


def checked_name(fields: Fields) -> str:
    """The name of what the fields describe."""
    name = fields.text("name")
    if name and not _NAME.fullmatch(name):
        message = "a name must have up to 30 lower-case letters, digits and _, and begin with a letter"
        fields.wrong("name", message)
    return name


def read_choices(choice_list: Fields) -> tuple[Choice, ...]:
    """The choices of one list."""
    choice_list.only("name", "options")
    return tuple(map(_choice, choice_list.objects("options")))


def list_named(fields: Fields) -> str:
    """The list of choices that the entry of a question names, if any."""
    return str(fields.values.get("type", "")).partition(" ")[2]


def read_questions(fields: Fields, lists: ChoiceLists) -> Iterator[Question]:
    """The questions of one entry: itself, and the one that asks what another answer was."""
    fields.only(*_QUESTION_FIELDS)
    question = _question(fields, lists)
    yield question
    if fields.flag("other", default=False) and question.choices:
        yield _specify_other(fields, question)


def _choice(fields: Fields) -> Choice:
    fields.only("name", "label", "key", "read_out", "exclusive", "counts", "only_if", "columns")
    name = fields.text("name")
    if name and not _CHOICE_NAME.fullmatch(name):
        fields.wrong("name", "a choice's name must have up to 30 letters, digits, _ and -, and no spaces")
    columns = fields.inner("columns") if "columns" in fields.values else replace(fields, values={})
    return Choice(
        name=name,
        label=fields.words("label"),
        key=fields.text("key"),
        read_out=fields.one_of("read_out", ReadOut, ReadOut.ALWAYS),
        exclusive=fields.flag("exclusive", default=name in WAYS_OUT),
        counts=fields.flag("counts", default=False),
        only_if=_expression(fields, "only_if"),
        columns={column: columns.text(column, "") for column in columns.values},
    )


def _question(fields: Fields, lists: ChoiceLists) -> Question:
    kind, list_name = _type(fields)
    filter_ = _expression(fields, "choice_filter", columns=True)
    listed = _with_other(fields, _filtered(_listed(fields, kind, list_name, lists), filter_))
    ways_out = () if kind in _WITHOUT_ANSWER else _ways_out(fields, kind, listed)
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
        relevant=_expression(fields, "relevant"),
        constraint=_expression(fields, "constraint"),
        constraint_message=fields.words("constraint_message", None if "constraint" in fields.values else ""),
        group=fields.text("group", ""),
        soft_constraint=_expression(fields, "soft_constraint"),
        soft_message=fields.words("soft_message", None if "soft_constraint" in fields.values else ""),
        calculation=_calculation(fields, kind),
        choice_filter=filter_,
        sensitive=fields.flag("sensitive", default=False),
        rotate=fields.flag("rotate", default=False),
        ways_out=ways_out,
    )


def _type(fields: Fields) -> tuple[QuestionType, str]:
    kind, _, list_name = fields.text("type").partition(" ")
    if kind not in set(QuestionType):
        fields.wrong("type", f"must begin with one of {', '.join(QuestionType)}")
        return QuestionType.TEXT, ""
    for name in _ONLY_FOR_SELECTS if kind not in _SELECTS else ():
        if name in fields.values:
            fields.wrong(name, f"only a question with choices can have it, not one of type {kind}")
    return QuestionType(kind), list_name


def _listed(fields: Fields, kind: QuestionType, name: str, lists: ChoiceLists) -> tuple[Choice, ...]:
    if kind in _SELECTS:
        if not lists.get(name):
            fields.wrong("type", f"there is no choice list called {name!r}")
        return lists.get(name, ())
    if name:
        fields.wrong("type", f"a question of type {kind} has no choice list")
    return ()


def _filtered(listed: Sequence[Choice], filter_: Expression | None) -> tuple[Choice, ...]:
    """Each choice with what the filter comes to for its columns, so that nothing else needs to know about columns."""
    if filter_ is None:
        return tuple(listed)
    return tuple(replace(choice, only_if=_filter_of(choice, filter_)) for choice in listed)


def _filter_of(choice: Choice, filter_: Expression) -> Expression:
    tree = with_columns(filter_.tree, {**choice.columns, "name": choice.name})
    if choice.only_if is None:
        return Expression(filter_.source, tree)
    return Expression(f"({choice.only_if.source}) and ({filter_.source})", AllOf((choice.only_if.tree, tree)))


def _with_other(fields: Fields, listed: tuple[Choice, ...]) -> tuple[Choice, ...]:
    if not listed or not fields.flag("other", default=False):
        return listed
    taken = {choice.key for choice in listed} | {"8", "9", "98", "99"}
    key = next(number for number in map(str, range(1, len(taken) + 2)) if number not in taken)
    return (*listed, Choice(OTHER, own_words(OTHER, fields.language), key, ReadOut.ALWAYS))


def _ways_out(fields: Fields, kind: QuestionType, listed: Sequence[Choice]) -> tuple[Choice, ...]:
    """Those of the list, and those that dk_refused adds."""
    found = {choice.name: choice for choice in listed if choice.name in WAYS_OUT}
    if fields.flag("dk_refused", default=False):
        digits = ("98", "99") if {"8", "9"} & {choice.key for choice in listed} else ("8", "9")
        for name, key in zip(_LETTERS, digits if kind in _SELECTS else _LETTERS.values(), strict=True):
            label = own_words(name, fields.language)
            found.setdefault(name, Choice(name, label, key, ReadOut.NEVER, exclusive=True))
    return tuple(found.values())


def _with_ways_out(listed: tuple[Choice, ...], ways_out: tuple[Choice, ...]) -> tuple[Choice, ...]:
    return listed + tuple(choice for choice in ways_out if choice not in listed)


def _specify_other(fields: Fields, question: Question) -> Question:
    name = f"{question.name}_{OTHER}"
    if not _NAME.fullmatch(name):
        fields.wrong("name", f"shorten it to {30 - len(OTHER) - 1} characters: the question {name} follows it")
    return Question(
        name=name,
        type=QuestionType.TEXT,
        label=own_words("specify_other", fields.language),
        hint="",
        interviewer_note="",
        read_out=ReadOut.ALWAYS,
        required=question.required,
        max_length=_LONGEST_OTHER,
        choices=(),
        relevant=parse_expression(f"selected(${{{question.name or '_'}}}, '{OTHER}')"),
        constraint=None,
        constraint_message="",
        group=question.group,
        sensitive=question.sensitive,
        ways_out=tuple(replace(choice, key=_LETTERS[choice.name]) for choice in question.ways_out),
    )


def _calculation(fields: Fields, kind: QuestionType) -> Expression | None:
    if kind is QuestionType.CALCULATE:
        return _expression(fields, "calculation", required=True) or parse_expression("''")
    if "calculation" in fields.values:
        fields.wrong("calculation", f"only a question of type calculate can have it, not one of type {kind}")
    return None


def _expression(fields: Fields, name: str, *, columns: bool = False, required: bool = False) -> Expression | None:
    if name not in fields.values and not required:
        return None
    source = fields.text(name)
    try:
        return parse_expression(source, columns=columns) if source else None
    except InstrumentError as error:
        fields.wrong(name, str(error))
        return None
