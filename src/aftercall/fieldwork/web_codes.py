"""Codes and addresses by which somebody answers on the web, and the digests by which they are found again."""

import hashlib
import hmac
import secrets

from django.conf import settings

from aftercall.core import vault
from aftercall.fieldwork.call_codes import ALPHABET, as_typed
from aftercall.programmes.models import CallingRules

KEY = "web-codes"
LENGTH = 8
_TOKEN_BYTES = 24


def is_offered(rules: CallingRules) -> bool:
    """Whether the programme lets people answer on the web, and there is an address for it."""
    return rules.web_door and bool(settings.WEB_DOOR_URL)


def page_url() -> str:
    """The address of the page on which a code is entered."""
    return f"{settings.WEB_DOOR_URL}/w/"


def address() -> str:
    """The same as it is read out: without https and the last slash."""
    return page_url().partition("://")[2].rstrip("/")


def new_code() -> str:
    """A code to read out: 38 thousand million different ones, of characters that are not mistaken for others."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def new_token() -> str:
    """The random part of the address of a session: 192 bits."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def code_digest(code: str) -> str:
    """By which an entry is found. code: as it was typed."""
    return _digest("code", as_typed(code))


def token_digest(token: str) -> str:
    """By which a session is found."""
    return _digest("session", token)


def _digest(kind: str, text: str) -> str:
    return hmac.new(vault.long_lived_key(KEY), f"{kind} {text}".encode(), hashlib.sha256).hexdigest()
