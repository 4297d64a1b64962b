"""Workbooks that are damaged, hidden in part, or no workbooks at all."""

import io
import zipfile
from datetime import date, datetime

import pytest
from tests.instrument_files.forms import Form, errors, packed, warnings

from aftercall.instrument_files.compiling import compile_form


def test_an_error_and_a_formula_without_a_result_are_never_blank() -> None:
    book = Form().book()
    book["survey"]["B2"] = "#N/A"
    book["survey"]["C2"] = "#####"  # as it is pasted as text
    book["survey"]["H9"] = "#N/A"  # below and beside the form, where nothing is read
    book["choices"]["C2"] = "=1+1"
    found = errors(compile_form(packed(book), file_name="told.xlsx"))
    assert [line.partition("(")[0] for line in found if "formula" in line] == [
        "survey, row 2, column name: The cell holds an error or a formula without a result ",
        "survey, row 2, column label: The cell holds an error or a formula without a result ",
        "choices, row 2, column label: The cell holds an error or a formula without a result ",
    ]


def test_hidden_sheets_and_rows_are_read_and_named() -> None:
    book = Form().book()
    book["choices"].sheet_state = "hidden"
    book["survey"].row_dimensions[2].hidden = True
    compiled = compile_form(packed(book), file_name="told.xlsx")
    assert compiled.document is not None
    assert "survey, row 2: warning: This row is hidden, and was read like the others; show it" in warnings(compiled)
    assert "choices: warning: This sheet is hidden, and was read like the others; show it" in warnings(compiled)


def test_numbers_truths_and_dates_are_as_the_author_sees_them() -> None:
    form = Form().with_sheet(
        "survey",
        ("type", "name", "label", None, "required"),
        ("integer", "n", 2024.0, "a remark", True),
        ("text", "t", 1.5, None, False),
        ("text", "d", date(2026, 3, 1)),
        ("text", "m", datetime(2026, 3, 1, 9, 30)),  # noqa: DTZ001 - as spreadsheets have them
    )
    questions = form.document()["questions"]
    assert questions == [
        {"type": "integer", "name": "n", "label": "2024"},
        {"type": "text", "name": "t", "label": "1.5", "required": False},
        {"type": "text", "name": "d", "label": "2026-03-01", "required": False},
        {"type": "text", "name": "m", "label": "2026-03-01T09:30:00", "required": False},
    ]


def zip_with_a_damaged_name() -> bytes:
    """A name that says that it is UTF-8, and is not."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("é", b"")
    return out.getvalue().replace("é".encode(), b"\xc6\xc6")


FILES = [
    (b"", "told.xlsx: is empty; save the form again"),
    (b"type,name,label", "told.xlsx: is not an Excel workbook (.xlsx); save it again"),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1",
        "told.xlsx: is an old Excel file (.xls) or has a password; save it as .xlsx without one",
    ),
    (
        b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
        "told.xlsx: is an OpenDocument spreadsheet; save it as .xlsx",
    ),
    (zip_with_a_damaged_name(), "told.xlsx: is not an Excel workbook (.xlsx); save it again"),
    (packed(Form().book())[:-900], "told.xlsx: is not an Excel workbook (.xlsx); save it again"),
]


@pytest.mark.parametrize(("data", "line"), FILES)
def test_a_file_that_is_no_workbook_is_one_line(data: bytes, line: str) -> None:
    compiled = compile_form(data, file_name="told.xlsx")
    assert (compiled.document, errors(compiled)) == (None, [line])


def rezipped(change: str, content: bytes) -> bytes:
    """A form's workbook with one part replaced or added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(packed(Form().book()))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name != change:
                new.writestr(name, old.read(name))
        new.writestr(change, content)
    return out.getvalue()


def test_macros_are_named_and_never_run() -> None:
    compiled = compile_form(rezipped("xl/vbaProject.bin", b"Sub"), file_name="told.xlsm")
    assert compiled.document is not None
    assert warnings(compiled)[0] == "warning: The file has macros, which are never run; save it as .xlsx"


PARTS = [
    ("xl/workbook.xml", b"<workbook"),
    ("xl/workbook.xml", b"<?xml version='1.0' encoding='UT1-8'?><workbook/>"),
    ("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row r='x'>"),
    ("xl/worksheets/sheet1.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet>&b;</worksheet>"),
    ("xl/sharedStrings.xml", b"not XML"),
    ("xl/styles.xml", b""),
]


@pytest.mark.parametrize(("part", "content"), PARTS)
def test_a_damaged_part_is_one_line(part: str, content: bytes) -> None:
    compiled = compile_form(rezipped(part, content), file_name="told.xlsx")
    assert compiled.document is None
    assert errors(compiled)[0].startswith(("told.xlsx: is not an Excel workbook", "survey"))


def test_a_sheet_that_reaches_too_far_is_refused_before_it_is_read() -> None:
    far = b"""<worksheet><sheetData><row r="1"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>"""
    found = errors(compile_form(rezipped("xl/worksheets/sheet1.xml", far), file_name="told.xlsx"))
    assert [line.partition(";")[0] for line in found] == ["told.xlsx: is larger than a form can be"]


def test_a_form_with_more_text_than_can_be_judged_is_refused() -> None:
    rows = [("text", f"q{number}", "word " * 6000) for number in range(101)]
    found = errors(Form().with_sheet("survey", ("type", "name", "label"), *rows).compiled())
    assert found == ["told.xlsx: has more than 3,000,000 characters; a form has fewer"]


def test_a_sheet_with_more_columns_than_a_form_can_have_is_refused() -> None:
    wide = Form().with_sheet("survey", ("type", "name", "label", *(f"column {number}" for number in range(500))))
    assert errors(wide.compiled()) == [
        "told.xlsx: the sheet survey has more than 10,000 rows or 500 columns with content; a form has fewer"
    ]
