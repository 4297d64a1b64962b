"""Keyed hashes inside the engine: HMAC-SHA256 (RFC 2104) of a text column, as lower-case hex.

The key's two padded blocks come from a one-row table and never stand in the SQL, where plans and logs would show them.
"""

import hashlib

import ibis
import pyarrow as pa

from aftercall.frames.engine import Expression, Workspace

_BLOCK = 64


_sha256 = ibis.udf.scalar.builtin(lambda value: value, name="sha256", signature=(("binary",), "string"))
_unhex = ibis.udf.scalar.builtin(lambda value: value, name="unhex", signature=(("string",), "binary"))
_utf8 = ibis.udf.scalar.builtin(lambda value: value, name="encode", signature=(("string",), "binary"))
_joined = ibis.udf.scalar.builtin(
    lambda left, right: left + right, name="concat", signature=(("binary", "binary"), "binary")
)


def keyed(workspace: Workspace, key: bytes, name: str) -> Expression:
    """The one-row table of a key's inner and outer block."""
    block = (hashlib.sha256(key).digest() if len(key) > _BLOCK else key).ljust(_BLOCK, b"\0")
    blocks = {"inner_pad": [bytes(b ^ 0x36 for b in block)], "outer_pad": [bytes(b ^ 0x5C for b in block)]}
    return workspace.hand_in(name, pa.table(blocks))


def with_hmac(table: Expression, key: Expression, text: Expression, name: str) -> Expression:
    """The table with a column more: the HMAC of its text column under the key."""
    padded = table.mutate(hmac_text=text).cross_join(key)
    inner = _unhex(_sha256(_joined(padded.inner_pad, _utf8(padded.hmac_text))))
    digest = _sha256(_joined(padded.outer_pad, inner))
    return padded.mutate(**{name: digest}).drop("hmac_text", "inner_pad", "outer_pad")


def digest_of(columns: list[Expression]) -> Expression:
    """SHA-256 of a row, hex. Each value stands with its length in front, so no two different rows read alike."""
    parts = [(column.length().cast("string") + ":" + column).fill_null("-") for column in columns]
    return _sha256(_utf8(ibis.literal("").concat(*parts)))


def content_digest(columns: list[Expression]) -> Expression:
    """SHA-256 of a row, hex, to put rows into an order by what they say: a third of digest_of's time.

    A value that holds the separator (a control character) could make two rows read alike; nothing is certified by it.
    """
    return _sha256(_utf8(ibis.literal("\x1f").join([column.fill_null("") for column in columns])))
