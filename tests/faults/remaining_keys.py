"""What the keys that are left can decrypt of a backup.

An attacker need not know what a value is bound to, and can ignore its tag: AES-GCM encrypts as AES in counter mode.
"""

from collections.abc import Iterable
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CTR
from django.conf import settings
from django.db import connection
from tests.faults.needles import rows_of

from aftercall.config.doctor import SEALED
from aftercall.core import vault

_NONCE_LENGTH = 12
# In counter mode the first block of a message has the number 2, because GCM uses number 1 for the tag.
_FIRST_BLOCK = (2).to_bytes(4)
# So many bytes are a text by chance once in 10^15 times.
_ENOUGH = 48


def sealed_values() -> set[bytes]:
    """Everything that is encrypted, as a backup of the database and the home has it."""
    known = {value.sealed for kind in SEALED for value in kind.values()}
    tables = connection.introspection.table_names()
    cells = (value for table in tables for row in rows_of(table) for value in row)
    found = known | {bytes(value) for value in cells if isinstance(value, bytes | memoryview)}
    return {value for value in found if len(value) >= _NONCE_LENGTH + _ENOUGH}


def keys_left() -> list[bytes]:
    """Every key in the folder of the keys."""
    rings = [vault.open_ring(path.stem) for path in Path(settings.KEYS_DIR).glob("*.ring")]
    return [key for ring in rings for key in ring if key] + [Path(settings.ROOT_KEY_FILE).read_bytes()]


def opened(values: Iterable[bytes], keys: Iterable[bytes]) -> int:
    """How many of the values one of the keys decrypts to a text."""
    ciphers = [AES256(key) for key in keys]
    return sum(any(_is_text(_decrypted(value, cipher)) for cipher in ciphers) for value in values)


def _decrypted(value: bytes, key: AES256) -> bytes:
    decryptor = Cipher(key, CTR(value[:_NONCE_LENGTH] + _FIRST_BLOCK)).decryptor()
    return decryptor.update(value[_NONCE_LENGTH : _NONCE_LENGTH + _ENOUGH])


def _is_text(content: bytes) -> bool:
    text = content.decode("utf-8", "replace")[:-3]  # the last character may be cut
    return "\N{REPLACEMENT CHARACTER}" not in text and text.replace("\n", " ").isprintable()
