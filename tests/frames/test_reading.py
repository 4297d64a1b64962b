"""Files: they are read correctly; a file that can't be read is refused in one line, and changes nothing."""

import csv
import io
import struct
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.frames.conftest import AS_OF, Build
from tests.frames.people import person, stranger, write_csv

from aftercall.errors import BadInput
from aftercall.frames.build import build_frame
from aftercall.frames.engine import DuckDBWorkspace
from aftercall.frames.extract_check import check_extract
from aftercall.frames.layout import NAMES, REQUIRED
from aftercall.frames.reading import xlsx_file
from aftercall.frames.reading.files import read_extracts
from aftercall.frames.reading.source import Source
from aftercall.frames.rules import FrameRules

_HEADER = ",".join(NAMES)
_LINE = ",".join(stranger(1).values())
_PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"

_WRONG_TEXT: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "is empty"),
    "nothing but line ends": (b"\n\n\n", "contains none of the layout"),
    "a picture": (_PNG, "is a picture, not a CSV"),
    "UTF-16": (
        f"{_HEADER}\n{_LINE}".encode("utf-16"),
        "is in UTF-16; save it again as 'CSV UTF-8', or name its encoding",
    ),
    "UTF-16 without a mark": (f"{_HEADER}\n{_LINE}".encode("utf-16-le"), "line 1: contains a NUL byte"),
    "a zip": (b"PK\x03\x04rest", "is a spreadsheet or zip file with the wrong extension"),
    "two encodings": (
        f"{_HEADER}\n{_LINE}é\n".encode() + f"{_LINE}Zoë\n".encode("cp1252"),
        "line 3: contains a character that is not UTF-8; .* or name its encoding in a mapping file",
    ),
    "no encoding": (f"{_HEADER}\n{_LINE}".encode() + b"\x81\x8d\n", "line 2: contains a character that is not UTF-8"),
    "cut within a character": (
        f"{_HEADER}\n{_LINE}".encode() + b"\xc3",
        "line 2: contains a character that is not UTF-8",
    ),
    "a NUL byte": (f"{_HEADER}\n{_LINE}\n".encode() + b"a\0b", "line 3: contains a NUL byte"),
    "a header only": (_HEADER.encode(), "has a header and no records"),
    "no header": (_LINE.encode(), "contains none of the layout's column names"),
    "no delimiter": (f"{_HEADER.replace(',', '~')}\n".encode(), "contains none of the layout"),
    "a column missing": (
        b"crime_ref,reported_on,category,area,victim_kind\n",
        r"column victim_ref \(Victim reference\) is missing; add it",
    ),
    "columns missing": (
        b"crime_ref,reported_on,category\n",
        r"columns victim_ref \(Victim reference\), area \(Area\) and victim_kind \(.*\) are missing; add them$",
    ),
    "a column twice": (f"{_HEADER},area\n".encode(), "column area occurs twice; keep one"),
    "an unknown column": (f"{_HEADER},flag\n".encode(), "column flag is unknown; remove or rename"),
    "personal details in the header": (
        f"{_HEADER},07700 900123\n".encode(),
        r"column \(not readable as a name\) is unknown",
    ),
    "an open quotation mark": (f'{_HEADER}\n{_LINE}\n"{_LINE}\n{_LINE}'.encode(), "row 3: a quotation mark is opened"),
    "a quotation mark inside a value": (f'{_HEADER}\n"C1"x{_LINE}'.encode(), "row 2: a quotation mark"),
}


def _refused(path: Path, tmp_path: Path, words: str) -> None:
    """The file is refused with this message in one line, and the folder is unchanged."""
    before = sorted(tmp_path.iterdir())
    with pytest.raises(BadInput, match=words) as error:
        build_frame([path], out=tmp_path / "frame", rules=FrameRules(), as_of=AS_OF)
    assert str(error.value).startswith(path.name)
    assert "\n" not in str(error.value)
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(("content", "words"), _WRONG_TEXT.values(), ids=_WRONG_TEXT)
def test_an_unreadable_csv_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "march.csv"
    path.write_bytes(content)
    _refused(path, tmp_path, words)


@pytest.mark.parametrize("name", ["absent.csv", "folder.csv", "notes.docx", "a[1].csv"])
def test_a_path_that_is_not_an_extract_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name.startswith("folder"):
        path.mkdir()
    elif name != "absent.csv":
        path.write_text("x")
    with pytest.raises(BadInput, match=r"no such file|not one of \.csv|rename the file"):
        check_extract(path, FrameRules())


def _read(path: Path) -> tuple[list[tuple[int, str]], list[int]]:
    """(row and crime_ref of every record, ragged rows)."""
    with DuckDBWorkspace() as workspace:
        source = Source(workspace)
        read_extracts([path], source)
        rows = workspace.fetch(source.table().select("row", "crime_ref").order_by("row")).to_pylist()
        return [(row["row"], row["crime_ref"]) for row in rows], [ragged.row for ragged in source.ragged]


