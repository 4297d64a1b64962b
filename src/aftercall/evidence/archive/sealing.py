"""The digest of every file of a return in one signed manifest, and what does not match it."""

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from aftercall.core.signed_statements import SignedStatement, read_statement, sign_statement
from aftercall.errors import BadInput
from aftercall.evidence.archive.names import LINES, MANIFEST, TEXT_ENDINGS

KIND = "evidence return"
FORMAT = "aftercall-evidence-1"
# No return is nearly as large; a small file could otherwise unpack to any size.
MAX_BYTES = 500_000_000
_LINE_DIGITS = 6
# What zipfile raises for a file that was damaged or changed: no zip file, damaged data, an early end, an unknown
# compression, an impossible place, a password, and a damaged name, in this order.
DAMAGED_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)

type Files = Mapping[str, bytes]


def seal(files: Files, about: Mapping[str, Any], private: Ed25519PrivateKey) -> dict[str, bytes]:
    """The files with the digests of their lines and the signed manifest in front. about: what the manifest says beside
    the digests."""
    listed = dict(files) | {LINES: _line_digests(files)}
    digests = [{"name": name, "bytes": len(content), "sha256": _sha256(content)} for name, content in listed.items()]
    statement = {"format": FORMAT, **about, "files": digests}
    return {MANIFEST: sign_statement(KIND, statement, private).encode(), **listed}


def unpack(content: bytes, name: str) -> dict[str, bytes]:
    """The files of a zip file that is not trusted; `name` is how messages name it. Raises BadInput if it cannot be
    read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > MAX_BYTES:
                raise BadInput(f"{name}: is too large to be an evidence return")
            if len({member.filename for member in members}) != len(members):
                raise BadInput(f"{name}: has two files of the same name, so it was changed after it was made")
            return {member.filename: archive.read(member) for member in members}
    except DAMAGED_ZIP as error:
        reason = str(error).partition(":")[0] or "it is damaged"
        raise BadInput(f"{name}: is not a whole zip file ({reason}). Ask for it again") from None


def read_manifest(files: Files, name: str) -> SignedStatement:
    """The manifest. Raises BadInput if there is none, or it is of another format."""
    try:
        manifest = read_statement(KIND, files[MANIFEST])
        known = manifest.statement["format"] == FORMAT
        if known and all({"name", "sha256"} <= set(file) for file in manifest.statement["files"]):
            return manifest
    except (KeyError, TypeError, ValueError):
        pass
    raise BadInput(f"{name}: {MANIFEST} is not the signed manifest of an evidence return")


def differences(files: Files, manifest: SignedStatement) -> Iterator[str]:
    """A sentence for each file that is not the one that was signed, with the line if it is a text."""
    if files[MANIFEST] != manifest.text().encode() or not manifest.is_signed_by(manifest.key):
        yield f"{MANIFEST}: was changed after it was signed"
    digests = {file["name"]: file["sha256"] for file in manifest.statement["files"]}
    lines = _signed_lines(files, digests)
    for name, digest in digests.items():
        if name not in files:
            yield f"{name}: is missing"
        elif _sha256(files[name]) != digest:
            yield f"{name}{_place(files[name], lines.get(name))}: is not what was signed"
    for name in sorted(files.keys() - digests.keys() - {MANIFEST}):
        yield f"{name}: was added after the return was made"


def _signed_lines(files: Files, digests: Mapping[str, str]) -> Mapping[str, str]:
    """The digests of the lines of each text; none if they were changed themselves."""
    if _sha256(files.get(LINES, b"")) != digests.get(LINES):
        return {}
    found: Mapping[str, str] = json.loads(files[LINES])
    return found


def _line_digests(files: Files) -> bytes:
    texts = {name: _digested_lines(content) for name, content in files.items() if name.endswith(TEXT_ENDINGS)}
    return (json.dumps(texts, indent=0) + "\n").encode()


def _digested_lines(content: bytes) -> str:
    """A few digits for each line. They only say where a difference is: that there is one, the file's digest says."""
    return "".join(_sha256(line)[:_LINE_DIGITS] for line in content.split(b"\n"))


def _place(content: bytes, signed: str | None) -> str:
    if signed is None:
        return ""
    now = _digested_lines(content)
    pairs = zip_longest(
        *([text[start : start + _LINE_DIGITS] for start in range(0, len(text), _LINE_DIGITS)] for text in (signed, now))
    )
    first = next((line for line, (before, after) in enumerate(pairs, start=1) if before != after), None)
    return f", line {first:,}" if first else ""


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
