"""Private links, and how answers are sealed.

A link holds a random token. The database holds only its keyed digest. What somebody has entered and not submitted is
sealed with a key derived from their key in the vault and their token, so that neither the service nor the link alone
opens it. What they submitted is sealed with their key in the vault alone, because it must be counted.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from typing import Any

from aftercall.consultations.models import Response
from aftercall.core import vault

LINK_KEY = "consultation-links"
RINGS = "consultation-"
_TOKEN_BYTES = 24


def new_token() -> str:
    """The random part of a private link: 192 bits, which nobody can guess."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def link_digest(token: str) -> str:
    """The digest by which the answers of a link are found."""
    return hmac.new(vault.long_lived_key(LINK_KEY), token.encode(), hashlib.sha256).hexdigest()


def seal_draft(response: Response, token: str, draft: Mapping[str, Any]) -> bytes:
    """Seal what was entered so far. Raises NoSuchKey once the answers have been deleted."""
    return vault.encrypt(_draft_key(response, token), _as_bytes(draft), context=_context(response, "draft"))


def open_draft(response: Response, token: str) -> dict[str, Any]:
    """What was entered so far; empty if nothing was. Raises NoSuchKey once the answers have been deleted."""
    if not response.sealed_draft:
        return {}
    sealed = bytes(response.sealed_draft)
    return _read(vault.decrypt(_draft_key(response, token), sealed, context=_context(response, "draft")))


def _draft_key(response: Response, token: str) -> bytes:
    own = vault.key(response.ring, response.slot)
    return hmac.new(own, b"draft|" + token.encode(), hashlib.sha256).digest()


def seal_answers(response: Response, answers: Mapping[str, str]) -> bytes:
    """Seal answers that count."""
    return vault.encrypt(
        vault.key(response.ring, response.slot), _as_bytes(answers), context=_context(response, "answers")
    )


def open_answers(response: Response, keys: vault.KeyReader = vault.key) -> dict[str, str]:
    """The answers that count. Raises NoSuchKey once they have been deleted."""
    key = keys(response.ring, response.slot)
    return _read(vault.decrypt(key, bytes(response.sealed_answers), context=_context(response, "answers")))


def seal_about(response: Response, about: Mapping[str, str]) -> bytes:
    """Seal what somebody said about themselves; nothing if they said nothing."""
    if not about:
        return b""
    key = vault.key(response.about_ring, response.about_slot)
    return vault.encrypt(key, _as_bytes(about), context=_context(response, "about"))


def open_about(response: Response, keys: vault.KeyReader = vault.key) -> dict[str, str]:
    """What somebody said about themselves; empty if nothing, or once it has been deleted."""
    if not response.sealed_about:
        return {}
    try:
        key = keys(response.about_ring, response.about_slot)
    except vault.NoSuchKey:
        return {}
    return _read(vault.decrypt(key, bytes(response.sealed_about), context=_context(response, "about")))


def context_of(reference: str, what: str) -> str:
    """What a sealed value is bound to, so that it cannot be moved to another row."""
    return f"{reference}/consultation/{what}"


def _context(response: Response, what: str) -> str:
    return context_of(response.reference, what)


def _as_bytes(value: Mapping[str, Any]) -> bytes:
    return json.dumps(dict(value), ensure_ascii=False).encode()


def _read(content: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(content)
    return found
