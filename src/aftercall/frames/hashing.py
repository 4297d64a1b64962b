"""Hashes computed by the engine.

Keyed hashes, which are shown or stored, are the SHA-256 of a key, a text and a line end; sha256sum can reproduce them.
No text contains a line end, so none is a prefix of another; for such texts a key in front is as good as HMAC (Bellare,
Canetti and Krawczyk 1996, Pseudorandom functions revisited: the cascade construction). The key comes from a table of
one row and is never part of the SQL, where plans and logs would show it.
"""

import hashlib
from collections.abc import Sequence
from functools import cache
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from aftercall.frames.engine import Workspace
from aftercall.frames.expression_cache import cached_expressions

END = "\n"


def keyed_hash(key: str, text: str) -> str:
    """SHA-256, hex, of the key, the text and a line end."""
    return hashlib.sha256((key + text + END).encode()).hexdigest()


def key_text(key: bytes, purpose: str) -> str:
    """A key for one purpose, as text of 64 characters: one block of SHA-256."""
    return hashlib.sha256(purpose.encode() + b"|" + key).hexdigest()


def key_table(workspace: Workspace, key: str, name: str) -> ir.Table:
    """A table with a key as its only row."""
    return workspace.register_arrow(name, pa.table({"hash_key": [key]}))


@cached_expressions
def with_keyed_hash(table: ir.Table, key: ir.Table, text: ir.StringValue, name: str) -> ir.Table:
    """The table with the keyed hash of `text` as a new column. A line end in a text counts as a space."""
    # Few texts have a line end, and looking first takes a fifth of the time.
    one_line = ibis.ifelse(text.contains(END), text.replace(END, " "), text)
    joined = table.mutate(hash_text=one_line).cross_join(key)
    hashed = (joined.hash_key + joined.hash_text + END).hexdigest("sha256")
    return joined.mutate(**{name: hashed}).drop("hash_key", "hash_text")


def row_digest(columns: Sequence[ir.StringValue]) -> ir.StringValue:
    """SHA-256 of a row, hex. Each value is preceded by its length, so different rows never produce the same text."""
    parts = [(column.length().cast("string") + ":" + column).fill_null("-") for column in columns]
    return ibis.literal("").concat("", *parts).hexdigest("sha256")


def quick_hash(*columns: ir.StringValue) -> ir.IntegerValue:
    """An integer of 63 bits, to find rows that may be equal. It differs between engines: no result may depend on it."""
    return _quick_hash(len(columns))(*columns)


def known_hash(*columns: ir.StringValue) -> ir.IntegerValue:
    """The quick hash, or null where any of the columns is null."""
    known = ibis.and_(*(column.notnull() for column in columns))
    return ibis.ifelse(known, quick_hash(*columns), ibis.null("int64"))


@cache
def _quick_hash(count: int) -> Any:
    signature = (("string",) * count, "int64")
    return ibis.udf.scalar.builtin(_WITH_PARAMETERS[count - 1], name=f"quick_hash_{count}", signature=signature)


# Ibis takes the number of parameters from a function.
_WITH_PARAMETERS = (
    lambda a: a,
    lambda a, b: (a, b),
    lambda a, b, c: (a, b, c),
    lambda a, b, c, d: (a, b, c, d),
    lambda a, b, c, d, e: (a, b, c, d, e),
    lambda a, b, c, d, e, f: (a, b, c, d, e, f),
    lambda a, b, c, d, e, f, g: (a, b, c, d, e, f, g),
    lambda a, b, c, d, e, f, g, h: (a, b, c, d, e, f, g, h),
    lambda a, b, c, d, e, f, g, h, i: (a, b, c, d, e, f, g, h, i),
)
