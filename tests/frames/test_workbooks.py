"""Workbooks: a cell whose value can't be known is never blank, and nothing hidden is read or left out silently."""

import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet
from tests.frames.conftest import AS_OF, Build
from tests.frames.people import person, stranger, write_csv

from aftercall.errors import BadInput
from aftercall.frames.build import build_frame
from aftercall.frames.checks import failed
from aftercall.frames.engine import DuckDBWorkspace
from aftercall.frames.extract_check import check_extract
from aftercall.frames.layout import NAMES
from aftercall.frames.reading.files import read_extracts
from aftercall.frames.reading.mapping import ExtractMapping
from aftercall.frames.reading.source import Source
from aftercall.frames.rules import FrameRules

FLAGS = get_column_letter(NAMES.index("flags") + 1)


def _saved(path: Path, change: Callable[[Worksheet], None] | None = None, *, rows: int = 3) -> Path:
    """A workbook of strangers, in rows 2, 3 … of its sheet. `change`: made before it is saved."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(list(NAMES))
    for number in range(rows):
        sheet.append([value or None for value in stranger(number).values()])
    if change:
        change(sheet)
    book.save(path)
    return path


def _with_cell(path: Path, place: str, xml: str) -> Path:
    """The workbook with this XML instead of that cell. openpyxl can't write all that other programs do."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    start = sheet.index(f'<c r="{place}"')
    ends = [sheet.find(end, start) + len(end) for end in ("</c>", "/>")]
    end = min(ends) if sheet[start : min(ends)].count("<") == 1 else sheet.index("</c>", start) + 4
    parts["xl/worksheets/sheet1.xml"] = (sheet[:start] + xml + sheet[end:]).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def _read(path: Path, columns: Sequence[str], mapping: Mapping[str, Any] | None = None) -> tuple[list[Any], Source]:
    """Row, problems as (column, code), and those columns of every record."""
    with DuckDBWorkspace() as workspace:
        source = Source(workspace, ExtractMapping.of(mapping))
        read_extracts([path], source)
        table = source.table().order_by("row").select("row", "faults", *columns)
        rows = [list(row.values()) for row in workspace.fetch(table).to_pylist()]
    return [[row, [(one.column, one.code) for one in failed(faults)], *rest] for row, faults, *rest in rows], source


_UNKNOWN_CELLS = {
    "flags": '<c r="{0}" t="e"><v>#N/A</v></c>',
    "crime_ref": '<c r="{0}" t="e"><f>VLOOKUP(A1,B:B,1,0)</f><v>#REF!</v></c>',
    "reported_on": '<c r="{0}" t="e"/>',  # an error without its name
    "phone": '<c r="{0}" t="str"><f>X()</f><v>#DIV/0!</v></c>',
    "lsoa": '<c r="{0}" t="inlineStr"><is><t> #NAME? </t></is></c>',  # pasted as text
    "first_name": '<c r="{0}"><f>IF(A1="",1,2)</f></c>',
    "sex": '<c r="{0}"><f>IF(A1="",1,2)</f><v></v></c>',
    "email": '<c r="{0}"><f>IF(A1="",1,2)</f><v>0</v></c>',  # left to be calculated when the file is opened
}


def test_a_cell_whose_value_cannot_be_known_rejects_its_row(tmp_path: Path) -> None:
    places = {name: f"{get_column_letter(NAMES.index(name) + 1)}{row}" for row, name in enumerate(_UNKNOWN_CELLS, 2)}

    def change(sheet: Worksheet) -> None:
        for place in places.values():
            sheet[place] = "x"

    path = _saved(tmp_path / "x.xlsx", change, rows=len(places) + 1)
    for name, cell in _UNKNOWN_CELLS.items():
        _with_cell(path, places[name], cell.format(places[name]))
    rows, _ = _read(path, [])
    assert [problems for _, problems in rows] == [*([(name, "unknown_value")] for name in places), []]


def test_a_formula_whose_result_is_blank_is_blank(tmp_path: Path) -> None:
    path = _saved(tmp_path / "x.xlsx", lambda sheet: setattr(sheet[f"{FLAGS}3"], "value", "x"))
    cell = f'<c r="{FLAGS}3" t="str"><f>IF(A1="",1,"")</f><v></v></c>'
    rows, _ = _read(_with_cell(path, f"{FLAGS}3", cell), ["flags"])
    assert rows == [[2, [], None], [3, [], None], [4, [], None]]


