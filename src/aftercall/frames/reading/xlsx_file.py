"""XLSX: the first sheet, as text. The unpacked size is capped before any of it is unpacked into memory."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from aftercall.frames.errors import BadInput
from aftercall.frames.reading.header import check_header
from aftercall.frames.reading.source import Row, Source

LARGEST_UNPACKED = 1 << 30
LARGEST_GRID = 30_000_000  # cells: the reader lays out every cell up to the furthest one
_BLOCK = 1 << 20
_CELL = re.compile(rb"""\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_TOO_LARGE = "unpacks to more than an extract can hold; save only the rows needed, or save it as 'CSV UTF-8'"

type _Value = int | float | str | bool | time | date | datetime | object


def read_xlsx(path: Path, source: Source) -> None:
    """Add the records of a workbook's first sheet. Errors: BadInput where it is no workbook, or a zip bomb."""
    packed = path.read_bytes()
    if not packed:
        raise BadInput(f"{path.name}: is empty; export it again")
    _refuse_bombs(path.name, packed)
    rows = _rows(_first_sheet(path.name, packed))
    names = check_header(path.name, _without_trailing_blanks(next(rows, (1, []))[1]))
    source.add_rows(_fitted(rows, len(names)), names)


def _first_sheet(file: str, packed: bytes) -> CalamineSheet:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(packed))
        return workbook.get_sheet_by_index(0)
    except (CalamineError, ValueError, IndexError):
        raise BadInput(f"{file}: is not an Excel workbook (.xlsx) with a sheet in it; save it again") from None


def _refuse_bombs(file: str, packed: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            if sum(member.file_size for member in archive.infolist()) > LARGEST_UNPACKED:
                raise BadInput(f"{file}: {_TOO_LARGE}")
            _unpack_counting(file, archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError):
        raise BadInput(f"{file}: is not an Excel workbook (.xlsx); save it again") from None


def _unpack_counting(file: str, archive: zipfile.ZipFile) -> None:
    """A zip file's directory can lie: every member is unpacked, counted and thrown away before the reader does so."""
    left = LARGEST_UNPACKED
    for member in archive.infolist():
        member.file_size = LARGEST_UNPACKED + 1  # or zipfile would stop where the directory says the member ends
        columns, rows, tail = 0, 0, b""
        with archive.open(member) as content:
            while block := content.read(_BLOCK):
                left -= len(block)
                for letters, number in _CELL.findall(tail + block):
                    columns, rows = max(columns, _column_number(letters)), max(rows, int(number))
                tail = block[-16:]
                if left < 0 or columns * rows > LARGEST_GRID:
                    raise BadInput(f"{file}: {_TOO_LARGE}")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _rows(sheet: CalamineSheet) -> Iterator[Row]:
    first = sheet.start[0] + 1 if sheet.start else 1
    for number, row in enumerate(sheet.iter_rows(), start=first):
        yield number, [_as_text(value) for value in row]


def _fitted(rows: Iterator[Row], width: int) -> Iterator[Row]:
    """A sheet is as wide as its widest row: blank cells right of the header do not count."""
    for number, row in rows:
        yield number, [*row[:width], *(value for value in row[width:] if value)]


def _without_trailing_blanks(row: object) -> list[str | None]:
    values = list(row) if isinstance(row, list) else []
    while values and not values[-1]:
        values.pop()
    return values


def _as_text(value: _Value) -> str | None:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value) or None
