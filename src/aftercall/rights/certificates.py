"""A certificate of erasure as a small file: a statement, the key it is signed with, and the signature. No Django.

The signature is Ed25519 over a line that names the kind of file, and the statement as canonical JSON. The key is the
one that heads of the audit log are signed with, so whoever has kept a head has the key too.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from aftercall.core.checkpoints import VerifierKey, read_verifier_key, verifier_key
from aftercall.errors import BadInput

# A certificate has some 5,000 bytes.
MAX_BYTES = 1_000_000
KIND = "certificate of erasure"
_SIGNED_WITH = b"aftercall " + KIND.encode() + b"\n"


@dataclass(frozen=True)
class Certificate:
    """A certificate that was read from a file. Its signature is not checked yet."""

    statement: Mapping[str, Any]
    key: VerifierKey
    signature: bytes

    def is_signed_by(self, key: VerifierKey) -> bool:
        """Whether the signature is this key's, and right."""
        try:
            Ed25519PublicKey.from_public_bytes(key.public).verify(self.signature, _signed_bytes(self.statement))
        except InvalidSignature:
            return False
        return True


def sign(statement: Mapping[str, Any], private: Ed25519PrivateKey) -> str:
    """The text of a signed certificate."""
    signature = base64.b64encode(private.sign(_signed_bytes(statement))).decode()
    signed = {"statement": statement, "key": str(verifier_key(private)), "signature": signature}
    return json.dumps(signed, indent=2, ensure_ascii=False) + "\n"


def frame_digest(statement: Mapping[str, Any]) -> str | None:
    """The digest of the frame that was deleted; None if there was none."""
    return next((file["sha256"] for file in statement["files"] if file["name"] == "frame/frame.parquet"), None)


def digest(document: str | bytes) -> str:
    """The SHA-256 of a certificate's file, as the audit log has it."""
    return hashlib.sha256(document.encode() if isinstance(document, str) else document).hexdigest()


def read_certificate(content: bytes, name: str) -> Certificate:
    """A certificate from its file; `name` is how messages name it. Raises BadInput if it is not one."""
    try:
        signed = json.loads(content) if len(content) <= MAX_BYTES else {}
        statement = signed["statement"]
        if statement["kind"] != KIND or not all({"name", "sha256"} <= set(file) for file in statement["files"]):
            raise _not_a_certificate(name)
        key = read_verifier_key(str(signed["key"]))
        return Certificate(statement, key, base64.b64decode(signed["signature"], validate=True))
    except (binascii.Error, KeyError, TypeError, ValueError):
        raise _not_a_certificate(name) from None


def _not_a_certificate(name: str) -> BadInput:
    return BadInput(f"{name} is not a certificate of erasure. Choose the file as it was downloaded")


def _signed_bytes(statement: Mapping[str, Any]) -> bytes:
    canonical = json.dumps(statement, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return _SIGNED_WITH + canonical.encode()
