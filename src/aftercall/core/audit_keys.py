"""The two keys of the audit log. They are in the vault, so whoever can change the database still has neither."""

import hmac

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from aftercall.core import vault
from aftercall.core.checkpoints import VerifierKey, verifier_key

HEAD_KEY, ENTRY_KEY = "audit-head", "audit-entries"


def signing_key() -> Ed25519PrivateKey:
    """The key that heads are signed with."""
    return Ed25519PrivateKey.from_private_bytes(vault.long_lived_key(HEAD_KEY))


def public_key() -> VerifierKey:
    """The public half of the key that heads are signed with."""
    return verifier_key(signing_key())


def entry_key() -> bytes:
    """The key with which each entry is authenticated."""
    return vault.long_lived_key(ENTRY_KEY)


def entry_mac(key: bytes, number: int, leaf_hash: str) -> str:
    """The authentication code of an entry's number and content (HMAC-SHA256)."""
    return hmac.digest(key, f"{number} {leaf_hash}".encode(), "sha256").hex()
