"""Parsing an instrument's JSON document, and the documents that the product ships."""

import dataclasses
import json
import re
from collections.abc import Mapping
from importlib import resources

from aftercall.instrument.conditions import Condition
from aftercall.instrument.consistency import check_consistency
from aftercall.instrument.errors import InstrumentError
from aftercall.instrument.expressions import parse_condition
from aftercall.instrument.fields import Fields
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.measures import Measure
from aftercall.instrument.questions import (
    Audience,
    Choice,
    Objection,
    Question,
    QuestionType,
    ReadOut,
    Script,
)
from aftercall.instrument.scale import Level

# No longer than the database's columns for names of questions and measures.
_NAME = re.compile(r"[a-z][a-z0-9_]{0,29}")
_FIELDS = (
    "name",
    "version",
    "title",
    "minutes",
    "choices",
    "questions",
    "measures",
    "overall",
    "breakdowns",
    "scripts",
    "leaves_base",
    "objection",
)

type ChoiceLists = Mapping[str, tuple[Choice, ...]]


def shipped_document(name: str) -> object:
    """The document of an instrument that the product ships, such as 'victim_satisfaction_1'. Raises InstrumentError if
    there is none.
    """
    file = resources.files("aftercall.instrument") / "data" / f"{name}.json"
    if not _NAME.fullmatch(name) or not file.is_file():
        raise InstrumentError(f"there is no instrument called {name!r}")
    return json.loads(file.read_text(encoding="utf-8"))


def shipped_names() -> list[str]:
    """The names of the instruments that the product ships."""
    folder = resources.files("aftercall.instrument") / "data"
    return sorted(file.name.removesuffix(".json") for file in folder.iterdir() if file.name.endswith(".json"))


def load_instrument(name: str) -> Instrument:
    """The instrument of a shipped document. Raises InstrumentError if there is none."""
    return parse_instrument(shipped_document(name))


def parse_instrument(document: object) -> Instrument:
    """The instrument of a document. Raises InstrumentError, one line that says where the first fault is."""
    fields = Fields.of("instrument", document)
    fields.only(*_FIELDS)
    fields = Fields(_name(fields), fields.values)
    choices = {entry.text("name"): _choices(entry) for entry in fields.objects("choices")}
    instrument = Instrument(
        name=_name(fields),
        version=fields.number("version"),
        title=fields.text("title"),
        minutes=fields.number("minutes"),
        questions=tuple(_question(entry, choices) for entry in fields.objects("questions")),
        measures={measure.name: measure for measure in map(_measure, fields.objects("measures"))},
        overall=fields.text("overall", "") or None,
        breakdowns=dict(map(_breakdown, fields.objects("breakdowns"))),
        scripts={script.name: script for script in map(_script, fields.objects("scripts"))},
        leaves_base=frozenset(_levels(fields)),
        objection=_objection(fields),
    )
    check_consistency(instrument)
    return instrument


def _choices(choice_list: Fields) -> tuple[Choice, ...]:
    choice_list.only("name", "options")
    return tuple(map(_choice, choice_list.objects("options")))


def _choice(fields: Fields) -> Choice:
    fields.only("name", "label", "key", "read_out")
    return Choice(
        name=_name(fields),
        label=fields.text("label"),
        key=fields.text("key"),
        read_out=fields.one_of("read_out", ReadOut, ReadOut.ALWAYS),
    )


def _question(fields: Fields, lists: ChoiceLists) -> Question:
    fields.only(*(field.name for field in dataclasses.fields(Question) if field.name != "choices"))
    kind, _, choice_list = fields.text("type").partition(" ")
    if kind not in set(QuestionType):
        raise InstrumentError(f"{fields.where}: type must begin with one of {', '.join(QuestionType)}")
    return Question(
        name=_name(fields),
        type=QuestionType(kind),
        label=fields.text("label"),
        hint=fields.text("hint", ""),
        interviewer_note=fields.text("interviewer_note", ""),
        read_out=fields.one_of("read_out", ReadOut, ReadOut.ALWAYS),
        required=fields.flag("required", default=True),
        max_length=fields.optional_number("max_length"),
        choices=_listed(fields, QuestionType(kind), choice_list, lists),
        relevant=_condition(fields, "relevant"),
        constraint=_condition(fields, "constraint"),
        constraint_message=fields.text("constraint_message", None if "constraint" in fields.values else ""),
    )


def _listed(fields: Fields, kind: QuestionType, name: str, lists: ChoiceLists) -> tuple[Choice, ...]:
    selects = kind in {QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE}
    if selects and not lists.get(name):
        raise InstrumentError(f"{fields.where}: there is no choice list called {name!r}")
    if name and not selects:
        raise InstrumentError(f"{fields.where}: a question of type {kind} has no choice list")
    return lists[name] if selects else ()


def _condition(fields: Fields, name: str) -> Condition | None:
    if name not in fields.values:
        return None
    try:
        return parse_condition(fields.text(name))
    except InstrumentError as error:
        raise InstrumentError(f"{fields.where}: {name}: {error}") from None


def _measure(fields: Fields) -> Measure:
    fields.only("name", "label", "sentence", "direction", "degrees")
    degrees = fields.object("degrees")
    return Measure(
        name=_name(fields),
        label=fields.text("label"),
        sentence=fields.text("sentence"),
        direction=fields.text("direction"),
        degrees={direction: degrees.text(direction) for direction in degrees.values},
    )


def _breakdown(fields: Fields) -> tuple[str, str]:
    fields.only("name", "label")
    return fields.text("name"), fields.text("label")


def _script(fields: Fields) -> Script:
    fields.only("name", "audience", "text")
    return Script(_name(fields), fields.one_of("audience", Audience), fields.text("text"))


def _levels(fields: Fields) -> tuple[Level, ...]:
    names = fields.texts("leaves_base")
    if not set(names) <= set(Level):
        raise InstrumentError(f"{fields.where}: leaves_base can only contain {', '.join(Level)}")
    return tuple(map(Level, names))


def _objection(fields: Fields) -> Objection | None:
    if "objection" not in fields.values:
        return None
    objection = fields.object("objection")
    objection.only("question", "answer")
    return Objection(objection.text("question"), objection.text("answer"))


def _name(fields: Fields) -> str:
    name = fields.text("name")
    if not _NAME.fullmatch(name):
        raise InstrumentError(
            f"{fields.where}: a name must have up to 30 lower-case letters, digits and _, and begin with a letter"
        )
    return name
