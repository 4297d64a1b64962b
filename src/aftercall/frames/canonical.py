"""Digests of a table by what it says, whatever its file format, its encoding and the order of its rows."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from aftercall.frames.engine import Expression, Workspace
from aftercall.frames.errors import BadInput
from aftercall.frames.hashing import digest_of

_BLOCK = 1 << 20
_LINE = re.compile(r"([0-9a-fA-F]{64}) [ *](?:.*/)?([^/]+)")


def table_digest(workspace: Workspace, table: Expression, columns: Iterable[str]) -> str:
    """SHA-256, hex, over the digests of all rows in the order of person_id; a row's is over its columns as text."""
    names = tuple(columns)
    rows = table.select("person_id", row=digest_of([table[name].cast("string") for name in names]))
    whole = hashlib.sha256(",".join(names).encode())
    for texts in workspace.texts(rows.order_by("person_id", "row"), "row"):
        whole.update("".join(texts).encode())
    return whole.hexdigest()


def file_digest(path: Path) -> str:
    """SHA-256, hex, of a file's bytes."""
    whole = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            whole.update(block)
    return whole.hexdigest()


def digest_lines(digests: Mapping[str, str]) -> str:
    """Digests by file name, in the form that `sha256sum --check` reads."""
    return "".join(f"{digest}  {name}\n" for name, digest in digests.items())


def read_digest_lines(content: bytes, where: str) -> dict[str, str]:
    """Digests by file name, as `sha256sum` writes them; `where` names them in an error. Errors: BadInput."""
    found = [_LINE.fullmatch(line) for line in content.decode("utf-8", "replace").split("\n") if line.strip()]
    lines = [line for line in found if line]
    if not lines or len(lines) < len(found):
        raise BadInput(f"{where}: every line must be 64 hexadecimal digits, two spaces and a file's name")
    return {line[2]: line[1].lower() for line in lines}
