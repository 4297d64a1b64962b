"""Keys, kept outside the database and its backups, so that once a key is destroyed, no backup can undo the erasure.

A *key ring* is one file: the ring's own key, encrypted with the root key, then one slot per key, each encrypted with
the ring's own key. A release has a ring with a slot for each case. Destroying a key overwrites its slot in place;
destroying a ring overwrites the whole file and removes it.

A key that committed data depends on is destroyed only through `core.tombstones`, after the commit. An operation that
fails before its commit destroys the ring that it created for itself directly, because nothing else uses that ring.
"""

import fcntl
import os
import secrets
import tempfile
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from aftercall.core.unchanged_files import read_unchanged

_KEY_LENGTH = 32
_NONCE_LENGTH = 12
_TAG_LENGTH = 16
_SLOT_LENGTH = _NONCE_LENGTH + _KEY_LENGTH + _TAG_LENGTH
_DESTROYED = bytes(_SLOT_LENGTH)
_UNFINISHED = "unfinished-"


class KeyReader(Protocol):
    """Returns the key in a ring's slot. Raises NoSuchKey, as `key` does."""

    def __call__(self, name: str, slot: int = 0) -> bytes: ...


class NoSuchKey(Exception):
    """The key has been destroyed, or never existed. Nothing encrypted with a destroyed key can be read again."""


def encrypt(key: bytes, plaintext: bytes, *, context: str) -> bytes:
    """Encrypt with AES-256-GCM, with a fresh nonce in front. Decryption needs the same context, so that a ciphertext
    can't be moved to another row."""
    nonce = secrets.token_bytes(_NONCE_LENGTH)
    return nonce + AESGCM(key).encrypt(nonce, plaintext, context.encode())


def decrypt(key: bytes, ciphertext: bytes, *, context: str) -> bytes:
    """The plaintext. Raises InvalidTag if the key, the context or a single bit differs."""
    return decrypt_with(AESGCM(key), ciphertext, context=context)


def decrypt_with(cipher: AESGCM, ciphertext: bytes, *, context: str) -> bytes:
    """As `decrypt`, for several ciphertexts of one key: a cipher takes longer to make than to decrypt a short text."""
    return cipher.decrypt(ciphertext[:_NONCE_LENGTH], ciphertext[_NONCE_LENGTH:], context.encode())


def create_ring(name: str, *, slots: int) -> None:
    """Write a new ring with this many fresh keys, completely or not at all. An existing ring is never replaced."""
    _write_ring(name, [secrets.token_bytes(_KEY_LENGTH) for _ in range(slots)])


def _write_ring(name: str, keys: list[bytes]) -> None:
    ring_key = secrets.token_bytes(_KEY_LENGTH)
    parts = [encrypt(_root_key(), ring_key, context=name)]
    parts += [encrypt(ring_key, value, context=f"{name}/{slot}") for slot, value in enumerate(keys)]
    _write_new(_ring_path(name), b"".join(parts))


def key(name: str, slot: int = 0) -> bytes:
    """The key in a ring's slot. Raises NoSuchKey if it or the whole ring has been destroyed, or never existed."""
    try:
        file = os.open(_ring_file(name), os.O_RDONLY)
    except FileNotFoundError:
        raise NoSuchKey(name) from None
    try:
        encrypted_ring_key = os.pread(file, _SLOT_LENGTH, 0)
        encrypted_key = os.pread(file, _SLOT_LENGTH, _SLOT_LENGTH * (slot + 1))
    finally:
        os.close(file)
    return _decrypt_key(name, slot, encrypted_ring_key, encrypted_key, _root_key())


def _decrypt_key(name: str, slot: int, encrypted_ring_key: bytes, encrypted_key: bytes, root_key: bytes) -> bytes:
    if len(encrypted_key) < _SLOT_LENGTH or encrypted_key == _DESTROYED:
        raise NoSuchKey(f"{name}/{slot}")
    ring_key = decrypt(root_key, encrypted_ring_key, context=name)
    return decrypt(ring_key, encrypted_key, context=f"{name}/{slot}")


def open_ring(name: str) -> list[bytes | None]:
    """Every key of a ring by its slot, None where it has been destroyed; none at all if there is no such ring. This is
    for whatever needs most of them, because opening a ring again for each of its keys would take too long.

    Raises InvalidTag if the root key is another one or the file is damaged.
    """
    try:
        content = _ring_path(name).read_bytes()
    except FileNotFoundError:
        return []
    ring_key = AESGCM(decrypt(_root_key(), content[:_SLOT_LENGTH], context=name))
    starts = range(_SLOT_LENGTH, len(content), _SLOT_LENGTH)
    slots = (content[start : start + _SLOT_LENGTH] for start in starts)
    return [
        None
        if slot == _DESTROYED
        else ring_key.decrypt(slot[:_NONCE_LENGTH], slot[_NONCE_LENGTH:], f"{name}/{number}".encode())
        for number, slot in enumerate(slots)
    ]


