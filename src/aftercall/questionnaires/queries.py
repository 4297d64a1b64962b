"""Reads of stored instruments and of drafts."""

from django.db.models import QuerySet

from aftercall.instrument.canonical import document_digest
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.loading import load_instrument, parse_instrument, shipped_names
from aftercall.instrument.questions import Administration
from aftercall.questionnaires.models import InstrumentVersion, QuestionnaireDraft
from aftercall.questionnaires.states import DraftState

# Parsed instruments by the digest of their document and their language, so that each is parsed only once per process.
_instruments: dict[tuple[str, str], Instrument] = {}


class DigestMismatch(Exception):
    """A stored document does not match its digest, because it has been changed in the database."""


def instrument_version(name: str, version: int) -> InstrumentVersion | None:
    """The stored version, or None."""
    return InstrumentVersion.objects.filter(name=name, version=version).first()


def find_version(reference: str) -> InstrumentVersion | None:
    """The stored version of a reference such as victim_satisfaction_1, or None."""
    name, _, number = reference.rpartition("_")
    return instrument_version(name, int(number)) if number.isdecimal() and len(number) < 10 else None


def choosable(mode: Administration = Administration.INTERVIEWER) -> list[tuple[str, str]]:
    """The reference and the title of every version that can be used: by a programme those for interviewers, by a
    consultation those that people fill in themselves. Stored ones, and shipped ones that are not stored yet, which are
    stored when they are first used."""
    stored = InstrumentVersion.objects.defer("document")
    found = {one.reference: f"{one.title} ({one})" for one in stored if read_instrument(one).mode is mode}
    for name in shipped_names():
        instrument = load_instrument(name)
        if name not in found and instrument.mode is mode:
            found[name] = f"{instrument.title} ({instrument.name} version {instrument.version})"
    return sorted(found.items())


def open_drafts() -> QuerySet[QuestionnaireDraft]:
    """Drafts that are not approved, the newest upload first."""
    drafts = QuestionnaireDraft.objects.exclude(state=DraftState.APPROVED).select_related("uploaded_by")
    return drafts.order_by("-uploaded_at")


def latest_version(name: str) -> InstrumentVersion | None:
    """The latest stored version of this name, or None."""
    return InstrumentVersion.objects.filter(name=name).last()


def read_instrument(version: InstrumentVersion, language: str = "") -> Instrument:
    """The instrument of a stored version, in the language with this code or in its first one. Raises DigestMismatch if
    its document has been changed."""
    parsed = (version.digest, language)
    if parsed not in _instruments:
        if document_digest(version.document) != version.digest:
            raise DigestMismatch(f"the document of {version} does not match its digest; restore it from a backup")
        _instruments[parsed] = parse_instrument(version.document, language)
    return _instruments[parsed]
