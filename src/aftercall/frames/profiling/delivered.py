"""Read an extract as it is delivered: every column as text, under the force's own name."""

import codecs
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from aftercall.errors import BadInput
from aftercall.frames.checks import tidied
from aftercall.frames.engine import Workspace, open_workspace
from aftercall.frames.profiling.heading import heading_rows, looks_like_data, looks_like_number
from aftercall.frames.reading.conditions import folded_name
from aftercall.frames.reading.csv_file import first_csv_rows
from aftercall.frames.reading.dialect import Dialect, Row
from aftercall.frames.reading.files import read_extracts
from aftercall.frames.reading.header import Header, refuse_unknown_names
from aftercall.frames.reading.mapped import PLACE
from aftercall.frames.reading.mapping import ExtractMapping
from aftercall.frames.reading.source import Source
from aftercall.frames.reading.text import inspect_text
from aftercall.frames.reading.xlsx_file import first_sheet_rows, refuse_large_workbook, sheet_names

_PARQUET, _WORKBOOK = ".parquet", ".xlsx"
_INSPECTED_ROWS = 20
_FEWEST_COLUMNS = 2
# An example is read while a page waits, in the server's own process.
MAX_UNPACKED, MAX_CELLS, MAX_COLUMNS = 200_000_000, 5_000_000, 500


@dataclass
class DeliveredSource(Source):
    """A source that keeps the columns of its one file as they are, instead of checking and normalising them.

    names: folded name → the name as written, of every column that a mapping can refer to. left_out: how many columns it
    can't refer to, because they have no name or one that occurs twice.
    """

    names: dict[str, str] = field(default_factory=dict)
    left_out: int = 0

    @property
    def refuses_unknown(self) -> bool:
        """Whatever columns there are, they are read."""
        return False

    def check_header(self, names: Sequence[str | None]) -> Header:
        """Take every column. Errors: BadInput where they are too many, or their names seem to be somebody's details."""
        if len(names) > MAX_COLUMNS:
            raise BadInput(f"{self.files[-1]}: has {len(names):,} columns; export at most {MAX_COLUMNS} of them")
        refuse_unknown_names(self.files[-1], names)
        written = [" ".join((name or "").split()) for name in names]
        for number, name in enumerate(written, start=1):
            if "\0" in name:
                raise BadInput(f"{self.files[-1]}: the name of column {number} has a null character; rename the column")
            if looks_like_data(name) or looks_like_number(name):
                raise BadInput(
                    f"{self.files[-1]}: column {number} of the row of column names looks like a value; "
                    "name the rows that hold the column names, or add such a row"
                )
        folded = [folded_name(name) for name in written]
        self.names = {name: written[at] for at, name in enumerate(folded) if name and folded.count(name) == 1}
        self.left_out = len(folded) - len(self.names)
        if not self.names:
            raise BadInput(f"{self.files[-1]}: has no column names; name the rows that hold them, or add such a row")
        if len(self.names) < _FEWEST_COLUMNS:
            raise BadInput(
                f"{self.files[-1]}: has only one column with a name; check that it is an extract, "
                "with a comma, semicolon, tab or vertical bar between its values"
            )
        return Header(len(folded), {name: folded.index(name) for name in self.names}, ())

    def _normalised_for(self, header: Header, *, odd_spaces: bool, from_1904: bool) -> ir.Table:  # noqa: ARG002
        delivered = ibis.table(dict.fromkeys(PLACE, "int64") | dict.fromkeys(header.used, "string"), name="delivered")
        return tidied(delivered, header.used, odd_spaces=odd_spaces).select(*header.used)

    def table(self) -> ir.Table:
        """Every row, with a column of text for each of `names`; blank is null."""
        schema = dict.fromkeys(self.names, "string")
        return ibis.union(*(ibis.table(schema, name=part.table) for part in self._parts))


@contextmanager
def delivered(path: Path, dialect: Dialect) -> Iterator[tuple[Workspace, DeliveredSource]]:
    """Read one extract as delivered. Errors: BadInput where the file can't be read."""
    with open_workspace(path.name) as workspace:
        source = DeliveredSource(workspace.reader, ExtractMapping(dialect=dialect))
        read_extracts([path], source)
        yield workspace, source


def first_rows(path: Path, dialect: Dialect, count: int) -> list[Row]:
    """The first rows of a CSV file or sheet; none of a Parquet file, which has its own column names."""
    suffix = path.suffix.lower()
    if suffix == _PARQUET:
        return []
    return first_sheet_rows(path, dialect, count) if suffix == _WORKBOOK else first_csv_rows(path, dialect, count)


def detect_dialect(path: Path, sheet: str | None = None) -> Dialect:
    """How a file is laid out, as its first rows show. Only what the readers would not find out themselves is set.

    Errors: BadInput where the file can't be read.
    """
    encoding = "utf-16" if _is_utf_16(path) else None
    rows = first_rows(path, Dialect(encoding=encoding, sheet=sheet), _INSPECTED_ROWS)
    heading = heading_rows(rows)
    first = next((number for number, values in rows if any(values)), 1)
    return Dialect(encoding=encoding, sheet=sheet, heading_rows=None if heading == (first,) else heading)


def dialect_entries(dialect: Dialect) -> dict[str, Any]:
    """The keys of a mapping file's [file] that give this layout."""
    keys = {"encoding": dialect.encoding, "delimiter": dialect.delimiter, "sheet": dialect.sheet}
    rows = {"heading_rows": list(dialect.heading_rows)} if dialect.heading_rows else {}
    return {key: value for key, value in keys.items() if value} | rows


def refuse_large_example(path: Path) -> None:
    """Refuse a packed file that is small and yet would need much memory. Errors: BadInput."""
    suffix = path.suffix.lower()
    if suffix == _WORKBOOK:
        refuse_large_workbook(path, unpacked=MAX_UNPACKED, cells=MAX_CELLS)
    if suffix == _PARQUET and _cells(path) > MAX_CELLS:
        raise BadInput(f"{path.name}: holds more values than an example may; save only a part of its rows")


def _cells(path: Path) -> int:
    """The number of values in a table; 0 where the file is no Parquet file, which the reader then says."""
    try:
        metadata = pq.read_metadata(path)
    except (pa.ArrowInvalid, OSError):
        return 0
    return int(metadata.num_rows * metadata.num_columns)


def text_encoding(path: Path, dialect: Dialect) -> str:
    """The encoding that a text file is read with, as people know it; empty for other files. Errors: BadInput."""
    if path.suffix.lower() in {_WORKBOOK, _PARQUET}:
        return ""
    return inspect_text(path, dialect.encoding).name


def sheets(path: Path) -> list[str]:
    """The names of the sheets, if the file is a workbook with several. Errors: BadInput, including where a name seems
    to be a person's details."""
    names = sheet_names(path) if path.suffix.lower() == _WORKBOOK else []
    if len(names) < 2:
        return []
    for number, name in enumerate(names, start=1):
        if looks_like_data(name):
            raise BadInput(
                f"{path.name}: the name of sheet {number} looks like a value, such as a date or a telephone number; "
                "rename the sheet"
            )
    return names


def _is_utf_16(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}
