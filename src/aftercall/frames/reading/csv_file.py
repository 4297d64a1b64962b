"""CSV: read by the engine where every line is one record, otherwise by Python's reader."""

import csv
import re
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

import duckdb

from aftercall.errors import BadInput
from aftercall.frames.reading.dialect import DELIMITERS, Dialect, Row
from aftercall.frames.reading.header import Header, without_unnamed_end
from aftercall.frames.reading.source import Source
from aftercall.frames.reading.text import UTF_8, TextLayout, inspect_text

_BUFFER = 1 << 26  # bytes: with the engine's default, half of this, a large file takes up to a seventh longer
_SURPLUS, _NEVER = "surplus", "\x01"  # with a text that no file has for null, a value that is absent is not blank
_QUOTED = re.compile(r'"[^"]*"')


def read_csv(path: Path, source: Source) -> None:
    """Add a CSV file's records. Errors: BadInput where the file as a whole can't be read."""
    dialect = source.mapping.dialect
    layout = inspect_text(path, dialect.encoding)
    try:
        delimiter = dialect.delimiter or _delimiter(path, layout, dialect)
        with path.open(encoding=layout.encoding, newline="") as file:
            rows = _rows(path.name, file, delimiter)
            last, names = dialect.take_heading(rows)
            named = without_unnamed_end(names)
            header = source.check_header(named if source.refuses_unknown else names)
            plain = layout.encoding == UTF_8 and last == 1 and header.width == len(names)
            if not (plain and _read_by_engine(path, header, source, layout, delimiter)):
                # After blank lines, line breaks in values or ragged rows, the engine can't number the lines.
                source.position = _bytes_read(file)
                source.add_rows(_without_spare(rows, len(named), len(names), header.width), header)
        if layout.assumed:
            source.assume_encoding(layout.name)
    except UnicodeError:
        raise _wrong_encoding(path, layout) from None


def first_csv_rows(path: Path, dialect: Dialect, count: int) -> list[Row]:
    """The first rows of a CSV file, before anything is known about its heading. Errors: BadInput."""
    layout = inspect_text(path, dialect.encoding)
    try:
        with path.open(encoding=layout.encoding) as file:
            lines = _QUOTED.sub("", "".join(islice(file, count)))
        delimiter = dialect.delimiter or max(DELIMITERS, key=lines.count)
        with path.open(encoding=layout.encoding, newline="") as file:
            return list(islice(_rows(path.name, file, delimiter), count))
    except UnicodeError:
        raise _wrong_encoding(path, layout) from None


def _wrong_encoding(path: Path, layout: TextLayout) -> BadInput:
    return BadInput(f"{path.name}: is not in {layout.encoding.upper()} throughout; export it again")


def _delimiter(path: Path, layout: TextLayout, dialect: Dialect) -> str:
    """The most frequent one in the heading, outside quotation marks."""
    with path.open(encoding=layout.encoding) as file:
        rows = ((number, [line.strip()]) for number, line in enumerate(file, start=1))
        heading = next((row[1][0] for row in rows if dialect.ends_heading(row)), "")
    return max(DELIMITERS, key=_QUOTED.sub("", heading).count)


def _read_by_engine(path: Path, header: Header, source: Source, layout: TextLayout, delimiter: str) -> bool:
    """Let the engine read the file. Returns False, with nothing read, unless all rows fit and each is one line."""
    names = [f"c{at}" for at in range(header.width)]
    try:
        relation = source.workspace.connection.read_csv(
            str(path),
            header=True,
            columns=dict.fromkeys([*names, _SURPLUS], "VARCHAR"),
            auto_detect=False,
            delimiter=delimiter,
            quotechar='"',
            escapechar='"',
            encoding="utf-8",
            buffer_size=_BUFFER,
            null_padding=True,
            na_values=_NEVER,
        )
        # The engine overlooks a blank too many at the end of a row, but a value with the delimiter has moved the rest.
        fitting = relation.filter(f"{_SURPLUS} IS NULL AND {names[-1]} IS NOT NULL")
        blank_as_null = fitting.project(", ".join(f"nullif({name}, '') AS {name}" for name in names))
        return source.add_relation(
            blank_as_null, names, header, first_row=2, rows=layout.lines - 1, odd_spaces=layout.odd_spaces
        )
    except (duckdb.OutOfMemoryException, duckdb.InterruptException):
        raise
    except duckdb.Error:
        return False


def _without_spare(rows: Iterator[Row], named: int, delivered: int, width: int) -> Iterator[Row]:
    """The rows without blanks beyond the last column with a name, where every line ends with a delimiter.

    `named`: columns up to the last one with a name. `delivered`: columns of the heading. `width`: those that are read,
    which is one of the two. Where only the rows end so, every one must: in a single row, a value that contains the
    delimiter has moved the others.
    """
    only_rows = False
    for at, (number, row) in enumerate(rows):
        if at == 0:
            only_rows = len(row) == delivered + 1 and not row[-1]
        most = delivered + only_rows
        if only_rows and len(row) == delivered:
            yield number, [*row, None]
        elif named <= len(row) <= most and not any(row[width:]):
            yield number, [*row[:width], *[None] * (width - len(row))]
        else:
            yield number, row


def _bytes_read(file: TextIO) -> Callable[[], int]:
    return file.buffer.tell


def _rows(name: str, file: TextIO, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(file, strict=True, delimiter=delimiter)
    first = 1
    try:
        for row in reader:
            yield first, [value or None for value in row]
            first = reader.line_num + 1
    except csv.Error:
        raise BadInput(
            f"{name}, row {first}: a quotation mark is opened there and not closed, or is inside a value; "
            "write quotation marks inside a value twice"
        ) from None
