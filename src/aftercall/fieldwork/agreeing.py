"""What a person agreed to in an interview, as records of their own."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from aftercall.consents.operations import GivenConsent, record_consents
from aftercall.core import vault
from aftercall.fieldwork.models import Case
from aftercall.handover.schedule import Contact, decrypt_contact
from aftercall.instrument.answers import Answers
from aftercall.instrument.instrument import Instrument
from aftercall.suppression import queries as suppression


def keep_consents(*, case: Case, instrument: Instrument, answers: Answers, rings: Sequence[str], at: datetime) -> None:
    """Make a record of each thing that the person agreed to, within the caller's transaction; none if their contact
    details have been erased. rings: one for each."""
    agreed = instrument.agreed(answers)
    if not agreed:
        return
    try:
        contact = decrypt_contact(case.released)
    except vault.NoSuchKey:
        return
    given = [
        GivenConsent(one.name, one.purpose, dict(_details(one.fields, contact, case)), one.months) for one in agreed
    ]
    digests = suppression.digests_of_case(case.released.reference)
    record_consents(given=given, rings=rings, digests=digests, programme=case.wave.programme, at=at)


def _details(fields: tuple[str, ...], contact: Contact, case: Case) -> Iterator[tuple[str, str]]:
    """The details that the person agreed to give, and no others."""
    known = {
        "name": contact.full_name,
        "phone": contact.phone,
        "phone_alt": contact.phone_alt,
        "language": contact.language,
        "category": case.released.category,
        "area": case.released.area,
    }
    return ((name, known[name]) for name in fields if known.get(name))
