"""XLSX: one sheet, as text, with merged cells filled. Files that unpack to too much are refused before reading."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from aftercall.errors import BadInput
from aftercall.frames.reading.dialect import Dialect, Row
from aftercall.frames.reading.source import Source

LARGEST_UNPACKED = 1 << 30  # bytes
LARGEST_GRID = 30_000_000  # cells: the reader allocates every cell up to the furthest one
_CHUNK = 1 << 20  # bytes
_CELL = re.compile(rb"""\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_NO_WORKBOOK = "is not an Excel workbook (.xlsx) with a sheet; save it again"
_TOO_LARGE = "unpacks to more than an extract may contain; save only the rows needed, or save it as 'CSV UTF-8'"

type _Value = int | float | str | bool | time | date | datetime | object


def read_xlsx(path: Path, source: Source) -> None:
    """Add the records of the sheet that the mapping names, or else the first. Errors: BadInput where there is none."""
    dialect = source.mapping.dialect
    rows = _rows(_sheet(path.name, _packed(path), dialect.sheet))
    _, names = dialect.take_heading(rows)
    header = source.check_header(_without_trailing_blanks(names))
    source.position = lambda: 0  # most of the work happens before the first row is returned
    source.add_rows(_fitted(rows, header.width), header)


def first_sheet_rows(path: Path, dialect: Dialect, count: int) -> list[Row]:
    """The first rows of a sheet, before anything is known about its heading. Errors: BadInput."""
    return list(islice(_rows(_sheet(path.name, _packed(path), dialect.sheet)), count))


def sheet_names(path: Path) -> list[str]:
    """The names of a workbook's sheets. Errors: BadInput."""
    try:
        return list(CalamineWorkbook.from_filelike(io.BytesIO(_packed(path))).sheet_names)
    except (CalamineError, ValueError):
        raise BadInput(f"{path.name}: {_NO_WORKBOOK}") from None


def refuse_large_workbook(path: Path, *, unpacked: int, cells: int) -> None:
    """Refuse a workbook that unpacks to more bytes or cells than this. Errors: BadInput."""
    _refuse_bombs(path.name, path.read_bytes(), unpacked, cells)


def _packed(path: Path) -> bytes:
    packed = path.read_bytes()
    if not packed:
        raise BadInput(f"{path.name}: is empty; export it again")
    _refuse_bombs(path.name, packed, LARGEST_UNPACKED, LARGEST_GRID)
    return packed


def _sheet(file: str, packed: bytes, name: str | None) -> CalamineSheet:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(packed))
        if name is not None and name not in workbook.sheet_names:
            raise BadInput(f"{file}: has no sheet {name}; correct [file] sheet in the mapping file")
        return workbook.get_sheet_by_name(name) if name is not None else workbook.get_sheet_by_index(0)
    except (CalamineError, ValueError, IndexError):
        raise BadInput(f"{file}: {_NO_WORKBOOK}") from None


def _refuse_bombs(file: str, packed: bytes, unpacked: int, cells: int) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            if sum(member.file_size for member in archive.infolist()) > unpacked:
                raise BadInput(f"{file}: {_TOO_LARGE}")
            _unpack_counting(file, archive, unpacked, cells)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError):
        raise BadInput(f"{file}: is not an Excel workbook (.xlsx); save it again") from None


def _unpack_counting(file: str, archive: zipfile.ZipFile, unpacked: int, cells: int) -> None:
    """Unpack and count every member before the reader does, because a zip file's directory can't be trusted."""
    left = unpacked
    for member in archive.infolist():
        member.file_size = unpacked + 1  # otherwise zipfile stops where the directory says that the member ends
        columns, rows, tail = 0, 0, b""
        with archive.open(member) as content:
            while chunk := content.read(_CHUNK):
                left -= len(chunk)
                for letters, number in _CELL.findall(tail + chunk):
                    columns, rows = max(columns, _column_number(letters)), max(rows, int(number))
                tail = chunk[-16:]
                if left < 0 or columns * rows > cells:
                    raise BadInput(f"{file}: {_TOO_LARGE}")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _rows(sheet: CalamineSheet) -> Iterator[Row]:
    """Every row of the sheet, with the number that Excel shows; a merged cell's value is in every cell it covers."""
    top, left = sheet.start or (0, 0)
    merged = sorted(sheet.merged_cell_ranges or [])
    covering: list[tuple[int, range, str | None]] = []  # last row, columns, value
    for number, row in enumerate(sheet.iter_rows(), start=top):
        values = [_as_text(value) for value in row]
        covering = [cover for cover in covering if cover[0] >= number]
        while merged and merged[0][0][0] <= number:
            (_, first), (last_row, last) = merged.pop(0)
            places = range(max(first - left, 0), min(last - left + 1, len(values)))
            covering.append((last_row, places, values[places.start] if places else None))
        for _, places, value in covering:
            values[places.start : places.stop] = [value] * len(places)
        yield number + 1, values


def _fitted(rows: Iterator[Row], width: int) -> Iterator[Row]:
    """Without the blank cells to the right of the header: a sheet is as wide as its widest row."""
    for number, row in rows:
        yield number, [*row[:width], *(value for value in row[width:] if value)]


def _without_trailing_blanks(names: list[str]) -> list[str]:
    while names and not names[-1]:
        names.pop()
    return names


def _as_text(value: _Value) -> str | None:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value) or None
