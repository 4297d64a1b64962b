"""Digests of a table by what it says, whatever its file format, its encoding and the order of its rows."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from aftercall.errors import BadInput
from aftercall.frames.engine import Expression, Workspace

_BLOCK = 1 << 20
_LINE = re.compile(r"([0-9a-fA-F]{64}) [ *](?:.*/)?([^/]+)")


def table_digest(workspace: Workspace, table: Expression, columns: Iterable[str]) -> str:
    """SHA-256, hex, of the rows in the order of person_id: of a line for each column, with its name and two digests.

    The first is over the lengths of its values in bytes (4 bytes each, the lowest first; -1 where there is none), the
    second over the values themselves as text in UTF-8, one behind the other.
    """
    rows = table.select(**{name: table[name].cast("string") for name in columns})
    # A file of ours stands in that order, and to look costs far less than to sort.
    order = ["person_id", *(name for name in rows.columns if name != "person_id")]
    return _digest(workspace, rows, only_in_order=True) or _digest(workspace, rows.order_by(order))


def _digest(workspace: Workspace, rows: Expression, *, only_in_order: bool = False) -> str:
    """Of rows as they come; empty where they should stand in the order of person_id and do not."""
    columns = [_Column(name) for name in rows.columns]
    last = ""
    taken: Iterable[None] = ()
    with ThreadPoolExecutor() as threads:
        for block in workspace.blocks(rows):
            if only_in_order and not _in_order(last, block["person_id"]):
                return ""
            last = block["person_id"][-1].as_py()
            list(taken)  # while one block is taken in, the engine has been at the next
            taken = threads.map(_Column.take, columns, [block[column.name] for column in columns])
        list(taken)
    return hashlib.sha256("".join(column.line for column in columns).encode()).hexdigest()


class _Column:
    """What is known so far of a column."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._lengths, self._texts = hashlib.sha256(), hashlib.sha256()

    def take(self, values: pa.StringArray) -> None:
        """Take in the next values."""
        ends, text = _ends_and_text(values)
        self._texts.update(text)
        self._lengths.update(np.where(_missing(values), -1, np.diff(ends)).astype("<i4").tobytes())

    @property
    def line(self) -> str:
        return f"{self.name} {self._lengths.hexdigest()} {self._texts.hexdigest()}\n"


def _in_order(before: str, ids: pa.StringArray) -> bool:
    """Whether no id is missing and each is larger than the one before it."""
    if ids.null_count or ids[0].as_py() <= before:
        return False
    return bool(pc.all(pc.less(ids[:-1], ids[1:]), min_count=0).as_py())


def _ends_and_text(values: pa.StringArray) -> tuple[NDArray[np.int32], memoryview]:
    """Where each text begins and the last one ends; and the texts behind each other, without a copy."""
    _, offsets, text = values.buffers()
    ends = np.frombuffer(offsets, np.int32, len(values) + 1, offset=4 * values.offset)
    return ends, memoryview(text or b"")[ends[0] : ends[-1]]


def _missing(values: pa.StringArray) -> NDArray[np.bool_] | bool:
    return np.asarray(values.is_null()) if values.null_count else False


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
