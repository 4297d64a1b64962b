"""A certificate of erasure as a small signed file. No Django."""

import hashlib
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from aftercall.core.signed_statements import SignedStatement, read_statement, sign_statement
from aftercall.errors import BadInput

# A certificate has some 5,000 bytes.
MAX_BYTES = 1_000_000
KIND = "certificate of erasure"


def sign(statement: Mapping[str, Any], private: Ed25519PrivateKey) -> str:
    """The text of a signed certificate."""
    return sign_statement(KIND, statement, private)


def frame_digest(statement: Mapping[str, Any]) -> str | None:
    """The digest of the frame that was deleted; None if there was none."""
    return next((file["sha256"] for file in statement["files"] if file["name"] == "frame/frame.parquet"), None)


def digest(document: str | bytes) -> str:
    """The SHA-256 of a certificate's file, as the audit log has it."""
    return hashlib.sha256(document.encode() if isinstance(document, str) else document).hexdigest()


def read_certificate(content: bytes, name: str) -> SignedStatement:
    """A certificate from its file; `name` is how messages name it. Raises BadInput if it is not one."""
    try:
        signed = read_statement(KIND, content if len(content) <= MAX_BYTES else b"")
        statement = signed.statement
        if statement["kind"] != KIND or not all({"name", "sha256"} <= set(file) for file in statement["files"]):
            raise _not_a_certificate(name)
    except (KeyError, TypeError, ValueError):
        raise _not_a_certificate(name) from None
    return signed


def _not_a_certificate(name: str) -> BadInput:
    return BadInput(f"{name} is not a certificate of erasure. Choose the file as it was downloaded")
