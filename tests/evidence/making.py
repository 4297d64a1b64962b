"""Evidence returns for tests: one is built and kept, and changed ones are sealed again as somebody could who wanted to
hide a change."""

import io
import zipfile
from collections.abc import Callable, Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from aftercall.core.signed_statements import read_statement
from aftercall.evidence.archive import names
from aftercall.evidence.archive.sealing import KIND, seal, unpack
from aftercall.publication.files.reproducible_zip import reproducible_zip

FORGER = Ed25519PrivateKey.from_private_bytes(b"a key of somebody else, 32 bytes")


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip of these files."""
    return reproducible_zip(files.items())


def sealed_again(content: bytes, changed: Mapping[str, bytes], *, without: str = "") -> bytes:
    """A return with other files, or without one, whose digests and signature fit."""
    files = unpack(content, "return.zip")
    about = dict(read_statement(KIND, files[names.MANIFEST]).statement)
    about = {name: value for name, value in about.items() if name not in {"format", "files"}}
    kept = {name: one for name, one in files.items() if name not in {names.MANIFEST, names.LINES, without}}
    return zipped(seal(kept | dict(changed), about, FORGER))


def another_digit(content: bytes, *, after: bytes = b"") -> bytes:
    """The bytes with one other digit: the last one, or the first after some text. Bytes without any get one."""
    start = content.index(after) + len(after) if after else 0
    places = [place for place, letter in enumerate(content) if place >= start and chr(letter).isdigit()]
    if not places:
        return content + b"1"
    place = places[0] if after else places[-1]
    digit = b"1" if content[place : place + 1] != b"1" else b"2"
    return content[:place] + digit + content[place + 1 :]


def in_spreadsheet(content: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """An ODS file whose content is changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    return zipped(members | {"content.xml": change(members["content.xml"])})
