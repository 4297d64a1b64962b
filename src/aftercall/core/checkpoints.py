"""A signed head of the audit log as a small text file that a witness keeps. No Django.

The format is C2SP's tlog-checkpoint, which is a signed note: origin, size and root, an empty line, and the signature.

The log's name, which is its origin and the name of its key, ends with the public key in hexadecimal digits. So anyone
can check the signature with nothing but the file, and compare the key with the one that the service shows.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from aftercall.errors import BadInput

# A head has some 300 bytes; witnesses may have added signatures of their own.
MAX_BYTES = 50_000
_PREFIX = "aftercall/audit-log/"
_ED25519 = b"\x01"
_KEY_ID_BYTES = 4
_NAME_WITH_KEY = re.compile(r"[^\s+]*/([0-9a-f]{64})")
_SIGNATURE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/=]+)")
_SIZE = re.compile(r"0|[1-9][0-9]{0,17}")


@dataclass(frozen=True)
class Head:
    """What a witness keeps: the number of entries, and the Merkle tree's hash over them in hexadecimal digits."""

    size: int
    root: str


@dataclass(frozen=True)
class VerifierKey:
    """A public key with its name, as C2SP's signed notes write it: name+id+key."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        """The first bytes of a hash over name and key, which signatures carry."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:_KEY_ID_BYTES]

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the public key in hexadecimal digits, for people to compare."""
        return hashlib.sha256(self.public).hexdigest()

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{_base64(_ED25519 + self.public)}"


@dataclass(frozen=True)
class Checkpoint:
    """A head with the text that was signed and every signature under it, by the name of its key."""

    head: Head
    signed_text: str
    signatures: tuple[tuple[str, bytes], ...]

    @property
    def origin(self) -> str:
        """The name of the log."""
        return self.signed_text.split("\n", 1)[0]

    def is_signed_by(self, key: VerifierKey) -> bool:
        """Whether one of the signatures is this key's, and right."""
        return any(name == key.name and _is_right(key, value, self.signed_text) for name, value in self.signatures)


def verifier_key(private: Ed25519PrivateKey) -> VerifierKey:
    """The public half of a log's key, named after itself."""
    public = private.public_key().public_bytes_raw()
    return VerifierKey(_PREFIX + public.hex(), public)


def sign(head: Head, private: Ed25519PrivateKey) -> str:
    """The text of a signed head."""
    key = verifier_key(private)
    text = f"{key.name}\n{head.size}\n{_base64(bytes.fromhex(head.root))}\n"
    return f"{text}\n— {key.name} {_base64(key.id + private.sign(text.encode()))}\n"


def read_checkpoint(content: bytes, name: str) -> Checkpoint:
    """A signed head from its file; `name` is how messages name it. Its signatures are not checked yet. Raises BadInput
    if it is not a signed head."""
    text, separator, signatures = _decoded(content, name).rpartition("\n\n")
    lines = text.split("\n")
    found = [_SIGNATURE.fullmatch(line) for line in signatures.split("\n") if line]
    if not separator or len(lines) < 3 or not found or not all(found) or not _SIZE.fullmatch(lines[1]):
        raise _not_a_head(name)
    root = _decoded_base64(lines[2])
    if root is None or len(root) != hashlib.sha256().digest_size:
        raise _not_a_head(name)
    pairs = tuple((match[1], _decoded_base64(match[2]) or b"") for match in found if match)
    return Checkpoint(Head(int(lines[1]), root.hex()), f"{text}\n", pairs)


def key_in_name(checkpoint: Checkpoint) -> VerifierKey | None:
    """The key that the head's own name holds, or None if the name holds none."""
    match = _NAME_WITH_KEY.fullmatch(checkpoint.origin)
    return VerifierKey(checkpoint.origin, bytes.fromhex(match[1])) if match else None


def read_verifier_key(text: str) -> VerifierKey:
    """A key as `name+id+key`. Raises BadInput if it is not one."""
    name, _, rest = text.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    decoded = _decoded_base64(encoded) or b""
    key = VerifierKey(name, decoded[1:])
    if len(key.public) != 32 or decoded[:1] != _ED25519 or key.id.hex() != key_id:
        raise BadInput("The key is not of the form name+id+key. Copy it whole, as the service shows it")
    return key


def _is_right(key: VerifierKey, signature: bytes, text: str) -> bool:
    if signature[:_KEY_ID_BYTES] != key.id:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature[_KEY_ID_BYTES:], text.encode())
    except InvalidSignature:
        return False
    return True


def _decoded(content: bytes, name: str) -> str:
    if len(content) > MAX_BYTES:
        raise _not_a_head(name)
    try:
        # An editor or an email may have changed the line ends, or added empty lines.
        return content.decode().replace("\r\n", "\n").rstrip("\n")
    except UnicodeDecodeError:
        raise _not_a_head(name) from None


def _not_a_head(name: str) -> BadInput:
    return BadInput(f"{name} is not a signed head of an audit log. Choose the file as it was saved")


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _decoded_base64(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
