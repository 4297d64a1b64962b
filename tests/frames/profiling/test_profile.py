"""The profile of an extract: columns, patterns and suggestions; and which values may be shown in full."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook
from tests.frames.people import stranger, write_csv

from aftercall.errors import BadInput
from aftercall.frames.profiling import delivered
from aftercall.frames.profiling.codes import ColumnCodes, column_codes
from aftercall.frames.profiling.delivered import (
    detect_dialect,
    dialect_entries,
    refuse_large_example,
    sheets,
    text_encoding,
)
from aftercall.frames.profiling.heading import heading_rows, looks_like_data
from aftercall.frames.profiling.profile import ColumnProfile, ExtractProfile, profile_extract
from aftercall.frames.profiling.shapes import Shape, shape_of
from aftercall.frames.profiling.suggestions import suggest_columns, suggest_flags, suggest_meaning, unused_yes_no
from aftercall.frames.reading.dialect import Dialect
from aftercall.frames.reading.mapping import ExtractMapping, shipped_mappings

_EXTRACTS = Path(__file__).parents[1] / "extracts"


@pytest.mark.parametrize("path", sorted(_EXTRACTS.iterdir()), ids=lambda path: path.name)
def test_the_columns_suggested_are_those_of_the_hand_written_mapping(path: Path) -> None:
    written = ExtractMapping.of(shipped_mappings()[path.stem])
    profile = profile_extract(path, detect_dialect(path))
    assert suggest_columns(profile) == written.columns
    assert suggest_flags(profile, written.columns.values()).keys() <= written.flags.keys()


def _profile_of(**shapes: Shape) -> ExtractProfile:
    """Columns of these names, in which underscores are spaces, each with a value in every row."""
    names = [(name.replace("_", " "), shape) for name, shape in shapes.items()]
    columns = [ColumnProfile(name.casefold(), name, 10, shape, (), ()) for name, shape in names]
    return ExtractProfile(10, tuple(columns), 0)


def test_usual_abbreviations_are_understood() -> None:
    names = {
        "Crime No.": Shape.UNIQUE,
        "Vic Ref": Shape.UNIQUE,
        "Date Rptd (dd/mm/yyyy)": Shape.DATE,
        "D.O.B.": Shape.DATE,
        "Contact Tel 1": Shape.PHONE,
        "Contact Tel 2": Shape.PHONE,
        "Ttl": Shape.CODES,
        "Offence Grouping": Shape.CODES,
        "FirstName": Shape.TEXT,
        "OIC Mobile": Shape.PHONE,
        "Offender Surname": Shape.TEXT,
    }
    assert suggest_columns(_profile_of(**names)) == {
        "crime_ref": "crime no.",
        "victim_ref": "vic ref",
        "reported_on": "date rptd (dd/mm/yyyy)",
        "date_of_birth": "d.o.b.",
        "phone": "contact tel 1",
        "phone_alt": "contact tel 2",
        "title": "ttl",
        "category": "offence grouping",
        "first_name": "firstname",
    }


def test_the_form_of_the_values_is_enough_where_only_one_field_fits() -> None:
    left = _profile_of(When=Shape.DATE, Reach=Shape.PHONE, Other=Shape.PHONE, Net=Shape.EMAIL, Officer_mail=Shape.EMAIL)
    assert suggest_columns(left) == {"reported_on": "when", "phone": "reach", "phone_alt": "other", "email": "net"}
    assert suggest_columns(_profile_of(Opened=Shape.DATE, Closed=Shape.DATE)) == {}


@pytest.mark.parametrize(
    ("name", "shape", "flag"),
    [
        ("No Contact (Y/N)", Shape.YES_NO, "do_not_contact"),
        ("Vulnerability Marker", Shape.CODES, "safeguarding"),
        ("Date of death (dd/mm/yyyy)", Shape.DATE, "deceased"),
        ("D.A. Flag Y/N", Shape.YES_NO, "domestic_abuse"),
        ("Contact consent", Shape.YES_NO, ""),
        ("No Contact consent", Shape.YES_NO, ""),
        ("Sexual orientation", Shape.CODES, ""),
        ("Complaint summary", Shape.TEXT, ""),
        ("Officer complaint", Shape.YES_NO, ""),
    ],
)
def test_a_name_that_contains_a_reason_not_to_call_is_suggested(name: str, shape: Shape, flag: str) -> None:
    profile = _profile_of(**{name: shape})
    assert suggest_flags(profile, ()) == ({flag: [name.casefold()]} if flag else {})
    assert bool(unused_yes_no(profile, ())) == (shape is Shape.YES_NO)


def test_a_profile_contains_no_value_of_the_extract(tmp_path: Path) -> None:
    rows = [stranger(number, email=f"person{number}@example.org") for number in range(12)]
    profile = profile_extract(write_csv(tmp_path / "e.csv", rows), Dialect())
    text = json.dumps(profile.to_mapping(), ensure_ascii=False)
    values = {value for row in rows for value in row.values() if len(value) > 1}
    assert not [value for value in values - set(Shape) if value in text]
    assert ExtractProfile.from_mapping(json.loads(text)) == profile
    assert (profile.rows, profile.left_out) == (12, 0)
    assert (profile.columns[0].written, profile.columns[0].patterns) == ("crime_ref", ("A99999",))
    assert profile.column("phone") == profile.columns[15]
    assert profile.column("mobile") is None


def test_columns_without_a_name_of_their_own_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "e.csv"
    path.write_text("Crime Ref,Area,Notes,notes,\nC1,North,a,b,c\n")
    profile = profile_extract(path, Dialect())
    assert ([column.written for column in profile.columns], profile.left_out) == (["Crime Ref", "Area"], 3)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("C1,amelia@example.org\nC2,\n", "column 2 of the row of column names looks like a value"),
        ("C1,07700 900123\nC2,\n", "column 2 of the row of column names looks like a value"),
        ("C1,x,31/01/2025\nC2,,\n", "column 3 of the row of column names looks like a value"),
        ("amelia quillfeather,3 May 61,Northtown\nC2,,\n", "column 2 of the row of column names looks like a value"),
        ("C1,Amelia,61\nC2,,\n", "column 3 of the row of column names looks like a value"),
        ("a,a\nC2,\n", "has no column names"),
        (",".join(["a"] * 501) + "\n", "e.csv: has 501 columns; export at most 500"),
        ("Crime Ref,Phone\n", "has a header and no records"),
    ],
)
def test_a_file_without_column_names_is_refused_without_repeating_them(
    tmp_path: Path, content: str, words: str
) -> None:
    path = tmp_path / "e.csv"
    path.write_text(content)
    with pytest.raises(BadInput, match=words) as error:
        profile_extract(path, Dialect())
    assert "amelia" not in str(error.value)
    assert "07700" not in str(error.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("a,b\nx,y\n".encode("utf-16") + b"\0", "e.csv: is not in UTF-16 throughout"),
        ("a,b\nx,y\n".encode("utf-32"), "e.csv: is in UTF-32"),
        ("a,b\0\nx,y\n".encode("utf-16"), "e.csv: the name of column 2 has a null character"),
    ],
    ids=["an odd byte", "UTF-32", "a null character"],
)
def test_a_text_that_is_no_example_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "e.csv"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=words):
        profile_extract(path, detect_dialect(path))


def test_a_parquet_column_with_a_null_character_is_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"a\0b": ["C1"], "c": ["x\0"]}), tmp_path / "e.parquet")
    with pytest.raises(BadInput, match=r"e\.parquet: the name of column 1 has a null character"):
        profile_extract(tmp_path / "e.parquet", Dialect())


def test_a_title_above_the_heading_is_no_heading() -> None:
    rows = [(1, ["Victims, January", None, None]), (3, ["Ref", "Name", "Born"]), (4, ["C1", "Amelia", "1/2/1980"])]
    assert heading_rows(rows) == (3,)
    assert heading_rows([]) == (1,)


def test_a_name_with_few_digits_is_a_heading() -> None:
    assert not [
        name for name in ("LSOA 2021", "Forename 1", "Maybe", "Decision 2", "Jan 2025") if looks_like_data(name)
    ]
    assert all(map(looks_like_data, ("3 May 61", "Born 12th-JUNE", "sept 3rd, 1961")))
    assert looks_like_data("ZA1 1AA")
    assert looks_like_data("x" * 61)


@pytest.mark.parametrize(
    ("values", "shape"),
    [
        ([], Shape.EMPTY),
        ([("01/02/2025", 2)], Shape.DATE),
        ([("a@example.org", 1)], Shape.EMAIL),
        ([("ZA1 1AA", 1), ("za11ab", 1)], Shape.POSTCODE),
        ([("Y", 5), ("no", 4), ("maybe", 1)], Shape.YES_NO),
        ([("07700 900123", 1), ("+44 (0)191 498 0001", 1)], Shape.PHONE),
        ([("North", 9), ("South", 3)], Shape.CODES),
        ([("C1", 1), ("C2", 1)], Shape.UNIQUE),
        ([("12", 2), ("13", 1)], Shape.NUMBER),
        ([("rang twice", 2), ("13", 1)], Shape.TEXT),
    ],
)
def test_the_shape_of_a_column(values: list[tuple[str, int]], shape: Shape) -> None:
    assert shape_of(values) is shape


def _codes(tmp_path: Path, values: list[str]) -> ColumnCodes:
    rows = [stranger(number, category=value) for number, value in enumerate(values)]
    return column_codes(write_csv(tmp_path / "e.csv", rows), Dialect(), ["category", "missing"])["category"]


def test_only_values_that_enough_rows_share_are_shown(tmp_path: Path) -> None:
    values = ["Burglary"] * 60 + ["Theft"] * 5 + ["Amelia Walton"] * 4
    assert _codes(tmp_path, values) == ColumnCodes((("Burglary", 60), ("Theft", 5)), hidden=1)


@pytest.mark.parametrize(
    "values",
    [
        ["Smith"] * 6 + [f"Name{chr(97 + number)}" for number in range(20)],
        [f"n{number // 5}x" for number in range(201 * 5)],
        ["07700 900123"] * 30,
        ["x" * 61] * 30,
    ],
    ids=["names", "too many", "a number", "too long"],
)
def test_a_column_that_does_not_hold_codes_shows_none(tmp_path: Path, values: list[str]) -> None:
    codes = _codes(tmp_path, values)
    assert codes.shown == ()
    assert codes.hidden


def test_a_column_that_the_extract_lacks_has_no_codes(tmp_path: Path) -> None:
    assert column_codes(write_csv(tmp_path / "e.csv", [stranger(1)]), Dialect(), ["missing"]) == {}


def test_the_meaning_of_usual_values_is_suggested() -> None:
    assert suggest_meaning("victim_kind", "VICTIM - COMPANY") == "business"
    assert suggest_meaning("sex", "F") == "female"
    assert suggest_meaning("sex", "Not Known") == ""
    assert suggest_meaning("victim_kind", "Unknown") is None  # a mapping must say what it is
    assert suggest_meaning("victim_kind", "vehicle") is None
    assert suggest_meaning("category", "person") is None


def test_the_layout_of_a_file_is_detected() -> None:
    detected = {path.name: dialect_entries(detect_dialect(path)) for path in _EXTRACTS.iterdir()}
    assert {name: entries for name, entries in detected.items() if entries} == {
        "crime-report-export.txt": {"encoding": "utf-16"},
        "messy-spreadsheet.csv": {"heading_rows": [3, 4]},
        "messy-spreadsheet.xlsx": {"heading_rows": [3, 4]},
    }


def test_the_encoding_of_a_text_file_is_named() -> None:
    named = {path.name: text_encoding(path, detect_dialect(path)) for path in _EXTRACTS.iterdir()}
    assert named == {
        "case-export.csv": "UTF-8",
        "crime-report-export.txt": "UTF-16",
        "messy-spreadsheet.csv": "Windows-1252",
        "messy-spreadsheet.xlsx": "",
        "occurrence-export.csv": "UTF-8",
    }


def test_the_sheets_of_a_workbook_with_several_are_named(tmp_path: Path) -> None:
    workbook = Workbook()
    workbook.create_sheet("January")
    workbook.save(tmp_path / "e.xlsx")
    assert sheets(tmp_path / "e.xlsx") == ["Sheet", "January"]
    workbook.create_sheet("Amelia Stone 07700 900123")
    workbook.save(tmp_path / "named.xlsx")
    with pytest.raises(BadInput, match=r"the name of sheet 3 looks like a value") as error:
        sheets(tmp_path / "named.xlsx")
    assert "Amelia" not in str(error.value)
    assert sheets(_EXTRACTS / "messy-spreadsheet.xlsx") == []
    assert sheets(_EXTRACTS / "messy-spreadsheet.csv") == []
    (tmp_path / "not.xlsx").write_bytes((_EXTRACTS / "case-export.csv").read_bytes())
    with pytest.raises(BadInput, match=r"is not an Excel workbook"):
        sheets(tmp_path / "not.xlsx")


def test_a_parquet_file_has_its_own_column_names(tmp_path: Path) -> None:
    pq.write_table(pa.table({"Crime No": ["C1"], "DOB": ["1980-01-31"]}), tmp_path / "e.parquet")
    assert detect_dialect(tmp_path / "e.parquet") == Dialect()
    profile = profile_extract(tmp_path / "e.parquet", Dialect())
    assert [column.written for column in profile.columns] == ["Crime No", "DOB"]


def test_a_small_file_that_needs_much_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tmp_path / "e.parquet"
    pq.write_table(pa.table({"Crime No": ["C1"] * 10_000}), table)
    workbook = _EXTRACTS / "messy-spreadsheet.xlsx"
    for path in (table, workbook, _EXTRACTS / "case-export.csv"):
        refuse_large_example(path)
    monkeypatch.setattr(delivered, "MAX_CELLS", 100)
    with pytest.raises(BadInput, match="holds more values than an example may"):
        refuse_large_example(table)
    with pytest.raises(BadInput, match="unpacks to more than an extract may contain"):
        refuse_large_example(workbook)
    (tmp_path / "no.parquet").write_bytes(b"no table")
    refuse_large_example(tmp_path / "no.parquet")
