"""The table that every reader adds to, and the rows that a reader could not fit into it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import batched

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa

from aftercall.frames.engine import DuckDBWorkspace
from aftercall.frames.normalise import RECORD, normalised
from aftercall.frames.phones import resolve_unmatched
from aftercall.frames.reading.as_text import NAME_FIELDS, as_delivered, quoted
from aftercall.frames.reading.dialect import Row
from aftercall.frames.reading.header import Header, check_header
from aftercall.frames.reading.mapped import PLACE, mapped
from aftercall.frames.reading.mapping import ExtractMapping

_DELIVERED = "delivered"
_PLACES = dict.fromkeys(PLACE, "int64")
_BATCH = 20_000  # rows


@dataclass(frozen=True)
class RaggedRow:
    """A row whose values do not fit the header. `file`: the file's index. `width`: how many values it should have."""

    file: int
    row: int
    width: int


@dataclass(frozen=True)
class _Part:
    """A table of records: the number of its first record, and that record's row in the file.

    `first_row` is None where the table has a column with the row numbers.
    """

    table: str
    first: int
    first_row: int | None


@dataclass
class Source:
    """What was read: the files by index, the records, and the rows that did not fit.

    Values are checked and normalised while they are read, and the extract itself is never stored. extra_columns: of the
    layout, in addition to RECORD. unused: names of columns that the mapping ignores. notes: what to know about how a
    file was read, each with the file's index. assumed_encodings: by the file's index. position: how many bytes of the
    current file Python has read; None where the engine reads it.
    """

    workspace: DuckDBWorkspace
    mapping: ExtractMapping = field(default_factory=ExtractMapping)
    extra_columns: tuple[str, ...] = ()
    files: list[str] = field(default_factory=list)
    ragged: list[RaggedRow] = field(default_factory=list)
    unused: dict[str, None] = field(default_factory=dict)
    notes: list[tuple[int, str]] = field(default_factory=list)
    assumed_encodings: dict[int, str] = field(default_factory=dict)
    records: int = 0
    position: Callable[[], int] | None = None
    _parts: list[_Part] = field(default_factory=list)
    _layout: tuple[object, ...] = ()
    _normalised: ir.Table | None = None

    @property
    def refuses_unknown(self) -> bool:
        """Whether a column that the layout or the mapping does not mention refuses the file."""
        return self.mapping.ignore is not None

    def table(self) -> ir.Table:
        """The records: `record` (a number from 0, in the order read), RECORD's columns and the extra columns.

        Blank rows are left out. Call this once all files have been read.
        """
        for part in self._parts:
            resolve_unmatched(self.workspace, part.table)
        return self.workspace.create_view("record", ibis.union(*map(self._part, self._parts)))

    def _part(self, part: _Part) -> ir.Table:
        schema = RECORD | dict.fromkeys(self.extra_columns, "string")
        table = ibis.table({"rowid": "int64"} | schema, name=part.table)
        row = table["row"] if part.first_row is None else table["rowid"] + part.first_row
        columns = [name for name in schema if name not in {"blank", "row", "phone_unmatched", "phone_alt_unmatched"}]
        return table.filter(~table.blank).select(*columns, record=table["rowid"] + part.first, row=row)

    def start_file(self, file: str) -> None:
        """Everything added from now on comes from this file."""
        self.files.append(file)
        self.position = None

    def note(self, text: str) -> None:
        """Say something about how the current file was read, without any value of it."""
        self.notes.append((len(self.files) - 1, text))

    def assume_encoding(self, name: str) -> None:
        """Say that nothing shows the encoding of the current file, and which one was taken."""
        self.assumed_encodings[len(self.files) - 1] = name
        self.note(f"{name} was assumed, because neither the file nor the mapping says which encoding it has")

    def check_header(self, names: Sequence[str | None]) -> Header:
        """Match the columns of the current file to those of the layout. Errors: BadInput."""
        return check_header(self.files[-1], names, self.mapping)

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
        """Add an engine's table, whose columns are called `names`, in the order of the file's header.

        `rows`: how many rows are expected; where there are more or fewer, nothing is added, and False is returned.
        `odd_spaces`: whether a value may contain white space other than the ordinary space.
        """
        places = f"{len(self.files) - 1}::BIGINT AS file, NULL::BIGINT AS row"
        columns = (self._as_delivered(names[at], name) for name, at in header.used.items())
        relation.project(", ".join([places, *columns])).create_view(_DELIVERED, replace=True)
        return self._add(header, first_row, rows, odd_spaces=odd_spaces)

    def add_rows(self, rows: Iterable[Row], header: Header, *, from_1904: bool = False) -> None:
        """Add rows that Python read, each with its number in the file. `from_1904`: the epoch of dates that are serial
        numbers is 1904, as in workbooks of old Macs.
        """
        first = len(self._parts)
        for batch in batched(self._fitting(rows, header.width), _BATCH):
            self._add_batch(batch, header, from_1904=from_1904)
        if len(self._parts) == first:  # no row fits, and yet there must be a table
            self._add_batch((), header, from_1904=from_1904)

    def _add_batch(self, batch: Sequence[Row], header: Header, *, from_1904: bool) -> None:
        places = [[len(self.files) - 1] * len(batch), [number for number, _ in batch]]
        columns = {name: pa.array(place, pa.int64()) for name, place in zip(PLACE, places, strict=True)}
        for name, at in header.used.items():
            columns[name] = pa.array([row[at] for _, row in batch], pa.string())
        shown = [*PLACE, *(self._as_delivered(quoted(name), name) for name in header.used)]
        rows_read = self.workspace.connection.from_arrow(pa.table(columns))
        rows_read.project(", ".join(shown)).create_view(_DELIVERED, replace=True)
        self._add(header, from_1904=from_1904)

    def _as_delivered(self, column: str, name: str) -> str:
        """SQL for a column of the file, named `name`."""
        is_name = name in {self.mapping.column(field) for field in NAME_FIELDS}
        return f"{as_delivered(column, is_name=is_name)} AS {quoted(name)}"

    def _add(
        self,
        header: Header,
        first_row: int | None = None,
        expected: int | None = None,
        *,
        odd_spaces: bool = True,
        from_1904: bool = False,
    ) -> bool:
        part = _Part(f"read_{len(self._parts)}", self.records, first_row)
        normalised_rows = self._normalised_for(header, odd_spaces=odd_spaces, from_1904=from_1904)
        added = self.workspace.fetch_int(self.workspace.materialize(part.table, normalised_rows).count())
        if expected not in {None, added}:
            self.workspace.drop(part.table)
            return False
        self._parts.append(part)
        self.records += added
        self.unused |= dict.fromkeys(header.unused)
        return True

    def _normalised_for(self, header: Header, *, odd_spaces: bool, from_1904: bool) -> ir.Table:
        """Reused from file to file, because building the expression takes longer than reading a small file."""
        layout = (odd_spaces, from_1904, *header.used)
        if self._normalised is None or self._layout != layout:
            self._layout = layout
            delivered = ibis.table(_PLACES | dict.fromkeys(header.used, "string"), name=_DELIVERED)
            raw = mapped(self.workspace, delivered, self.mapping, from_1904=from_1904)
            self._normalised = normalised(self.workspace, raw, self.extra_columns, odd_spaces=odd_spaces)
        return self._normalised

    def _fitting(self, rows: Iterable[Row], width: int) -> Iterator[Row]:
        for number, row in rows:
            if len(row) == width:
                yield number, row
            elif any(row):
                self.ragged.append(RaggedRow(len(self.files) - 1, number, width))