def test_cells_beyond_all_values_can_be_unknown_too(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["A6"] = "=A1"
        sheet["B7"] = "=A1"

    rows, _ = _read(_saved(tmp_path / "x.xlsx", change), [])
    assert [row[0] for row in rows] == [2, 3, 4, 6, 7]
    assert [("crime_ref", "unknown_value") in row[1] for row in rows] == [False, False, False, True, False]
    assert ("victim_ref", "unknown_value") in rows[4][1]


@pytest.mark.parametrize("blank_columns", [0, 2])
def test_blank_rows_above_the_heading_move_nothing(tmp_path: Path, blank_columns: int) -> None:
    def change(sheet: Worksheet) -> None:
        sheet[f"{FLAGS}3"] = "#N/A"
        sheet.insert_rows(1, 3)
        if blank_columns:
            sheet.insert_cols(1, blank_columns)

    rows, _ = _read(_saved(tmp_path / "x.xlsx", change), [])
    assert rows == [[5, []], [6, [("flags", "unknown_value")]], [7, []]]


def test_a_heading_that_cannot_be_known_refuses_the_file(tmp_path: Path) -> None:
    path = _saved(tmp_path / "x.xlsx", lambda sheet: setattr(sheet[f"{FLAGS}1"], "value", "=Z1"))
    for mapping in (None, {"columns": {"last_name": "last_name"}}):
        with pytest.raises(
            BadInput, match=rf"^x\.xlsx: the name of column {len(NAMES)} can't be known: .*without a result"
        ):
            check_extract(path, FrameRules(), mapping=mapping)


def test_a_condition_on_a_value_that_cannot_be_known_rejects_the_row(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        for row, value in enumerate(["Marker", "n", "#N/A", "n"], start=1):
            sheet.cell(row, len(NAMES) + 1, value)
        sheet[f"{FLAGS}3"] = "deceased"

    path = _saved(tmp_path / "x.xlsx", change)
    flags = {"safeguarding": "Marker != 'n' and Area == 'Nowhere'"}
    rows, _ = _read(path, ["flags"], {"flags": flags})
    assert [row[1] for row in rows] == [[], [("flags", "unknown_value")], []]
    assert ";deceased;" in rows[1][2]


def test_nobody_is_called_whose_flags_cannot_be_known(build: Build) -> None:
    rows = [person(1, flags="#REF!"), person(2), *(stranger(number) for number in range(3, 7))]
    built = build(rows)
    assert built.reasons == {"C00002": "do_not_contact"}
    assert (built.flow.rejected, built.flow.frame) == (1, 4)


def test_the_errors_of_a_spreadsheet_saved_as_csv_are_judged_alike(tmp_path: Path) -> None:
    errors = {"flags": "#N/A", "phone": "#SPILL!", "area": "#name?", "date_of_birth": "####", "title": "Err:502"}
    rows = [stranger(number, **{name: error}) for number, (name, error) in enumerate(errors.items())]
    rows.append(stranger(9, first_name="Erra", title="#1"))
    found, _ = _read(write_csv(tmp_path / "x.csv", rows), [])
    assert [problems for _, problems in found] == [*([(name, "unknown_value")] for name in errors), []]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_first_sheet_is_not_read_instead_of_the_one_that_is_seen(tmp_path: Path, state: str) -> None:
    def change(sheet: Worksheet) -> None:
        seen = sheet.parent.create_sheet("Seen")
        seen.append(list(NAMES))
        seen.append(list(stranger(7).values()))
        sheet.sheet_state, sheet.parent.active = state, 1

    path = _saved(tmp_path / "x.xlsx", change)
    with pytest.raises(BadInput, match=r"^x\.xlsx: its first sheet is hidden; show it or delete it, or name"):
        build_frame([path], out=tmp_path / "frame", rules=FrameRules(), as_of=AS_OF)
    rows, source = _read(path, ["crime_ref"], {"file": {"sheet": "Seen"}})
    assert [row[2] for row in rows] == ["C00007"]
    assert source.notes == [(0, "sheets that were not read: 1, of which hidden: 1")]
    _, source = _read(path, [], {"file": {"sheet": "Sheet"}})
    assert source.notes == [(0, "the sheet that was read is hidden"), (0, "sheets that were not read: 1")]


def test_hidden_columns_are_read_and_said(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        sheet[f"{FLAGS}3"] = "deceased"
        sheet.column_dimensions[FLAGS].hidden = True

    rows, source = _read(_saved(tmp_path / "x.xlsx", change), ["flags"])
    assert rows[1][2] == ";deceased;"
    assert source.notes == [(0, f"hidden columns that were read like the others: {FLAGS}")]


def test_hidden_rows_refuse_the_file(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        for row in (3, 4, 30):
            sheet.row_dimensions[row].hidden = True

    with pytest.raises(BadInput, match=r"^x\.xlsx: row 3 and 1 more of the sheet are hidden; clear the filter"):
        _read(_saved(tmp_path / "x.xlsx", change), [])


@pytest.mark.parametrize("number_format", ["dd/mm/yyyy", "[$-809]dd mmmm yyyy;@", "General", "0"])
@pytest.mark.parametrize("from_1904", [False, True])
def test_the_epoch_of_a_workbook_counts_whatever_the_format_of_a_cell(
    tmp_path: Path, number_format: str, *, from_1904: bool
) -> None:
    def change(sheet: Worksheet) -> None:
        if from_1904:
            sheet.parent.epoch = CALENDAR_MAC_1904
        for row in (2, 3):
            cell = sheet[f"L{row}"]
            cell.value = (date(1980, 5, 17) - (date(1904, 1, 1) if from_1904 else date(1899, 12, 30))).days
            cell.number_format = number_format

    mapping = {"columns": {"last_name": "last_name"}, "dates": {"date_of_birth": ["excel"]}}
    rows, _ = _read(_saved(tmp_path / "x.xlsx", change), ["born"], mapping)
    assert [row[2] for row in rows] == ["1980-05-17", "1980-05-17", stranger(2)["date_of_birth"]]


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("xl/workbook.xml", b"<workbook><sheets>"),
        ("xl/worksheets/sheet1.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet><sheetData/></worksheet>'),
    ],
)
def test_a_workbook_that_is_not_plain_xml_is_refused(tmp_path: Path, part: str, content: bytes) -> None:
    path = _saved(tmp_path / "x.xlsx")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, was in parts.items():
            archive.writestr(name, content if name == part else was)
    with pytest.raises(BadInput, match=r"^x\.xlsx: is not an Excel workbook"):
        check_extract(path, FrameRules())
