"""XLSX: one sheet, as text, with merged cells filled. Files that unpack to too much are refused before reading.

A value that can't be known, such as an error, is a text of `unknown_values`, never a blank.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from aftercall.errors import BadInput
from aftercall.frames.layout import FIRST_SERIAL, NO_BIRTH_DATE
from aftercall.frames.reading.as_text import MAX_EXACT, large_number_as_text
from aftercall.frames.reading.dialect import Dialect, Row
from aftercall.frames.reading.header import Header, without_unnamed_end
from aftercall.frames.reading.source import Source
from aftercall.frames.reading.unpacked_size import refuse_large_content
from aftercall.frames.reading.workbook import (
    DamagedWorkbook,
    Sheet,
    SheetFacts,
    Workbook,
    column_letters,
    read_sheet_facts,
    read_workbook,
)

LARGEST_UNPACKED = 1 << 30  # bytes
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_MOST_COLUMNS = 16_384
LARGEST_GRID = 30_000_000  # cells: the reader allocates every cell up to the furthest one
_NO_WORKBOOK = "is not an Excel workbook (.xlsx) with a sheet; save it again"
_TOO_LARGE = "unpacks to more than an extract may contain; save only the rows needed, or save it as 'CSV UTF-8'"

type _Value = int | float | str | bool | time | date | datetime | object


def read_xlsx(path: Path, source: Source) -> None:
    """Add the records of the sheet that the mapping names, or else the first. Errors: BadInput where there is none."""
    dialect = source.mapping.dialect
    opened = _open(path, dialect.sheet)
    rows = _rows(opened)
    _, names = dialect.take_heading(rows)
    header = source.check_header(without_unnamed_end(names))
    for note in _notes(opened, header):
        source.note(note)
    source.position = lambda: 0  # most of the work happens before the first row is returned
    source.add_rows(_fitted(rows, header.width), header, from_1904=opened.workbook.from_1904)


def first_sheet_rows(path: Path, dialect: Dialect, count: int) -> list[Row]:
    """The first rows of a sheet, before anything is known about its heading. Errors: BadInput."""
    return list(islice(_rows(_open(path, dialect.sheet)), count))


def sheet_names(path: Path) -> list[str]:
    """The names of a workbook's sheets. Errors: BadInput."""
    return [sheet.name for sheet in _workbook(path.name, _packed(path)).sheets]


def refuse_large_workbook(path: Path, *, unpacked: int, cells: int) -> None:
    """Refuse a workbook that unpacks to more bytes or cells than this. Errors: BadInput."""
    _refuse_bombs(path.name, path.read_bytes(), unpacked, cells)


def _packed(path: Path) -> bytes:
    packed = path.read_bytes()
    if not packed:
        raise BadInput(f"{path.name}: is empty; export it again")
    _refuse_bombs(path.name, packed, LARGEST_UNPACKED, LARGEST_GRID)
    return packed


@dataclass(frozen=True)
class _Opened:
    """The sheet to read, in its workbook."""

    workbook: Workbook
    sheet: Sheet
    values: CalamineSheet
    facts: SheetFacts


def _open(path: Path, name: str | None) -> _Opened:
    packed = _packed(path)
    workbook = _workbook(path.name, packed)
    sheet = _chosen(path.name, workbook.sheets, name)
    try:
        values = CalamineWorkbook.from_filelike(io.BytesIO(packed)).get_sheet_by_name(sheet.name)
        facts = read_sheet_facts(packed, workbook, sheet)
    except (CalamineError, ValueError, IndexError):
        raise BadInput(f"{path.name}: {_NO_WORKBOOK}") from None
    _refuse_hidden_rows(path.name, facts)
    return _Opened(workbook, sheet, values, facts)


def _workbook(file: str, packed: bytes) -> Workbook:
    try:
        return read_workbook(packed)
    except DamagedWorkbook:
        raise BadInput(f"{file}: {_NO_WORKBOOK}") from None


def _chosen(file: str, sheets: Sequence[Sheet], name: str | None) -> Sheet:
    """The sheet of that name, or else the first one, unless it is hidden: which one is meant is then unknown."""
    if name is not None:
        found = next((sheet for sheet in sheets if sheet.name == name), None)
        if found is None:
            raise BadInput(f"{file}: has no sheet {name}; correct [file] sheet in the mapping file")
        return found
    if not sheets:
        raise BadInput(f"{file}: {_NO_WORKBOOK}")
    if sheets[0].hidden:
        raise BadInput(
            f"{file}: its first sheet is hidden; show it or delete it, or name the sheet to read in the mapping file"
        )
    return sheets[0]


