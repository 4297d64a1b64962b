"""One questionnaire to look at: a stored version, one that the product ships and nobody uses yet, or a draft."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from aftercall.instrument.canonical import document_digest
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.loading import parse_instrument, shipped_document, shipped_names
from aftercall.instrument.questions import Administration
from aftercall.questionnaires.models import InstrumentVersion, QuestionnaireDraft
from aftercall.questionnaires.queries import find_version, read_instrument

_DRAFT = "draft-"

# Parsed translations and drafts by the digest of their document and the language.
_instruments: dict[tuple[str, str], Instrument] = {}


@dataclass(frozen=True)
class Source:
    """A questionnaire to show. key: how addresses name it, such as victim_satisfaction_2 or draft-7."""

    key: str
    document: Mapping[str, object]
    draft: QuestionnaireDraft | None = None
    stored: InstrumentVersion | None = None

    @cached_property
    def instrument(self) -> Instrument:
        """The instrument in its first language."""
        return read_instrument(self.stored) if self.stored else self.in_language("")

    @property
    def words(self) -> str:
        """Title and version, as in 'Victim satisfaction survey, version 2'."""
        return f"{self.instrument.title}, version {self.instrument.version}"

    @property
    def is_self(self) -> bool:
        """Whether people fill it in themselves, in a consultation."""
        return self.instrument.mode is Administration.SELF

    def in_language(self, code: str) -> Instrument:
        """The instrument in the language with this code; in its first one for an unknown code."""
        digest = document_digest(self.document)
        if (digest, code) not in _instruments:
            first = parse_instrument(self.document)
            known = code in {language.code for language in first.languages}
            _instruments[digest, code] = parse_instrument(self.document, code) if known else first
        return _instruments[digest, code]


def find_source(key: str) -> Source | None:
    """The questionnaire that an address names, or None."""
    if key.startswith(_DRAFT):
        return _draft(key.removeprefix(_DRAFT))
    if stored := find_version(key):
        return Source(key, stored.document, stored=stored)
    return _shipped(key) if key in shipped_names() else None


def of_draft(draft: QuestionnaireDraft) -> Source:
    """A draft to show."""
    return Source(draft.key, draft.document, draft=draft)


def _draft(number: str) -> Source | None:
    if not number.isdecimal() or len(number) > 9:
        return None
    found = QuestionnaireDraft.objects.select_related("uploaded_by", "approved_by").filter(pk=number).first()
    return of_draft(found) if found else None


def _shipped(key: str) -> Source:
    document: Any = shipped_document(key)
    return Source(key, document)


def versions_named(name: str) -> list[Source]:
    """Every version of this name, stored or shipped, the latest first."""
    stored = [
        Source(version.reference, version.document, stored=version)
        for version in InstrumentVersion.objects.filter(name=name)
    ]
    known = {source.key for source in stored}
    shipped = [_shipped(key) for key in shipped_names() if key not in known]
    found = [*stored, *(source for source in shipped if source.instrument.name == name)]
    return sorted(found, key=lambda source: source.instrument.version, reverse=True)


def all_sources() -> dict[str, list[Source]]:
    """Every version by its questionnaire's name, the latest first."""
    names = set(InstrumentVersion.objects.values_list("name", flat=True))
    names |= {_shipped(key).instrument.name for key in shipped_names()}
    return {name: versions_named(name) for name in sorted(names)}
