"""Checks of the texts of a questionnaire, in every language that they are written in."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace

from aftercall.instrument.fields import Fields
from aftercall.instrument.finding import Place, Report
from aftercall.instrument.measures import PERCENT
from aftercall.instrument.questions import PLACEHOLDER, Audience

# Until the person named is on the line, the caller must not reveal that the call is about the police or a crime.
# English; Welsh with its mutations; Polish.
_REVEALING = re.compile(
    r"police|constab|officer|crime|criminal|victim|offence|incident|report|force|burglar|assault|theft"
    r"|heddlu|heddwas|swyddog|[cg]h?wnstabl|[pb]h?lismon|(?:th?|nh|d)rosedd|d?[dn]ioddefw|d?[dn]igwyddiad|lladrad"
    r"|polic[jyi]|przestęp|ofiar|zgłoszen|funkcjonariusz|pokrzywdzon|wykroczen|kradzież|właman|komisariat",
    re.IGNORECASE,
)
_PLACEHOLDERS = {
    Audience.ANYONE: {"person", "interviewer", "agency"},
    # check_number is the force's, under the name that earlier versions have for it.
    Audience.NAMED_PERSON: {
        "person",
        "interviewer",
        "agency",
        "agency_number",
        "force",
        "force_number",
        "minutes",
        "check_number",
        "check_page",
    },
}
# What an interviewer or the person reads, by part of the document.
_ASKED: Mapping[str, tuple[str, ...]] = {
    "groups": ("label",),
    "questions": ("label", "hint", "interviewer_note", "constraint_message", "soft_message"),
    "scripts": ("text",),
}


def check_wording(fields: Fields) -> None:
    """Report what is wrong with the texts of a document whose fields have been read."""
    report = fields.report
    # Faults of the fields themselves were reported when they were read.
    fields = replace(fields, report=Report())
    for script in fields.objects("scripts"):
        _check_script(script, report)
    for measure in fields.objects("measures"):
        for language, sentence in measure.translations("sentence").items():
            _check_sentence(measure.text_place("sentence", language), sentence, report)
    for entry, name in _asked(fields):
        for language, text in entry.translations(name).items():
            _check_text(entry.text_place(name, language), text, report)


def _asked(fields: Fields) -> Iterator[tuple[Fields, str]]:
    yield fields, "title"
    yield from _texts(fields, _ASKED)
    for choice_list in fields.objects("choices"):
        for choice in choice_list.objects("options"):
            yield choice, "label"


def _texts(fields: Fields, parts: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[Fields, str]]:
    for part, names in parts.items():
        for entry in fields.objects(part):
            for name in names:
                if name in entry.values:
                    yield entry, name


def _check_script(script: Fields, report: Report) -> None:
    audience = script.one_of("audience", Audience)
    for language, text in script.translations("text").items():
        place = script.text_place("text", language)
        unknown = sorted(set(PLACEHOLDER.findall(text)) - _PLACEHOLDERS[audience])
        if unknown:
            report.error(place, f"{{{unknown[0]}}} can't be used in a script for {audience}")
        revealing = _REVEALING.search(_composed(text)) if audience is Audience.ANYONE else None
        if revealing:
            report.error(place, f"{revealing[0]!r} must not be said to anyone but the person named")


def _check_sentence(place: Place, sentence: str, report: Report) -> None:
    before, percent, after = sentence.partition(PERCENT)
    if not percent or set("{}") & set(before + after):
        report.error(place, f"must contain {PERCENT} once, and no other braces")


def _check_text(place: Place, text: str, report: Report) -> None:
    if "${" in text:
        report.error(place, "an answer can't be put into a text; take ${…} out")


def _composed(text: str) -> str:
    """Accents as parts of their letters, so that a word is found however it was typed."""
    return unicodedata.normalize("NFC", text)
