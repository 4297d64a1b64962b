"""The table that every reader fills, and what a reader has to say about rows it could not fit into it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import batched

import duckdb
import ibis
import pyarrow as pa

from aftercall.frames.engine import DuckDBWorkspace, Expression
from aftercall.frames.normalise import RECORD, normalised
from aftercall.frames.phones import resolve
from aftercall.frames.reading.dialect import Row
from aftercall.frames.reading.header import Header
from aftercall.frames.reading.mapped import PLACE, mapped
from aftercall.frames.reading.mapping import ExtractMapping

_DELIVERED = "delivered"
_PLACES = dict.fromkeys(PLACE, "int64")
_BLOCK = 20_000


@dataclass(frozen=True)
class Ragged:
    """A row whose values do not fit the header. `file` is the file's index, `width` how many values it should have."""

    file: int
    row: int
    width: int


@dataclass(frozen=True)
class _Part:
    """A table of records that were read: the number of its first record, and the row in its file of that record.

    `first_row` is None where each record has a row of its own.
    """

    table: str
    first: int
    first_row: int | None


@dataclass
class Source:
    """What was read: the files by index, the records, and the rows that did not fit.

    Values are checked and normalised while they are read; the extract itself is never kept. `also`: columns of the
    layout that are wanted beside RECORD. `unused`: names of columns that the mapping passed over. `position`: bytes of
    the file under way that Python has read; None where the engine reads it.
    """

    workspace: DuckDBWorkspace
    mapping: ExtractMapping = field(default_factory=ExtractMapping)
    also: tuple[str, ...] = ()
    files: list[str] = field(default_factory=list)
    ragged: list[Ragged] = field(default_factory=list)
    unused: dict[str, None] = field(default_factory=dict)
    records: int = 0
    position: Callable[[], int] | None = None
    _parts: list[_Part] = field(default_factory=list)
    _layout: tuple[object, ...] = ()
    _normalised: Expression = None

    def table(self) -> Expression:
        """The records: `record` (a number from 0, in the order read), RECORD's columns and those of `also`.

        Blank rows are left out. Call it when all files are read.
        """
        for part in self._parts:
            resolve(self.workspace, part.table)
        return self.workspace.name("record", ibis.union(*map(self._part, self._parts)))

    def _part(self, part: _Part) -> Expression:
        schema = RECORD | dict.fromkeys(self.also, "string")
        table = ibis.table({"rowid": "int64"} | schema, name=part.table)
        row = table["row"] if part.first_row is None else table["rowid"] + part.first_row
        columns = [name for name in schema if name not in {"blank", "row", "phone_odd", "phone_alt_odd"}]
        return table.filter(~table.blank).select(*columns, record=table["rowid"] + part.first, row=row)

    def begin(self, file: str) -> None:
        """What is added from now on came from this file."""
        self.files.append(file)
        self.position = None

    def add_relation(
        self,
        relation: duckdb.DuckDBPyRelation,
        names: Sequence[str],
        header: Header,
        *,
        first_row: int,
        rows: int | None = None,
        odd_spaces: bool = True,
    ) -> bool:
        """Take over an engine's table; its columns bear `names`, in the order of the file's header.

        `odd_spaces`: whether a value may hold another space than the usual one.
        Where `rows` are expected and there are more or fewer, nothing is taken over: False.
        """
        places = f"{len(self.files) - 1}::BIGINT AS file, NULL::BIGINT AS row"
        columns = (f"{names[at]} AS {_quoted(name)}" for name, at in header.used.items())
        relation.project(", ".join([places, *columns])).create_view(_DELIVERED, replace=True)
        return self._add(header, first_row, rows, odd_spaces=odd_spaces)

    def add_rows(self, rows: Iterable[Row], header: Header) -> None:
        """Take over rows that Python read, each with its number in the file."""
        for block in batched(self._fitting(rows, header.width), _BLOCK):
            places = [[len(self.files) - 1] * len(block), [number for number, _ in block]]
            columns = {name: pa.array(place, pa.int64()) for name, place in zip(PLACE, places, strict=True)}
            for name, at in header.used.items():
                columns[name] = pa.array([row[at] for _, row in block], pa.string())
            self.workspace.connection.from_arrow(pa.table(columns)).create_view(_DELIVERED, replace=True)
            self._add(header)

    def _add(
        self, header: Header, first_row: int | None = None, expected: int | None = None, *, odd_spaces: bool = True
    ) -> bool:
        layout = (odd_spaces, *header.used)
        if self._layout != layout:  # to put the expression together takes longer than to read a small file
            self._layout = layout
            delivered = ibis.table(_PLACES | dict.fromkeys(header.used, "string"), name=_DELIVERED)
            raw = mapped(delivered, self.mapping)
            self._normalised = normalised(self.workspace, raw, self.also, odd_spaces=odd_spaces)
        part = _Part(f"read_{len(self._parts)}", self.records, first_row)
        added = self.workspace.number(self.workspace.keep(part.table, self._normalised).count())
        if expected not in {None, added}:
            self.workspace.forget(part.table)
            return False
        self._parts.append(part)
        self.records += added
        self.unused |= dict.fromkeys(header.unused)
        return True

    def _fitting(self, rows: Iterable[Row], width: int) -> Iterator[Row]:
        for number, row in rows:
            if len(row) == width:
                yield number, row
            elif any(row):
                self.ragged.append(Ragged(len(self.files) - 1, number, width))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
