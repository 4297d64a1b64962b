"""A statement as a small signed file: JSON with the statement, the key it is signed with, and the signature. No Django.

The signature is Ed25519 over a line that names the kind of statement, and the statement as canonical JSON. The key is
the one that heads of the audit log are signed with, so whoever has kept a head has the key too.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from aftercall.core.checkpoints import VerifierKey, read_verifier_key, verifier_key
from aftercall.errors import BadInput


@dataclass(frozen=True)
class SignedStatement:
    """A statement that was read from a file. Its signature is not checked yet."""

    kind: str
    statement: Mapping[str, Any]
    key: VerifierKey
    signature: bytes

    def is_signed_by(self, key: VerifierKey) -> bool:
        """Whether the signature is this key's, and right."""
        try:
            public = Ed25519PublicKey.from_public_bytes(key.public)
            public.verify(self.signature, _signed_bytes(self.kind, self.statement))
        except InvalidSignature:
            return False
        return True

    def text(self) -> str:
        """The file, exactly as it was signed."""
        return _text(self.statement, str(self.key), self.signature)


def sign_statement(kind: str, statement: Mapping[str, Any], private: Ed25519PrivateKey) -> str:
    """The text of a signed file. kind: what it is, as in "certificate of erasure"."""
    return _text(statement, str(verifier_key(private)), private.sign(_signed_bytes(kind, statement)))


def read_statement(kind: str, content: bytes) -> SignedStatement:
    """The statement of a file. Raises ValueError if it is not a signed statement."""
    try:
        signed = json.loads(content)
        key, signature = read_verifier_key(str(signed["key"])), base64.b64decode(signed["signature"], validate=True)
        return SignedStatement(kind, dict(signed["statement"]), key, signature)
    except (BadInput, binascii.Error, KeyError, TypeError, ValueError, RecursionError):
        raise ValueError(kind) from None


def _text(statement: Mapping[str, Any], key: str, signature: bytes) -> str:
    signed = {"statement": statement, "key": key, "signature": base64.b64encode(signature).decode()}
    return json.dumps(signed, indent=2, ensure_ascii=False) + "\n"


def _signed_bytes(kind: str, statement: Mapping[str, Any]) -> bytes:
    canonical = json.dumps(statement, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return f"aftercall {kind}\n{canonical}".encode()
