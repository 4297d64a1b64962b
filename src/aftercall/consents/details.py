"""The details of a record of consent, encrypted with its own key."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping

from aftercall.consents.models import Consent
from aftercall.core import vault

DIGEST_KEY = "consent-digests"
RINGS = "consent-"


def seal_details(consent: Consent, details: Mapping[str, str]) -> bytes:
    """Encrypt the details with the record's key."""
    content = json.dumps(dict(details), ensure_ascii=False).encode()
    return vault.encrypt(vault.key(consent.ring), content, context=_context(consent.reference))


def open_details(consent: Consent) -> dict[str, str]:
    """The details; none once the record has ended."""
    if consent.ended_on is not None:
        return {}
    try:
        content = vault.decrypt(
            vault.key(consent.ring), bytes(consent.sealed_details), context=_context(consent.reference)
        )
    except vault.NoSuchKey:
        return {}
    details: dict[str, str] = json.loads(content)
    return details


def _context(reference: str) -> str:
    return f"{reference}/consent"


def consent_digests(digests: Iterable[str]) -> set[str]:
    """This room's digests of a person, from those by which the suppression list recognises them."""
    key = vault.long_lived_key(DIGEST_KEY)
    return {hmac.new(key, digest.encode(), hashlib.sha256).hexdigest() for digest in digests}
