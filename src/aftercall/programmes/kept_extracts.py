"""The extract of a load, encrypted, so that decisions about possible matches are applied without uploading it again.

It is kept only while there is something to decide: if the load has possible matches, until its sample is drawn, and for
two weeks at most. It has a key of its own, because the load's other key is needed until the release. It is written in
pieces, each bound to its place, so that an extract of any size takes little memory and none can be cut or exchanged.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.db import transaction

from aftercall.core import tombstones, vault
from aftercall.core.errors import Refused
from aftercall.programmes.folders import load_folder
from aftercall.programmes.models import ExtractLoad

KEPT_FOR = timedelta(days=14)
GONE = "We no longer have the extract. Load it again, or withdraw your decisions"
_PIECE = 4_000_000
_LENGTH_BYTES = 8
_FILE = "extract.sealed"


def ring_of(folder: str) -> str:
    """The name of the ring that holds the key of a load's extract."""
    return f"extract-{folder}"


def keep(folder: str, extract: Path) -> None:
    """Encrypt an extract with a new key and write it to the load's folder."""
    ring = ring_of(folder)
    vault.create_ring(ring, slots=1)
    key = vault.key(ring)
    with _path(folder).open("wb") as target:
        for number, piece in enumerate(_pieces(extract)):
            encrypted = vault.encrypt(key, piece, context=f"{ring}/{number}")
            target.write(len(encrypted).to_bytes(_LENGTH_BYTES) + encrypted)


def _pieces(extract: Path) -> Iterator[bytes]:
    """First what the file's name ends with, then its content, and an empty piece, which shows that nothing is missing
    at the end."""
    yield extract.suffix.encode()
    with extract.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece
    yield b""


def is_kept(load: ExtractLoad) -> bool:
    """Whether the load's extract can be read again."""
    return _path(load.folder).exists() and vault.key_exists(ring_of(load.folder))


def restore(load: ExtractLoad, target: Path) -> None:
    """Decrypt the load's extract into a private folder, as `extract` with its suffix. Refused if it was destroyed or is
    damaged."""
    try:
        pieces = _decrypted(load.folder)
        suffix = next(pieces).decode()
        with (target / f"extract{suffix}").open("wb") as file:
            file.writelines(pieces)
    except (FileNotFoundError, ValueError, vault.NoSuchKey, vault.InvalidTag):
        raise Refused(GONE) from None


def _decrypted(folder: str) -> Iterator[bytes]:
    key = vault.key(ring_of(folder))
    with _path(folder).open("rb") as file:
        number, piece = 0, b"-"
        while piece or number < 2:  # the second piece of an empty extract is empty
            piece = vault.decrypt(key, _read_piece(file), context=_context(folder, number))
            yield piece
            number += 1


def sealed_pieces(folder: str) -> Iterator[tuple[str, bytes]]:
    """The context and the encrypted content of each piece of a load's extract; nothing if it is not kept."""
    if not _path(folder).exists():
        return
    with _path(folder).open("rb") as file:
        number = 0
        while piece := _read_piece(file):
            yield _context(folder, number), piece
            number += 1


def _read_piece(file: BinaryIO) -> bytes:
    return file.read(int.from_bytes(file.read(_LENGTH_BYTES)))


def _context(folder: str, number: int) -> str:
    return f"{ring_of(folder)}/{number}"


def destroy_on_commit(folder: str, *, at: datetime) -> None:
    """On commit, destroy the key of a load's extract, then delete the file. Nothing happens if it was not kept."""
    if vault.key_exists(ring_of(folder)):
        tombstones.destroy_ring_on_commit(ring_of(folder), at=at)
        transaction.on_commit(lambda: _path(folder).unlink(missing_ok=True), robust=True)


def destroy(folder: str) -> None:
    """Destroy the key of the extract of a load that was never committed. This cannot be rolled back."""
    vault.destroy_ring(ring_of(folder))


def delete_leftovers() -> None:
    """Delete the files that a killed process left after it had destroyed their key."""
    for path in load_folder("").glob(f"*/{_FILE}"):
        if not vault.key_exists(ring_of(path.parent.name)):
            path.unlink(missing_ok=True)


def _path(folder: str) -> Path:
    return load_folder(folder) / _FILE
