"""Storing versions of instruments."""

from datetime import datetime

from django.db import transaction

from aftercall.core import audit
from aftercall.core.errors import Refused
from aftercall.instrument.canonical import document_digest
from aftercall.instrument.errors import InstrumentError
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.loading import parse_instrument, shipped_document
from aftercall.instrument.questions import Administration
from aftercall.questionnaires.models import InstrumentVersion
from aftercall.questionnaires.queries import find_version, read_instrument
from aftercall.questionnaires.unchanged import STORED

_NOT_FOR = {
    Administration.INTERVIEWER: (
        "People fill in this questionnaire themselves, so no interviewer can ask it. Choose another"
    ),
    Administration.SELF: "Interviewers ask this questionnaire, so nobody can fill it in themselves. Choose another",
}


@transaction.atomic
def store_instrument(*, document: object, actor: audit.Actor, at: datetime) -> InstrumentVersion:
    """Store an instrument's document as the version that it states. Storing it again returns the existing row.

    Refused if the document is inconsistent, or if another document is already stored as this version.
    """
    instrument = _parse(document)
    digest = document_digest(document)
    version, is_new = InstrumentVersion.objects.get_or_create(
        name=instrument.name,
        version=instrument.version,
        defaults={"title": instrument.title, "document": document, "digest": digest, "stored_at": at},
    )
    if version.digest != digest:
        raise Refused(f"Another document is already stored as {version}; give this one a new version number")
    if is_new:
        audit.record(actor=actor, action=STORED, subject=version.subject, at=at, details={"digest": digest})
    return version


def find_or_store_shipped(
    *, reference: str, actor: audit.Actor, at: datetime, mode: Administration = Administration.INTERVIEWER
) -> InstrumentVersion:
    """The stored version of this reference, such as victim_satisfaction_1, for interviewers to ask or for people to
    fill in themselves. One that the product ships is stored first. Refused if there is neither, or if it is for the
    other mode."""
    if version := find_version(reference):
        return _for_mode(version, mode)
    try:
        document = shipped_document(reference)
    except InstrumentError:
        raise Refused("There is no questionnaire of this name and version. Store it first, or choose another") from None
    return _for_mode(store_instrument(document=document, actor=actor, at=at), mode)


def _for_mode(version: InstrumentVersion, mode: Administration) -> InstrumentVersion:
    if read_instrument(version).mode is not mode:
        raise Refused(_NOT_FOR[mode])
    return version


def _parse(document: object) -> Instrument:
    try:
        return parse_instrument(document)
    except InstrumentError as error:
        raise Refused(f"This instrument can't be used. {error}") from None
