"""Reads of stored instruments."""

from aftercall.instrument.canonical import document_digest
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.loading import parse_instrument
from aftercall.questionnaires.models import InstrumentVersion

# By digest, which identifies the document: each is parsed once per process.
_parsed: dict[str, Instrument] = {}


class DigestMismatch(Exception):
    """A stored document no longer matches its digest: it was changed in the database."""


def instrument_version(name: str, version: int) -> InstrumentVersion | None:
    """The stored version, or None."""
    return InstrumentVersion.objects.filter(name=name, version=version).first()


def latest_version(name: str) -> InstrumentVersion | None:
    """The latest stored version of this name, or None."""
    return InstrumentVersion.objects.filter(name=name).last()


def read_instrument(version: InstrumentVersion) -> Instrument:
    """The instrument of a stored version. Raises DigestMismatch if its document was changed."""
    if version.digest not in _parsed:
        if document_digest(version.document) != version.digest:
            raise DigestMismatch(f"the document of {version} does not match its digest; restore it from a backup")
        _parsed[version.digest] = parse_instrument(version.document)
    return _parsed[version.digest]
