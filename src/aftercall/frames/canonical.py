"""Digests of a table by what it says, whatever its file format, its encoding and the order of its rows."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from aftercall.frames.engine import Expression, Workspace
from aftercall.frames.hashing import digest_of

_BLOCK = 1 << 20


def table_digest(workspace: Workspace, table: Expression, columns: Iterable[str]) -> str:
    """SHA-256, hex, over the sorted digests of all rows; a row's is over its columns, in this order, as text."""
    names = tuple(columns)
    rows = table.select(row=digest_of([table[name].cast("string") for name in names])).order_by("row")
    whole = hashlib.sha256(",".join(names).encode())
    for block in workspace.stream(rows):
        whole.update("".join(row["row"] for row in block).encode())
    return whole.hexdigest()


def file_digest(path: Path) -> str:
    """SHA-256, hex, of a file's bytes."""
    whole = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            whole.update(block)
    return whole.hexdigest()
