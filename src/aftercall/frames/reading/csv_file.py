"""CSV: by the engine where every line is one record, by Python's reader where it is not."""

import csv
from collections.abc import Iterator
from pathlib import Path

import duckdb

from aftercall.frames.errors import BadInput
from aftercall.frames.reading.header import check_header
from aftercall.frames.reading.source import Row, Source
from aftercall.frames.reading.text import count_lines


def read_csv(path: Path, source: Source) -> None:
    """Add a CSV file's records. Errors: BadInput where the file as a whole can't be read."""
    lines = count_lines(path)
    rows = _rows(path)
    names = check_header(path.name, next(rows, (1, []))[1])
    if not _read_by_engine(path, names, source, lines):
        # The engine can't say on which line a record began: blank lines, breaks in values, ragged rows go this way.
        source.add_rows(rows, names)


def _read_by_engine(path: Path, names: list[str], source: Source, lines: int) -> bool:
    """Whether it could: all rows fit and each is one line."""
    connection = source.workspace.connection
    try:
        connection.read_csv(
            str(path),
            header=True,
            columns=dict.fromkeys(names, "VARCHAR"),
            auto_detect=False,
            delimiter=",",
            quotechar='"',
            escapechar='"',
            encoding="utf-8",
        ).to_table("csv_file")
    except duckdb.Error:
        return False
    try:
        [[records]] = connection.execute("SELECT count(*) FROM csv_file").fetchall()
        if records != lines - 1:
            return False
        source.add_relation(connection.table("csv_file"), names, number="rowid", first_row=2)
        return True
    finally:
        connection.execute("DROP TABLE csv_file")


def _rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        first = 1
        try:
            for row in reader:
                yield first, [value or None for value in row]
                first = reader.line_num + 1
        except csv.Error:
            raise BadInput(
                f"{path.name}, row {first}: a quotation mark opens there and does not close, or stands inside a value; "
                "write quotation marks inside a value twice"
            ) from None
