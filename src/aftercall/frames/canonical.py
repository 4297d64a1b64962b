"""Digests of a table's content, whatever its file format, its encoding and the order of its rows."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from aftercall.errors import BadInput
from aftercall.frames.engine import Workspace

_CHUNK = 1 << 20  # bytes
_LINE = re.compile(r"([0-9a-fA-F]{64}) [ *](?:.*/)?([^/]+)")


def table_digest(workspace: Workspace, table: ir.Table, columns: Iterable[str]) -> str:
    """SHA-256, hex, of the rows in the order of person_id: over a line for each column, with its name and two digests.

    The first digest is over the lengths of the values in bytes (4 bytes each, little-endian; -1 where there is no
    value), the second over the values themselves, as text in UTF-8, one after another.
    """
    rows = table.select(**{name: table[name].cast("string") for name in columns})
    # Our own files are in that order already, and checking costs far less than sorting.
    order = ["person_id", *(name for name in rows.columns if name != "person_id")]
    return _digest(workspace, rows, only_if_ordered=True) or _digest(workspace, rows.order_by(order))


def _digest(workspace: Workspace, rows: ir.Table, *, only_if_ordered: bool = False) -> str:
    """The digest of rows as they arrive; empty if they must be in the order of person_id and are not."""
    columns = [_ColumnDigest(name) for name in rows.columns]
    last = ""
    pending: Iterable[None] = ()
    with ThreadPoolExecutor() as threads:
        for batch in workspace.batches(rows):
            if only_if_ordered and not _ordered(last, batch["person_id"]):
                return ""
            last = batch["person_id"][-1].as_py()
            list(pending)  # one batch is hashed while the engine works on the next
            pending = threads.map(_ColumnDigest.update, columns, [batch[column.name] for column in columns])
        list(pending)
    return hashlib.sha256("".join(column.line for column in columns).encode()).hexdigest()


class _ColumnDigest:
    """The digests of a column so far."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._lengths, self._texts = hashlib.sha256(), hashlib.sha256()

    def update(self, values: pa.StringArray) -> None:
        """Add the next values."""
        ends, text = _ends_and_text(values)
        self._texts.update(text)
        self._lengths.update(np.where(_missing(values), -1, np.diff(ends)).astype("<i4").tobytes())

    @property
    def line(self) -> str:
        return f"{self.name} {self._lengths.hexdigest()} {self._texts.hexdigest()}\n"


def _ordered(previous: str, ids: pa.StringArray) -> bool:
    """Whether no id is missing and each is larger than the one before it."""
    if ids.null_count or ids[0].as_py() <= previous:
        return False
    return bool(pc.all(pc.less(ids[:-1], ids[1:]), min_count=0).as_py())


def _ends_and_text(values: pa.StringArray) -> tuple[NDArray[np.int32], memoryview]:
    """Where each text begins and the last one ends, and all texts one after another; neither is copied."""
    _, offsets, text = values.buffers()
    ends = np.frombuffer(offsets, np.int32, len(values) + 1, offset=4 * values.offset)
    return ends, memoryview(text or b"")[ends[0] : ends[-1]]


def _missing(values: pa.StringArray) -> NDArray[np.bool_] | bool:
    return np.asarray(values.is_null()) if values.null_count else False


def file_digest(path: Path) -> str:
    """SHA-256, hex, of a file's bytes."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def digest_lines(digests: Mapping[str, str]) -> str:
    """Digests by file name, in the form that `sha256sum --check` reads."""
    return "".join(f"{digest}  {name}\n" for name, digest in digests.items())


def read_digest_lines(content: bytes, where: str) -> dict[str, str]:
    """Digests by file name, from lines as `sha256sum` writes them. `where`: named in an error. Errors: BadInput."""
    found = [_LINE.fullmatch(line) for line in content.decode("utf-8", "replace").split("\n") if line.strip()]
    lines = [line for line in found if line]
    if not lines or len(lines) < len(found):
        raise BadInput(f"{where}: every line must be 64 hexadecimal digits, two spaces and a file name")
    return {line[2]: line[1].lower() for line in lines}
