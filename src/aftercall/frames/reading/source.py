"""The table that every reader fills, and what a reader has to say about rows it could not fit into it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import batched

import duckdb
import ibis
import pyarrow as pa

from aftercall.frames.engine import Expression, Workspace
from aftercall.frames.layout import NAMES

_RAW = "raw"
_SCHEMA = {"record": "int64", "file": "int64", "row": "int64"} | dict.fromkeys(NAMES, "string")
_BLOCK = 20_000

type Row = tuple[int, Sequence[str | None]]


@dataclass(frozen=True)
class Ragged:
    """A row whose values do not fit the header. `file` is the file's index, `width` how many values it should have."""

    file: int
    row: int
    width: int


@dataclass
class Source:
    """What was read: the files by index, the raw table, and the rows that did not fit into it."""

    workspace: Workspace
    files: list[str] = field(default_factory=list)
    ragged: list[Ragged] = field(default_factory=list)
    records: int = 0

    def __post_init__(self) -> None:
        kinds = {"int64": "BIGINT", "string": "VARCHAR"}
        columns = ", ".join(f'"{name}" {kinds[kind]}' for name, kind in _SCHEMA.items())
        self.workspace.connection.execute(f"CREATE TABLE {_RAW} ({columns})")

    @property
    def raw(self) -> Expression:
        """Columns record, file, row and the layout's, as text; blank rows are left out."""
        table = ibis.table(_SCHEMA, name=_RAW)
        return table.filter(ibis.or_(*(table[name].notnull() for name in NAMES)))

    @property
    def read(self) -> int:
        """Records read so far, those that did not fit included."""
        return self.workspace.number(self.raw.count()) + len(self.ragged)

    def begin(self, file: str) -> None:
        """What is added from now on came from this file."""
        self.files.append(file)

    def add_relation(
        self, relation: duckdb.DuckDBPyRelation, names: Sequence[str], *, number: str, first_row: int
    ) -> None:
        """Take over an engine's rows. `number` is the expression that counts them from 0 in the file's order."""
        before = self.records
        columns = ", ".join(f'"{name}"' if name in names else "NULL" for name in NAMES)
        place = f"{number} + {self.records}, {len(self.files) - 1}, {number} + {first_row}"
        relation.project(f"{place}, {columns}").insert_into(_RAW)
        self.records = before + len(relation)

    def add_rows(self, rows: Iterable[Row], names: Sequence[str]) -> None:
        """Take over rows that Python read, each with its number in the file."""
        for block in batched(self._fitting(rows, len(names)), _BLOCK):
            values = zip(*(row for _, row in block), strict=True)
            columns = {name: pa.array(column, pa.string()) for name, column in zip(names, values, strict=True)}
            columns |= {name: pa.nulls(len(block), pa.string()) for name in NAMES if name not in columns}
            numbers = [number for number, _ in block]
            places = {
                "record": pa.array(range(self.records, self.records + len(block)), pa.int64()),
                "file": pa.array([len(self.files) - 1] * len(block), pa.int64()),
                "row": pa.array(numbers, pa.int64()),
            }
            self.workspace.connection.from_arrow(pa.table(places | columns).select(list(_SCHEMA))).insert_into(_RAW)
            self.records += len(block)

    def _fitting(self, rows: Iterable[Row], width: int) -> Iterator[Row]:
        for number, row in rows:
            if len(row) == width:
                yield number, row
            elif any(row):
                self.ragged.append(Ragged(len(self.files) - 1, number, width))
