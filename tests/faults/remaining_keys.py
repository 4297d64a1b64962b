"""What the keys that are left can decrypt of a backup.

An attacker need not know what a value is bound to, and can ignore its tag: AES-GCM encrypts as AES in counter mode.
"""

from collections.abc import Collection, Iterable
from pathlib import Path

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import ECB
from django.conf import settings
from django.db import connection
from tests.faults.needles import rows_of

from aftercall.config.doctor import SEALED
from aftercall.core import vault

_NONCE_LENGTH = 12
# In counter mode the first block of a message has the number 2, because GCM uses number 1 for the tag.
_BLOCKS = (2, 3, 4)
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


def opened(values: Collection[bytes], keys: Iterable[bytes]) -> int:
    """How many of the values one of the keys decrypts to a text."""
    begun = (value[: _NONCE_LENGTH + _ENOUGH] for value in values)
    bits = np.frombuffer(b"".join(begun), np.uint8).reshape(len(values), _NONCE_LENGTH + _ENOUGH)
    nonces, ciphertexts = bits[:, :_NONCE_LENGTH], bits[:, _NONCE_LENGTH:]
    counters = np.concatenate([_counter_block(nonces, number) for number in _BLOCKS], axis=1).tobytes()
    found: set[int] = set()
    for key in keys:
        stream = Cipher(AES256(key), ECB()).encryptor().update(counters)  # noqa: S305 - this is how counter mode is made
        texts = ciphertexts ^ np.frombuffer(stream, np.uint8).reshape(ciphertexts.shape)
        likely = np.flatnonzero((texts >= ord(" ")).all(axis=1))
        found |= {int(row) for row in likely if _is_text(texts[row].tobytes())}
    return len(found)


def _counter_block(nonces: np.ndarray, number: int) -> np.ndarray:
    counter = np.frombuffer(number.to_bytes(4), np.uint8)
    return np.concatenate([nonces, np.tile(counter, (len(nonces), 1))], axis=1)


def _is_text(content: bytes) -> bool:
    text = content.decode("utf-8", "replace")[:-3]  # the last character may be cut
    return "\N{REPLACEMENT CHARACTER}" not in text and text.isprintable()