def _refuse_hidden_rows(file: str, facts: SheetFacts) -> None:
    """Someone may have hidden people who must not be called, or forgotten a filter."""
    if hidden := facts.hidden_rows:
        also = f" and {len(hidden) - 1:,} more" if len(hidden) > 1 else ""
        raise BadInput(
            f"{file}: row {hidden[0] + 1}{also} of the sheet {'are' if also else 'is'} hidden; "
            "clear the filter and show all rows, or delete those that should not be read"
        )


def _notes(opened: _Opened, header: Header) -> Iterator[str]:
    """What a person who looks at the workbook may not expect."""
    others = [sheet for sheet in opened.workbook.sheets if sheet is not opened.sheet]
    if opened.sheet.hidden:
        yield "the sheet that was read is hidden"
    if others:
        hidden = sum(sheet.hidden for sheet in others)
        yield f"sheets that were not read: {len(others)}" + (f", of which hidden: {hidden}" if hidden else "")
    read = [at + _left(opened) for at in sorted(header.used.values())]
    columns = [at for at in read if any(first <= at <= last for first, last in opened.facts.hidden_columns)]
    if columns:
        yield f"hidden columns that were read like the others: {', '.join(map(column_letters, columns))}"


def _refuse_bombs(file: str, packed: bytes, unpacked: int, cells: int) -> None:
    refuse_large_content(file, packed, unpacked=unpacked, cells=cells, too_large=_TOO_LARGE)


def _rows(opened: _Opened) -> Iterator[Row]:
    """Every row of the sheet, with the number that Excel shows; a merged cell's value is in every cell it covers."""
    left = _left(opened)
    merged = sorted(opened.values.merged_cell_ranges or [])
    covering: list[tuple[int, range, str | None]] = []  # last row, columns, value
    for number, values in _grid(opened, left):
        covering = [cover for cover in covering if cover[0] >= number]
        while merged and merged[0][0][0] <= number:
            (_, first), (last_row, last) = merged.pop(0)
            places = range(max(first - left, 0), min(last - left + 1, len(values)))
            covering.append((last_row, places, values[places.start] if places else None))
        for _, places, value in covering:
            values[places.start : places.stop] = [value] * len(places)
        yield number + 1, values


def _left(opened: _Opened) -> int:
    """The number of the first column, from 0, that has a value or one that can't be known."""
    _, left = opened.values.start or (0, _MOST_COLUMNS)
    return min([left, *(min(row) for row in opened.facts.unknown.values())])


def _grid(opened: _Opened, left: int) -> Iterator[tuple[int, list[str | None]]]:
    """The rows by number from 0, as text. The reader returns blanks for values that can't be known, and leaves out
    rows below and columns around the sheet that have nothing else; rows above it are blank."""
    top, first = opened.values.start or (0, left)
    unknown = dict(opened.facts.unknown)
    epoch = _EPOCH_1904 if opened.workbook.from_1904 else _EPOCH
    for number in sorted(row for row in unknown if row < top):
        yield number, _with_unknown([], unknown.pop(number), left)
    for number, row in islice(enumerate(opened.values.iter_rows()), top, None):
        values = [*[None] * (first - left), *(_as_text(value, epoch) for value in row)]
        yield number, _with_unknown(values, unknown.pop(number, {}), left)
    for number in sorted(unknown):
        yield number, _with_unknown([], unknown[number], left)


def _with_unknown(values: list[str | None], unknown: Mapping[int, str], left: int) -> list[str | None]:
    if unknown:
        values.extend([None] * (max(unknown) - left + 1 - len(values)))
    for column, text in unknown.items():
        values[column - left] = text
    return values


def _fitted(rows: Iterator[Row], width: int) -> Iterator[Row]:
    """As wide as the header: a sheet is as wide as its widest row, and blanks at the end may be left out."""
    for number, row in rows:
        yield number, [*row[:width], *[None] * (width - len(row)), *(value for value in row[width:] if value)]


def _as_text(value: _Value, epoch: date) -> str | None:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        # A year or an age in a column of dates is shown as a day a century ago. Day 1 is a placeholder.
        serial = (value - epoch).days
        return str(serial) if serial < FIRST_SERIAL and value.isoformat() != NO_BIRTH_DATE else value.isoformat()
    if isinstance(value, time):
        return value.isoformat() if value != time(0) else "0"  # day 0 at midnight
    if isinstance(value, int | float) and abs(value) >= MAX_EXACT:
        return large_number_as_text(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value) or None
