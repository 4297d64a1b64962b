"""Keys, kept outside the database and its backups, so that no backup can undo the erasure when one is destroyed.

A *key ring* is one file: the ring's own key, wrapped by the root key, then one slot per key, each wrapped by the
ring's key. A release has a ring with a slot for each case. Destroying a key overwrites its slot in place; destroying a
ring removes the file. Operations destroy keys through `core.tombstones`, never inside a transaction.
"""

import os
import secrets
import tempfile
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_KEY = 32
_NONCE = 12
_SLOT = _NONCE + _KEY + 16
_DESTROYED = bytes(_SLOT)


class KeyDestroyed(Exception):
    """The key has been destroyed, so nothing sealed under it can be read again."""


def seal(key: bytes, plaintext: bytes, *, context: str) -> bytes:
    """AES-256-GCM, with a fresh nonce in front. Unsealing needs the same context, so a value can't be moved to another
    row."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plaintext, context.encode())


def unseal(key: bytes, sealed: bytes, *, context: str) -> bytes:
    """The plaintext. Raises InvalidTag if the key, the context or a single bit differs."""
    return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], context.encode())


def create_ring(name: str, *, slots: int) -> None:
    """Write a new ring with this many fresh keys, completely or not at all. An existing ring is never replaced."""
    _write_ring(name, [secrets.token_bytes(_KEY) for _ in range(slots)])


def _write_ring(name: str, keys: list[bytes]) -> None:
    ring_key = secrets.token_bytes(_KEY)
    parts = [seal(_root_key(), ring_key, context=name)]
    parts += [seal(ring_key, value, context=f"{name}/{slot}") for slot, value in enumerate(keys)]
    _write_new(_ring_path(name), b"".join(parts))


def key(name: str, slot: int = 0) -> bytes:
    """The key in a ring's slot. Raises KeyDestroyed if it, or the whole ring, has been destroyed."""
    try:
        with _ring_path(name).open("rb") as file:
            wrapped_ring_key = file.read(_SLOT)
            file.seek(_SLOT * (slot + 1))
            wrapped = file.read(_SLOT)
    except FileNotFoundError:
        raise KeyDestroyed(name) from None
    if len(wrapped) < _SLOT or wrapped == _DESTROYED:
        raise KeyDestroyed(f"{name}/{slot}")
    ring_key = unseal(_root_key(), wrapped_ring_key, context=name)
    return unseal(ring_key, wrapped, context=f"{name}/{slot}")


def key_exists(name: str, slot: int = 0) -> bool:
    """Whether the key still exists."""
    try:
        key(name, slot)
    except KeyDestroyed:
        return False
    return True


def destroy_key(name: str, slot: int = 0) -> None:
    """Overwrite one slot in place and flush it to disk. Repeating this, or the ring being gone, changes nothing."""
    try:
        with _ring_path(name).open("r+b") as file:
            file.seek(_SLOT * (slot + 1))
            file.write(_DESTROYED)
            file.flush()
            os.fsync(file.fileno())
    except FileNotFoundError:
        return


def destroy_ring(name: str) -> None:
    """Overwrite a ring's own key, then remove the file. Repeating this changes nothing."""
    path = _ring_path(name)
    if not path.exists():
        return
    with path.open("r+b") as file:
        file.write(bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()


def long_lived_key(name: str) -> bytes:
    """A key of the installation, such as the one for match digests. It is created on first use."""
    if not _ring_path(name).exists():
        create_ring(name, slots=1)
    return key(name)


def adopt_long_lived_key(name: str, value: bytes) -> None:
    """Use a long-lived key from elsewhere: from the installation that this one replaces, or from the demo's seed.

    An existing key is kept, because digests made with it could otherwise no longer be matched.
    """
    _write_ring(name, [value])


def _ring_path(name: str) -> Path:
    return Path(settings.KEYS_DIR) / f"{name}.ring"


def _root_key() -> bytes:
    path = Path(settings.ROOT_KEY_FILE)
    if not path.exists():
        _write_new(path, secrets.token_bytes(_KEY))
    return path.read_bytes()


def _write_new(path: Path, content: bytes) -> None:
    """Link a finished, synced, private file into place. If the path exists already, it is kept."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
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
    "KeyDestroyed",
    "adopt_long_lived_key",
    "create_ring",
    "destroy_key",
    "destroy_ring",
    "key",
    "key_exists",
    "long_lived_key",
    "seal",
    "unseal",
]
