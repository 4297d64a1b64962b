"""How a file is laid out: encoding, delimiter, sheet and heading rows, each either given or detected."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from aftercall.errors import BadInput

# Mapping files' names → Python's. utf-8-sig also reads files without a byte-order mark.
ENCODINGS: Mapping[str, str] = {
    "utf-8": "utf-8-sig",
    "utf-16": "utf-16",
    "windows-1252": "cp1252",
    "mac-roman": "mac_roman",
    "iso-8859-15": "iso8859_15",
    "cp850": "cp850",
}
ENCODING_NAMES: Mapping[str, str] = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "windows-1252": "Windows-1252",
    "mac-roman": "Mac Roman",
    "iso-8859-15": "ISO 8859-15",
    "cp850": "MS-DOS (CP850)",
}
# Other names of the same. ISO 8859-1 has fewer characters than Windows-1252, and files said to be in it use them.
_ALIASES = {
    "utf8": "utf-8",
    "utf-8-sig": "utf-8",
    "utf16": "utf-16",
    "cp1252": "windows-1252",
    "latin-1": "windows-1252",
    "latin1": "windows-1252",
    "iso-8859-1": "windows-1252",
    "macroman": "mac-roman",
    "macintosh": "mac-roman",
    "latin-9": "iso-8859-15",
    "ibm850": "cp850",
}
DELIMITERS = (",", ";", "\t", "|")

type Row = tuple[int, Sequence[str | None]]  # its number in the file, from 1


@dataclass(frozen=True)
class Dialect:
    """None means that it is detected. `heading_rows`: the rows, from 1, that form the column names; None: the first one
    that is not blank."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    heading_rows: tuple[int, ...] | None = None

    @classmethod
    def from_entries(cls, entries: Mapping[str, Any], where: str) -> Self:
        """From the keys of a mapping file's [file]. Errors: BadInput naming the key."""
        encoding = _canonical(entries.get("encoding"))
        _refuse(where, "encoding", encoding, ENCODINGS)
        _refuse(where, "delimiter", entries.get("delimiter"), DELIMITERS)
        if not isinstance(entries.get("sheet"), str | None):
            raise BadInput(f"{where}: [file] sheet must be the name of a sheet")
        rows = entries.get("heading_rows", [1])
        if not (isinstance(rows, list) and rows and all(type(row) is int and row > 0 for row in rows)):
            raise BadInput(f"{where}: [file] heading_rows must be a list of row numbers, such as [1, 2]")
        heading = {"heading_rows": tuple(rows)} if "heading_rows" in entries else {}
        return cls(**(dict(entries) | {"encoding": encoding} | heading))

    def is_heading(self, row: Row) -> bool:
        """Whether this is one of the rows that form the column names."""
        number, values = row
        return number in self.heading_rows if self.heading_rows else any(values)

    def ends_heading(self, row: Row) -> bool:
        """Whether the records begin after this row."""
        return row[0] >= max(self.heading_rows) if self.heading_rows else self.is_heading(row)

    def take_heading(self, rows: Iterator[Row]) -> tuple[int, list[str]]:
        """Consume the rows up to the end of the heading. Returns the number of the last one, and the column names."""
        found, number = [], 0
        for row in rows:
            number = row[0]
            if self.is_heading(row):
                found.append(row[1])
            if self.ends_heading(row):
                break
        return number, _names(found)


def _canonical(encoding: object) -> object:
    """The name of an encoding as ENCODINGS has it, from any usual one."""
    if not isinstance(encoding, str):
        return encoding
    name = encoding.strip().lower().replace("_", "-").replace(" ", "-")
    return _ALIASES.get(name, name)


def _refuse(where: str, key: str, value: object, known: Iterable[str]) -> None:
    if value is not None and value not in tuple(known):
        raise BadInput(f"{where}: [file] {key} must be one of {', '.join(map(repr, known))}")


def _names(rows: Sequence[Sequence[str | None]]) -> list[str]:
    """One name for each column, from one or more heading rows.

    In every row but the last, a blank continues the name before it, because spreadsheets export merged cells that way.
    """
    spread = [_continued(row) for row in rows[:-1]]
    width = max(map(len, rows), default=0)
    columns = [[row[at] if at < len(row) else None for row in (*spread, *rows[-1:])] for at in range(width)]
    return [" ".join(dict.fromkeys(part.strip() for part in parts if part)) for parts in columns]


def _continued(row: Sequence[str | None]) -> list[str | None]:
    filled: list[str | None] = []
    for value in row:
        filled.append(value or (filled[-1] if filled else None))
    return filled
