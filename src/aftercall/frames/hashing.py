"""Hashes inside the engine.

Keyed ones, which are shown or kept, are SHA-256 of key, text and a line end: anybody can work one out with sha256sum.
No text holds a line end, so none is the beginning of another, and on such texts hashing on from a key is as good as
HMAC (Bellare, Canetti and Krawczyk 1996, Pseudorandom functions revisited: the cascade construction). The key comes
from a one-row table and never stands in the SQL, where plans and logs would show it.
"""

import hashlib
from collections.abc import Sequence
from functools import cache

import ibis
import pyarrow as pa

from aftercall.frames.engine import Expression, Workspace

END = "\n"


def keyed_hash(key: str, text: str) -> str:
    """SHA-256, hex, of the key, the text and a line end."""
    return hashlib.sha256((key + text + END).encode()).hexdigest()


def key_text(key: bytes, purpose: str) -> str:
    """A key for one purpose, as text of 64 characters: one block of SHA-256."""
    return hashlib.sha256(purpose.encode() + b"|" + key).hexdigest()


def keyed(workspace: Workspace, key: str, name: str) -> Expression:
    """The one-row table of a key."""
    return workspace.hand_in(name, pa.table({"hash_key": [key]}))


def with_hash(table: Expression, key: Expression, text: Expression, name: str) -> Expression:
    """The table with a column more: the keyed hash of its text column. A line end in a text counts as a space."""
    # Hardly any text has a line end, and to look costs a fifth of replacing it.
    one_line = ibis.ifelse(text.contains(END), text.replace(END, " "), text)
    joined = table.mutate(hash_text=one_line).cross_join(key)
    hashed = (joined.hash_key + joined.hash_text + END).hexdigest("sha256")
    return joined.mutate(**{name: hashed}).drop("hash_key", "hash_text")


def digest_of(columns: Sequence[Expression]) -> Expression:
    """SHA-256 of a row, hex. Each value stands with its length in front, so no two different rows read alike."""
    parts = [(column.length().cast("string") + ":" + column).fill_null("-") for column in columns]
    return ibis.literal("").concat("", *parts).hexdigest("sha256")


def quick_hash(*columns: Expression) -> Expression:
    """A whole number of 63 bits, to find rows that may be alike: each engine has its own, so nothing may hang on it."""
    return _quick(len(columns))(*columns)


def known_hash(*columns: Expression) -> Expression:
    """The quick hash where all of them are known, else null."""
    known = ibis.and_(*(column.notnull() for column in columns))
    return ibis.ifelse(known, quick_hash(*columns), ibis.null("int64"))


@cache
def _quick(count: int) -> Expression:
    return ibis.udf.scalar.builtin(_OF[count - 1], name=f"quick_hash_{count}", signature=(("string",) * count, "int64"))


# Ibis reads the number of arguments off a function.
_OF = (
    lambda a: a,
    lambda a, b: (a, b),
    lambda a, b, c: (a, b, c),
    lambda a, b, c, d: (a, b, c, d),
    lambda a, b, c, d, e: (a, b, c, d, e),
    lambda a, b, c, d, e, f: (a, b, c, d, e, f),
    lambda a, b, c, d, e, f, g: (a, b, c, d, e, f, g),
    lambda a, b, c, d, e, f, g, h: (a, b, c, d, e, f, g, h),
)
