"""The sheets of a form's workbook as texts, with what readers lose otherwise: hidden parts, unknown values."""

import io
import zipfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from python_calamine import CalamineError, CalamineWorkbook

from aftercall.errors import BadInput
from aftercall.frames.reading.unpacked_size import refuse_large_content
from aftercall.frames.reading.workbook import DamagedWorkbook, SheetFacts, read_sheet_facts, read_workbook
from aftercall.frames.unknown_values import is_unknown

_LARGEST_UNPACKED = 100 << 20  # bytes
_LARGEST_SHEET = 30_000_000  # cells up to the furthest one; spreadsheets format a million empty rows
_MOST_ROWS, _MOST_COLUMNS, _LONGEST = 10_000, 500, 32_767
_MOST_TEXT = (
    3_000_000  # characters of all sheets: a questionnaire of hundreds of questions in three languages has a tenth
)
_TOO_LARGE = "is larger than a form can be; delete the empty rows and columns after the last question, and pictures"
_NO_WORKBOOK = "is not an Excel workbook (.xlsx); save it again as .xlsx"
_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Grid:
    """A sheet: its rows with their numbers as the spreadsheet shows them, each from column A.

    unknown: row number → column number from 0 → what stands there for a value that can't be known.
    """

    name: str
    hidden: bool
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    unknown: Mapping[int, Mapping[int, str]]
    hidden_rows: tuple[int, ...]


@dataclass(frozen=True)
class FormWorkbook:
    """The sheets in their order. has_macros: it brings programs, which are never run."""

    sheets: tuple[Grid, ...]
    has_macros: bool


def read_form_workbook(data: bytes, file_name: str, wanted: Collection[str]) -> FormWorkbook:
    """Read an .xlsx file. wanted: the sheets to read, in small letters; of the others only their names.

    Errors: BadInput, one line.
    """
    _refuse_other_formats(data, file_name)
    refuse_large_content(file_name, data, unpacked=_LARGEST_UNPACKED, cells=_LARGEST_SHEET, too_large=_TOO_LARGE)
    try:
        return _read(data, file_name, wanted)
    except (CalamineError, DamagedWorkbook, zipfile.BadZipFile, ValueError, IndexError, KeyError):
        raise BadInput(f"{file_name}: {_NO_WORKBOOK}") from None


def _refuse_other_formats(data: bytes, file_name: str) -> None:
    if not data:
        raise BadInput(f"{file_name}: is empty; save the form again")
    if data.startswith(_OLD_OR_LOCKED):
        raise BadInput(f"{file_name}: is an old Excel file (.xls) or has a password; save it as .xlsx without one")
    if b"application/vnd.oasis.opendocument" in data[:200]:
        raise BadInput(f"{file_name}: is an OpenDocument spreadsheet; save it as .xlsx")


def _read(data: bytes, file_name: str, wanted: Collection[str]) -> FormWorkbook:
    workbook = read_workbook(data)
    values = CalamineWorkbook.from_filelike(io.BytesIO(data))
    grids = []
    for sheet in workbook.sheets:
        if sheet.name.strip().lower() not in wanted:
            grids.append(Grid(sheet.name.strip(), hidden=sheet.hidden, rows=(), unknown={}, hidden_rows=()))
            continue
        facts = read_sheet_facts(data, workbook, sheet)
        rows = _rows(values, sheet.name)
        if len(rows) > _MOST_ROWS or any(len(row) > _MOST_COLUMNS for _, row in rows):
            raise BadInput(
                f"{file_name}: the sheet {sheet.name} has more than {_MOST_ROWS:,} rows or {_MOST_COLUMNS} columns "
                "with content; a form has fewer"
            )
        grids.append(_grid(sheet.name, hidden=sheet.hidden, rows=rows, facts=facts))
        if sum(len(text) for grid in grids for _, row in grid.rows for text in row) > _MOST_TEXT:
            raise BadInput(f"{file_name}: has more than {_MOST_TEXT:,} characters; a form has fewer")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        has_macros = any(name.lower().endswith("vbaproject.bin") for name in archive.namelist())
    return FormWorkbook(tuple(grids), has_macros)


def _rows(values: CalamineWorkbook, name: str) -> list[tuple[int, tuple[str, ...]]]:
    sheet = values.get_sheet_by_name(name)
    _, left = sheet.start or (0, 0)
    found = []
    for number, row in enumerate(sheet.iter_rows(), start=1):
        texts = tuple(_as_text(value) for value in row)
        if any(texts):
            found.append((number, ("",) * left + texts))
            if len(found) > _MOST_ROWS:
                break
    return found


def _grid(name: str, *, hidden: bool, rows: list[tuple[int, tuple[str, ...]]], facts: SheetFacts) -> Grid:
    """With values that can't be known, including those that somebody typed or pasted as text."""
    unknown = {row + 1: dict(cells) for row, cells in facts.unknown.items()}
    for number, texts in rows:
        for column, text in enumerate(texts):
            if is_unknown(text):
                unknown.setdefault(number, {})[column] = text
    numbers = {number for number, _ in rows}
    without_values = [(number, ()) for number in unknown if number not in numbers]
    return Grid(
        name=name.strip(),
        hidden=hidden,
        rows=tuple(sorted([*rows, *without_values])),
        unknown=unknown,
        hidden_rows=tuple(row + 1 for row in facts.hidden_rows),
    )


def _as_text(value: object) -> str:
    """A cell as the author sees it, without spaces around it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime) and value.time() == time(0):
        value = value.date()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return str(value).replace("\r\n", "\n").replace("\r", "\n").strip()[:_LONGEST]
