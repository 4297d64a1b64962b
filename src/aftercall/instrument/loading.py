"""Parsing an instrument's JSON document, and the documents that the product ships."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from importlib import resources
from itertools import islice

from aftercall.instrument.consistency import check_consistency
from aftercall.instrument.errors import InstrumentError
from aftercall.instrument.fields import Fields
from aftercall.instrument.finding import Place, Report
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.languages import ENGLISH, Language
from aftercall.instrument.measures import Measure
from aftercall.instrument.question_loading import checked_name, list_named, read_choices, read_questions
from aftercall.instrument.questions import (
    Administration,
    Audience,
    ConsentTerms,
    Group,
    ObjectionAnswer,
    Question,
    Script,
)
from aftercall.instrument.scale import Level
from aftercall.instrument.wording import check_wording

_SHIPPED_NAME = re.compile(r"[a-z][a-z0-9_]{0,29}")
MOST_QUESTIONS = 1000
_MOST_OPTIONS = 20_000  # of all questions together; each is made ready for every question, with its condition
_LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_FIELDS = (
    "name",
    "version",
    "title",
    "minutes",
    "languages",
    "mode",
    "facts",
    "groups",
    "choices",
    "questions",
    "measures",
    "overall",
    "breakdowns",
    "scripts",
    "leaves_base",
    "objection",
    "consents",
)


def shipped_document(name: str) -> object:
    """The document of an instrument that the product ships, such as 'victim_satisfaction_1'. Raises InstrumentError if
    there is none.
    """
    file = resources.files("aftercall.instrument") / "data" / f"{name}.json"
    if not _SHIPPED_NAME.fullmatch(name) or not file.is_file():
        raise InstrumentError(f"there is no instrument called {name!r}")
    return json.loads(file.read_text(encoding="utf-8"))


def shipped_names() -> list[str]:
    """The names of the instruments that the product ships."""
    folder = resources.files("aftercall.instrument") / "data"
    return sorted(file.name.removesuffix(".json") for file in folder.iterdir() if file.name.endswith(".json"))


def load_instrument(name: str, language: str = "") -> Instrument:
    """The instrument of a shipped document. Raises InstrumentError if there is none."""
    return parse_instrument(shipped_document(name), language)


def parse_instrument(document: object, language: str = "") -> Instrument:
    """The instrument of a document, in the language with this code, or in its first language. What is not translated is
    in the first language. Raises InstrumentError, one line that says where the first fault is.
    """
    instrument, report = load(document, language)
    if report.first_error is not None:
        mark = "," if str(report.first_error.place) else ":"
        raise InstrumentError(f"{instrument.name or 'instrument'}{mark} {report.first_error}")
    return instrument


def load(document: object, language: str = "") -> tuple[Instrument, Report]:
    """The instrument, which is of use only if there are no errors, and everything that was found."""
    report = Report()
    fields = Fields(document if isinstance(document, dict) else {}, report)
    if not isinstance(document, dict):
        report.error(Place(), "must be an object")
        return _instrument(fields, (ENGLISH,)), report
    fields.only(*_FIELDS)
    languages = _languages(fields)
    codes = tuple(known.code for known in languages)
    if language and language not in codes:
        report.error(Place("languages"), f"{language!r} is not one of them")
        language = ""
    fields = replace(fields, languages=codes, language=language or codes[0])
    instrument = _instrument(fields, languages)
    check_consistency(instrument, report)
    check_wording(fields)
    return instrument, report


def _instrument(fields: Fields, languages: tuple[Language, ...]) -> Instrument:
    questions = _questions(fields)
    return Instrument(
        name=checked_name(fields),
        version=fields.number("version"),
        title=fields.words("title"),
        minutes=fields.number("minutes"),
        questions=questions,
        measures=_measures(fields, questions),
        overall=fields.text("overall", "") or None,
        breakdowns=dict(map(_breakdown, fields.objects("breakdowns"))),
        scripts={script.name: script for script in map(_script, fields.objects("scripts"))},
        leaves_base=frozenset(_levels(fields)),
        objection=_objection(fields),
        languages=languages,
        language=next(language for language in languages if language.code == fields.language),
        mode=fields.one_of("mode", Administration, Administration.INTERVIEWER),
        facts=fields.texts("facts"),
        groups={group.name: group for group in map(_group, fields.objects("groups"))},
        consents={consent.name: consent for consent in map(_consent, fields.objects("consents"))},
    )


def _languages(fields: Fields) -> tuple[Language, ...]:
    return tuple(map(_language, fields.objects("languages", key="code"))) or (ENGLISH,)


def _language(fields: Fields) -> Language:
    fields.only("code", "name")
    code = fields.text("code")
    if not _LANGUAGE_CODE.fullmatch(code):
        fields.wrong("code", "must be the code of a language, such as en or cy")
    return Language(code, fields.text("name"))


def _questions(fields: Fields) -> tuple[Question, ...]:
    lists = {entry.text("name"): read_choices(entry) for entry in fields.objects("choices")}
    entries = tuple(islice(fields.objects("questions"), MOST_QUESTIONS + 1))
    if len(entries) > MOST_QUESTIONS:
        fields.wrong("questions", f"must be at most {MOST_QUESTIONS}; a longer questionnaire is no survey by telephone")
    entries = entries[:MOST_QUESTIONS]
    if sum(len(lists.get(list_named(entry), ())) for entry in entries) > _MOST_OPTIONS:
        fields.wrong("questions", f"must have at most {_MOST_OPTIONS:,} choices in all; shorten the lists")
        return ()
    return tuple(question for entry in entries for question in read_questions(entry, lists))


def _group(fields: Fields) -> Group:
    fields.only("name", "label")
    return Group(checked_name(fields), fields.words("label", ""))


def _measures(fields: Fields, questions: tuple[Question, ...]) -> Mapping[str, Measure]:
    known = {question.name: question for question in questions}
    return {measure.name: measure for measure in (_measure(entry, known) for entry in fields.objects("measures"))}


def _measure(fields: Fields, questions: Mapping[str, Question]) -> Measure:
    if "question" in fields.values:
        return _share(fields, questions)
    fields.only("name", "label", "sentence", "direction", "degrees")
    degrees = fields.inner("degrees")
    return Measure(
        name=checked_name(fields),
        label=fields.words("label"),
        sentence=fields.words("sentence"),
        direction=fields.text("direction"),
        degrees={direction: degrees.text(direction) for direction in degrees.values},
    )


def _share(fields: Fields, questions: Mapping[str, Question]) -> Measure:
    fields.only("name", "label", "sentence", "question", "counts")
    question = questions.get(fields.text("question"))
    marked = tuple(choice.name for choice in question.choices if choice.counts) if question else ()
    counts = fields.texts("counts") or marked
    if not counts:
        fields.wrong("counts", "must name the answers that count")
    return Measure(
        name=checked_name(fields),
        label=fields.words("label"),
        sentence=fields.words("sentence"),
        direction=fields.text("question"),
        degrees={},
        counts=frozenset(counts),
    )


def _breakdown(fields: Fields) -> tuple[str, str]:
    fields.only("name", "label")
    return fields.text("name"), fields.words("label")


def _script(fields: Fields) -> Script:
    fields.only("name", "audience", "text")
    return Script(checked_name(fields), fields.one_of("audience", Audience), fields.words("text"))


def _levels(fields: Fields) -> tuple[Level, ...]:
    names = fields.texts("leaves_base")
    if not set(names) <= set(Level):
        fields.wrong("leaves_base", f"can only contain {', '.join(Level)}")
    return tuple(Level(name) for name in names if name in set(Level))


def _objection(fields: Fields) -> ObjectionAnswer | None:
    if "objection" not in fields.values:
        return None
    objection = fields.inner("objection")
    objection.only("question", "answer")
    return ObjectionAnswer(objection.text("question"), objection.text("answer"))


def _consent(fields: Fields) -> ConsentTerms:
    fields.only("name", "question", "answer", "purpose", "fields", "months")
    return ConsentTerms(
        name=checked_name(fields),
        question=fields.text("question"),
        answer=fields.text("answer"),
        purpose=fields.words("purpose"),
        fields=fields.texts("fields"),
        months=fields.number("months"),
    )
