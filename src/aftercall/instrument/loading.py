"""From an instrument's JSON document to an instrument that holds together."""

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
from aftercall.instrument.questions import (
    Audience,
    Choice,
    Item,
    Objection,
    Question,
    QuestionType,
    ReadOut,
    Script,
)
from aftercall.instrument.scale import Level

_NAME = re.compile(r"[a-z][a-z0-9_]*")

type ChoiceLists = Mapping[str, tuple[Choice, ...]]


def load_instrument(name: str) -> Instrument:
    """The instrument of that name, such as 'victim_satisfaction_1'. Raises InstrumentError where there is none."""
    file = resources.files("aftercall.instrument") / "data" / f"{name}.json"
    if not _NAME.fullmatch(name) or not file.is_file():
        raise InstrumentError(f"there is no instrument called {name!r}")
    return parse_instrument(json.loads(file.read_text(encoding="utf-8")))


def parse_instrument(document: object) -> Instrument:
    """The instrument of a document. Raises InstrumentError, one line that names the place, where it does not hold
    together.
    """
    fields = Fields.of("instrument", document)
    fields.only(
        "name", "version", "title", "minutes", "choices", "questions", "items", "scripts", "leaves_base", "objection"
    )
    fields = Fields(fields.text("name"), fields.values)
    choices = {choice_list.where.rsplit(" ", 1)[1]: _choices(choice_list) for choice_list in fields.objects("choices")}
    instrument = Instrument(
        name=fields.text("name"),
        version=fields.number("version"),
        title=fields.text("title"),
        minutes=fields.number("minutes"),
        questions=tuple(_question(entry, choices) for entry in fields.objects("questions")),
        items={item.name: item for item in map(_item, fields.objects("items"))},
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


def _item(fields: Fields) -> Item:
    fields.only("name", "label", "direction", "degrees")
    degrees = fields.object("degrees")
    return Item(
        name=_name(fields),
        label=fields.text("label"),
        direction=fields.text("direction"),
        degrees={direction: degrees.text(direction) for direction in degrees.values},
    )


def _script(fields: Fields) -> Script:
    fields.only("name", "audience", "text")
    return Script(_name(fields), fields.one_of("audience", Audience), fields.text("text"))


def _levels(fields: Fields) -> tuple[Level, ...]:
    names = fields.texts("leaves_base")
    if not set(names) <= set(Level):
        raise InstrumentError(f"{fields.where}: leaves_base must hold only {', '.join(Level)}")
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
        raise InstrumentError(f"{fields.where}: a name is written in small letters, digits and _")
    return name
