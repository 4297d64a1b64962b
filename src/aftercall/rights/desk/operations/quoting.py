"""Recognising a person by a reference that they quote, such as that of a letter from us: the reference alone identifies
nobody, so we use the phone number on record under it, if that has the name that they gave."""

from collections.abc import Mapping
from dataclasses import dataclass

from aftercall.consents.details import open_details
from aftercall.consents.models import Consent
from aftercall.core import vault
from aftercall.core.errors import Refused
from aftercall.handover.models import ReleasedCase
from aftercall.handover.schedule import decrypt_contact

_NOTHING = "We hold no phone number under this reference and name. Check both, or leave the reference out"


@dataclass(frozen=True)
class _Record:
    """Whom a reference is about, and how the audit log names what it is of."""

    subject: str
    name: str
    phone: str


def with_quoted_record(details: Mapping[str, str]) -> tuple[Mapping[str, str], str]:
    """The details with the phone number that is on record under the reference in them, and the subject of that record
    in the audit log; unchanged, and no subject, if no reference was quoted. Refused if there is nothing under it."""
    reference = "".join(details.get("reference", "").upper().split())
    if not reference:
        return details, ""
    found = _of_consent(reference) or _of_case(reference)
    if found is None or not _is_named(found, details.get("last_name", "")):
        raise Refused(_NOTHING, field="reference")
    return {**details, "phone": details.get("phone") or found.phone}, found.subject


def _of_consent(reference: str) -> _Record | None:
    consent = Consent.objects.filter(reference=reference, ended_on=None).first()
    known = open_details(consent) if consent else {}
    if consent is None or not known.get("phone"):
        return None
    return _Record(consent.subject, known.get("name", ""), known["phone"])


def _of_case(reference: str) -> _Record | None:
    case = ReleasedCase.objects.filter(reference=reference).exclude(sealed_contact=b"").first()
    if case is None:
        return None
    try:
        contact = decrypt_contact(case)
    except vault.NoSuchKey:
        return None
    return _Record(case.subject, contact.full_name, contact.phone)


def _is_named(found: _Record, last_name: str) -> bool:
    name = last_name.strip().casefold()
    return bool(name) and found.name.casefold().endswith(name)