def keys_of_rings() -> KeyReader:
    """As `key`, for an operation that needs most keys of a ring: each ring is opened once, when it is first asked for,
    so that a key destroyed after that is still found."""
    open_once = cache(open_ring)

    def read(name: str, slot: int = 0) -> bytes:
        keys = open_once(name)
        found = keys[slot] if slot < len(keys) else None
        if found is None:
            raise NoSuchKey(f"{name}/{slot}")
        return found

    return read


def ring_exists(name: str) -> bool:
    """Whether there is a ring of this name, whatever is left in it."""
    return _ring_path(name).exists()


def root_key_is_lost() -> bool:
    """Whether there are rings, and no root key that could open them. A new one would be created on first use."""
    return not Path(settings.ROOT_KEY_FILE).exists() and bool(rings_beginning_with(""))


def key_exists(name: str, slot: int = 0) -> bool:
    """Whether this key exists and has not been destroyed."""
    try:
        key(name, slot)
    except NoSuchKey:
        return False
    return True


def destroy_key(name: str, slot: int = 0) -> None:
    """Overwrite one slot in place and flush it to disk. Does nothing if the whole ring has already been destroyed."""
    try:
        with _ring_path(name).open("r+b") as file:
            file.seek(_SLOT_LENGTH * (slot + 1))
            file.write(_DESTROYED)
            file.flush()
            os.fsync(file.fileno())
    except FileNotFoundError:
        return


def destroy_ring(name: str) -> None:
    """Overwrite a whole ring, then remove its file. Does nothing if there is no such ring."""
    path = _ring_path(name)
    if not path.exists():
        return
    with path.open("r+b") as file:
        file.write(bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()


def rings_beginning_with(name: str) -> list[str]:
    """The names of all rings that begin like this."""
    return sorted(path.name.removesuffix(".ring") for path in Path(settings.KEYS_DIR).glob(f"{name}*.ring"))


def long_lived_key(name: str) -> bytes:
    """A key of the installation, such as the one for the digests of persons. It is created on first use."""
    try:
        content = read_unchanged(_ring_file(name))
    except FileNotFoundError:
        create_ring(name, slots=1)
        return key(name)
    return _long_lived_key(name, content, _root_key())


@lru_cache(maxsize=32)
def _long_lived_key(name: str, content: bytes, root_key: bytes) -> bytes:
    """Kept in memory, unlike the keys of people's data, because it is never destroyed and is needed all the time."""
    return _decrypt_key(name, 0, content[:_SLOT_LENGTH], content[_SLOT_LENGTH : 2 * _SLOT_LENGTH], root_key)


def adopt_long_lived_key(name: str, value: bytes) -> None:
    """Use this value as a long-lived key: the demo derives one from its seed, so that its results can be reproduced.

    An existing key is kept, because digests made with it could otherwise no longer be matched.
    """
    _write_ring(name, [value])


def _ring_path(name: str) -> Path:
    return Path(_ring_file(name))


def _ring_file(name: str) -> str:
    """As text, because keys are needed all the time and joining paths takes longer than reading one."""
    return f"{settings.KEYS_DIR}/{name}.ring"


def _root_key() -> bytes:
    try:
        return read_unchanged(settings.ROOT_KEY_FILE)
    except FileNotFoundError:
        path = Path(settings.ROOT_KEY_FILE)
        _write_new(path, secrets.token_bytes(_KEY_LENGTH))
        return path.read_bytes()


def remove_leftovers() -> None:
    """Remove the files of rings that a killed process had not put in their place yet: no value needs their keys."""
    for path in Path(settings.KEYS_DIR).glob(f"{_UNFINISHED}*"):
        with suppress(FileNotFoundError, BlockingIOError), path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            path.unlink()


def _write_new(path: Path, content: bytes) -> None:
    """Write a complete, private file to disk and link it into place. A file that already has this name is kept."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=_UNFINISHED)
    with os.fdopen(handle, "wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # so that it is not taken for a leftover
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
        try:
            os.link(temporary, path)
        except FileExistsError:
            pass
        finally:
            Path(temporary).unlink()


__all__ = [
    "InvalidTag",
    "KeyReader",
    "NoSuchKey",
    "adopt_long_lived_key",
    "create_ring",
    "decrypt",
    "decrypt_with",
    "destroy_key",
    "destroy_ring",
    "encrypt",
    "key",
    "key_exists",
    "keys_of_rings",
    "long_lived_key",
    "open_ring",
    "remove_leftovers",
    "ring_exists",
    "rings_beginning_with",
    "root_key_is_lost",
]