def test_rows_are_numbered_as_an_editor_shows_them(tmp_path: Path) -> None:
    plain, broken = ",".join(person(1).values()), dict(person(2), first_name="two\nlines")
    text = io.StringIO()
    csv.DictWriter(text, NAMES, lineterminator="\n").writerow(broken)
    path = tmp_path / "x.csv"
    path.write_text(
        f"{_HEADER}\n{plain}\n{text.getvalue()}\n{plain},more\nless\n{','.join([''] * len(NAMES))}\n{plain}"
    )
    assert _read(path) == ([(2, "C00001"), (3, "C00002"), (9, "C00001")], [6, 7])


def test_a_long_file_keeps_its_order(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "x.csv", (person(number) for number in range(60_000)))
    records, ragged = _read(path)
    assert not ragged
    assert records == [(number + 2, f"C{number:05d}") for number in range(60_000)]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_a_byte_order_mark_make_no_difference(tmp_path: Path, end: str, mark: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(f"{mark}{_HEADER}{end}{_LINE}{end}{_LINE}".encode())
    assert _read(path) == ([(2, "C00001"), (3, "C00001")], [])


_AS_WRITTEN = ("title", "first_name", "last_name", "phone_written")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_encodings_and_delimiters_make_no_difference(tmp_path: Path, encoding: str, delimiter: str) -> None:
    row = stranger(1, first_name="Zoë", last_name="O’Neill, née Müller", title="Dr; Prof|x\ty", category="Burglary")
    path = tmp_path / "x.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, NAMES, delimiter=delimiter)
        writer.writeheader()
        writer.writerows([row, stranger(2)])
    with DuckDBWorkspace() as workspace:
        source = Source(workspace, extra_columns=_AS_WRITTEN)
        read_extracts([path], source)
        [first, _] = workspace.fetch(source.table().order_by("row").select("row", "category", *_AS_WRITTEN)).to_pylist()
    written = {name: row[name.removesuffix("_written")] or None for name in ("category", *_AS_WRITTEN)}
    assert first == {"row": 2} | written | {"title": "Dr; Prof|x y"}


@pytest.mark.parametrize(
    ("encoding", "declared"), [("utf-16", "utf-16"), ("utf-16-le", "utf-16"), ("utf-16-be", "utf-16"), ("cp1252", None)]
)
def test_an_encoding_that_cannot_be_detected_is_declared(
    build: Build, tmp_path: Path, encoding: str, declared: str | None
) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(f"{_HEADER}\n{_LINE}\n{_LINE}\u00e9".encode(encoding))
    with pytest.raises(BadInput, match="or name its encoding in a mapping file"):
        build([path])
    built = build([path], mapping={"file": {"encoding": declared or "windows-1252"}})
    assert built.flow.rejected == 1  # because of the accent in its flag


def test_a_file_that_is_not_throughout_in_its_declared_encoding_is_refused(build: Build, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(f"{_HEADER}\n{_LINE}".encode("utf-16") + b"x")
    with pytest.raises(BadInput, match="is not in UTF-16 throughout; export it again"):
        build([path], mapping={"file": {"encoding": "utf-16"}})


@settings(max_examples=5)
@given(
    values=st.lists(
        st.text(st.characters(exclude_characters="\0\r\n", exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=6),
        min_size=1,
        max_size=24,
    ),
)
def test_the_engine_and_python_read_the_same(values: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("agree") / "x.csv"
    write_csv(path, [person(number, first_name=value) for number, value in enumerate(values)])
    by_engine = _first_names(path)
    path.write_bytes(path.read_bytes() + b"\r\n")  # a blank line makes Python read it
    assert by_engine == _first_names(path)
    assert [bool(name) for name in by_engine] == [bool(value.strip()) for value in values]


def _first_names(path: Path) -> list[str | None]:
    with DuckDBWorkspace() as workspace:
        source = Source(workspace, extra_columns=("first_name",))
        read_extracts([path], source)
        names: list[str | None] = workspace.fetch(source.table().order_by("row").select("first_name"))[
            "first_name"
        ].to_pylist()
        return names


@pytest.mark.parametrize("space", ["", " ", "\t", "\r", "\u00a0", " \u00a0\t"], ids=repr)
def test_no_kind_of_space_remains_around_a_value(space: str, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"{','.join(NAMES)}\n" + ",".join(f'"{space}{n}{space}"' for n in NAMES) + "\n", newline="")
    assert _first_names(path) == ["first_name"]


def test_columns_may_be_in_any_order_and_optional_ones_missing(build: Build, tmp_path: Path) -> None:
    columns = (*reversed(REQUIRED), "phone")
    row = {name: stranger(1)[name] for name in columns}
    built = build([write_csv(tmp_path / "few.csv", [row], columns)])
    assert built.frame["C00001"]["age_band"] == "unknown"


def test_a_workbook_gives_the_same_frame_as_the_csv(build: Build, tmp_path: Path) -> None:
    rows = [stranger(number, phone=f"77009001{number:02d}") for number in range(12)]
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(list(NAMES))
    for row in rows:
        typed = row | {"reported_on": date.fromisoformat(row["reported_on"]), "phone": int(row["phone"])}
        typed["date_of_birth"] = datetime.fromisoformat(row["date_of_birth"])
        sheet.append([typed[name] for name in NAMES])
    sheet.append([None] * len(NAMES))
    sheet.append([dict(rows[0], crime_ref="")[name] for name in NAMES])
    book.save(tmp_path / "x.xlsx")
    built = build([tmp_path / "x.xlsx"])
    assert built.frame == build(rows).frame
    assert built.flow.rejected == 1
    assert "x.xlsx,15,crime_ref,missing" in (built.folder / "rejected.csv").read_text()


def test_parquet_gives_the_same_frame_as_the_csv(build: Build, tmp_path: Path) -> None:
    rows = [stranger(number) for number in range(12)]
    columns: dict[str, pa.Array] = {name: pa.array([row[name] or None for row in rows], pa.string()) for name in NAMES}
    columns["reported_on"] = pa.array([datetime.fromisoformat(row["reported_on"]) for row in rows], pa.timestamp("ns"))
    columns["date_of_birth"] = pa.array([date.fromisoformat(row["date_of_birth"]) for row in rows], pa.date32())
    columns["phone"] = pa.array([float(row["phone"].replace(" ", "")) for row in rows], pa.float64())
    pq.write_table(pa.table(columns), tmp_path / "x.parquet")
    assert build([tmp_path / "x.parquet"]).frame == build(rows).frame


@pytest.mark.parametrize("name", ["x.parquet", "x.xlsx"])
@pytest.mark.parametrize("content", [b"", b"PAR1", b"PK\x03\x04", _PNG])
def test_a_file_with_only_the_right_extension_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    _refused(path, tmp_path, "empty|not in the expected layout|complete|not an Excel workbook")


def test_a_workbook_with_damaged_content_is_refused(tmp_path: Path) -> None:
    path = _workbook_of(tmp_path / "x.xlsx", b"<sheet>" * 1_000)
    with zipfile.ZipFile(path) as archive:
        member = archive.getinfo("xl/worksheets/sheet1.xml")
    damaged = bytearray(path.read_bytes())
    content = member.header_offset + 30 + len(member.filename)
    damaged[content : content + 8] = b"\xff" * 8
    path.write_bytes(damaged)
    _refused(path, tmp_path, "is not an Excel workbook")


def _workbook_of(path: Path, sheet: bytes) -> Path:
    """A workbook whose first sheet is that XML."""
    openpyxl.Workbook().save(path)
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (members | {"xl/worksheets/sheet1.xml": sheet}).items():
            archive.writestr(name, content)
    return path


def test_a_zip_bomb_is_refused_because_of_its_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_file, "LARGEST_UNPACKED", 4 << 20)
    path = _workbook_of(tmp_path / "bomb.xlsx", b" " * (5 << 20))
    assert path.stat().st_size < 100_000
    _refused(path, tmp_path, "unpacks to more than an extract may contain")


def test_a_zip_bomb_with_a_false_directory_is_refused_while_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx_file, "LARGEST_UNPACKED", 4 << 20)
    path = _workbook_of(tmp_path / "bomb.xlsx", b" " * (5 << 20))
    path.write_bytes(path.read_bytes().replace(struct.pack("<I", 5 << 20), struct.pack("<I", 100)))
    with zipfile.ZipFile(path) as archive:
        assert sum(member.file_size for member in archive.infolist()) < 1 << 20
    _refused(path, tmp_path, "unpacks to more than an extract may contain")


def test_a_sheet_with_a_cell_far_out_is_refused(tmp_path: Path) -> None:
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        b"</sheetData></worksheet>"
    )
    _refused(_workbook_of(tmp_path / "far.xlsx", sheet), tmp_path, "unpacks to more than an extract may contain")


def test_ten_thousand_bad_rows_are_all_reported(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "x.csv", (person(number, reported_on="31/02/2025") for number in range(10_000)))
    report = check_extract(path, FrameRules())
    assert (report.rows, report.rejected, len(report.problems), report.refused) == (10_000, 10_000, 10_000, True)
    assert [problem.row for problem in report.problems] == list(range(2, 10_002))
    _refused(path, tmp_path, r"10,000 of 10,000 rows can't be used.*row 2, reported_on: enter a real date")
