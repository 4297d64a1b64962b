"""The table that every reader fills, and what a reader has to say about rows it could not fit into it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import batched

import duckdb
import ibis
import pyarrow as pa

from aftercall.frames.engine import Expression, Workspace
from aftercall.frames.layout import NAMES
from aftercall.frames.reading.dialect import Row
from aftercall.frames.reading.header import Header
from aftercall.frames.reading.mapped import PLACE, mapped
from aftercall.frames.reading.mapping import ExtractMapping

RAW = "raw"
_DELIVERED = "delivered"
_PLACES = dict.fromkeys(PLACE, "int64")
_SCHEMA = _PLACES | dict.fromkeys(NAMES, "string")
_BLOCK = 20_000


@dataclass(frozen=True)
class Ragged:
    """A row whose values do not fit the header. `file` is the file's index, `width` how many values it should have."""

    file: int
    row: int
    width: int


@dataclass
class Source:
    """What was read: the files by index, the raw table, and the rows that did not fit into it.

    `unused`: names of columns that the mapping passed over.
    """

    workspace: Workspace
    mapping: ExtractMapping = field(default_factory=ExtractMapping)
    files: list[str] = field(default_factory=list)
    ragged: list[Ragged] = field(default_factory=list)
    unused: dict[str, None] = field(default_factory=dict)
    records: int = 0

    def __post_init__(self) -> None:
        kinds = {"int64": "BIGINT", "string": "VARCHAR"}
        columns = ", ".join(f'"{name}" {kinds[kind]}' for name, kind in _SCHEMA.items())
        self.workspace.connection.execute(f"CREATE TABLE {RAW} ({columns})")

    @property
    def raw(self) -> Expression:
        """Columns record, file, row and the layout's, as text; blank rows are left out."""
        table = ibis.table(_SCHEMA, name=RAW)
        return table.filter(ibis.or_(*(table[name].notnull() for name in NAMES)))

    def begin(self, file: str) -> None:
        """What is added from now on came from this file."""
        self.files.append(file)

    def add_relation(
        self, relation: duckdb.DuckDBPyRelation, names: Sequence[str], header: Header, *, first_row: int
    ) -> None:
        """Take over an engine's table; its columns bear `names`, in the order of the file's header."""
        places = f"rowid + {self.records} AS record, {len(self.files) - 1}::BIGINT AS file, rowid + {first_row} AS row"
        columns = (f"{names[at]} AS {_quoted(name)}" for name, at in header.used.items())
        relation.project(", ".join([places, *columns])).create_view(_DELIVERED, replace=True)
        self._insert(header, len(relation))

    def add_rows(self, rows: Iterable[Row], header: Header) -> None:
        """Take over rows that Python read, each with its number in the file."""
        for block in batched(self._fitting(rows, header.width), _BLOCK):
            records = range(self.records, self.records + len(block))
            places = [records, [len(self.files) - 1] * len(block), [number for number, _ in block]]
            columns = {name: pa.array(place, pa.int64()) for name, place in zip(PLACE, places, strict=True)}
            for name, at in header.used.items():
                columns[name] = pa.array([row[at] for _, row in block], pa.string())
            self.workspace.connection.from_arrow(pa.table(columns)).create_view(_DELIVERED, replace=True)
            self._insert(header, len(block))

    def _insert(self, header: Header, records: int) -> None:
        delivered = ibis.table(_PLACES | dict.fromkeys(header.used, "string"), name=_DELIVERED)
        self.workspace.insert(RAW, mapped(delivered, self.mapping))
        self.records += records
        self.unused |= dict.fromkeys(header.unused)

    def _fitting(self, rows: Iterable[Row], width: int) -> Iterator[Row]:
        for number, row in rows:
            if len(row) == width:
                yield number, row
            elif any(row):
                self.ragged.append(Ragged(len(self.files) - 1, number, width))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
