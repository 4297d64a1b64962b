"""What spreadsheets and data frames do to values is undone or refused, alike in every format and every time zone."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.frames.conftest import AS_OF
from tests.frames.people import stranger, write_csv

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

_LONDON = ZoneInfo("Europe/London")


def _read(path: Path, columns: Sequence[str], mapping: Mapping[str, Any] | None = None) -> list[list[Any]]:
    """Problems as (column, code), and those columns, of every record."""
    with DuckDBWorkspace() as workspace:
        source = Source(workspace, ExtractMapping.of(mapping))
        read_extracts([path], source)
        rows = workspace.fetch(source.table().order_by("row").select("faults", *columns)).to_pylist()
        return [
            [[(check.column, check.code) for check in failed(row.pop("faults"))], *map(_plain, row.values())]
            for row in rows
        ]


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _csv(path: Path, column: str, values: Sequence[str]) -> Path:
    rows = [stranger(number, **{column: value}) for number, value in enumerate(values)]
    return write_csv(path, rows)


def _parquet(path: Path, columns: Mapping[str, pa.Array]) -> Path:
    [length] = {len(array) for array in columns.values()}
    rows = [stranger(number) for number in range(length)]
    texts = {name: pa.array([row[name] or None for row in rows], pa.string()) for name in NAMES}
    pq.write_table(pa.table(texts | dict(columns)), path)
    return path


def _xlsx(path: Path, column: str, values: Iterable[object]) -> Path:
    book = openpyxl.Workbook()
    book.worksheets[0].append(list(NAMES))
    for number, value in enumerate(values):
        row: dict[str, Any] = dict(stranger(number))
        book.worksheets[0].append(list((row | {column: value}).values()))
    book.save(path)
    return path


@pytest.mark.parametrize("column", ["crime_ref", "victim_ref"])
def test_references_in_scientific_notation_refuse_the_file(tmp_path: Path, column: str) -> None:
    path = _csv(tmp_path / "march.csv", column, ["1", "2.02501E+11", "3", "2.02501e11", "2E+11", "2,02501E+11"])
    message = rf"^march\.csv, row 3, {column}: this reference, like 3 more, was rounded by a spreadsheet.*as text$"
    with pytest.raises(BadInput, match=message):
        check_extract(path, FrameRules())
    with pytest.raises(BadInput, match=message):
        build_frame([path], out=tmp_path / "frame", rules=FrameRules(), as_of=AS_OF)


def test_references_that_only_look_like_numbers_are_kept(tmp_path: Path) -> None:
    written = ["3E11", "25E-12", "E+12", "12.5", "1.2.3", "1.0A"]
    assert [row[1] for row in _read(_csv(tmp_path / "x.csv", "crime_ref", written), ["crime_ref"])] == written


def test_references_with_more_digits_than_a_number_keeps_are_refused(tmp_path: Path) -> None:
    numbers = [20250101000123456, 20250101000123457]
    paths = [
        _xlsx(tmp_path / "x.xlsx", "crime_ref", map(float, numbers)),
        _parquet(tmp_path / "x.parquet", {"crime_ref": pa.array(list(map(float, numbers)), pa.float64())}),
        _parquet(tmp_path / "y.parquet", {"victim_ref": pa.array([1.0, 16777220.0], pa.float32())}),
    ]
    for path in paths:
        with pytest.raises(BadInput, match=r"^[xy]\.\w+, row [12], \w+: this reference.* was rounded by a spreadsheet"):
            check_extract(path, FrameRules())
    whole = _parquet(tmp_path / "z.parquet", {"crime_ref": pa.array(numbers, pa.int64())})
    assert [row[1] for row in _read(whole, ["crime_ref"])] == list(map(str, numbers))


def test_a_rounded_telephone_number_rejects_its_row(tmp_path: Path) -> None:
    found = _read(_csv(tmp_path / "x.csv", "phone", ["4.47701E+11", "0113 496 0001"]), ["phone"])
    assert [row[0] for row in found] == [[("phone", "rounded")], []]


def test_numbers_of_a_data_frame_are_the_numbers_that_they_were(tmp_path: Path) -> None:
    """A gap makes a column of whole numbers one of floats, whose texts end in .0, and the gap nan."""
    numbers = [7700900001, None, 7700900003]
    paths = [
        _csv(tmp_path / "x.csv", "phone", ["7700900001.0", "nan", "7700900003.0"]),
        _xlsx(tmp_path / "x.xlsx", "phone", [7700900001.0, None, "7700900003.0"]),
        _parquet(tmp_path / "x.parquet", {"phone": pa.array(numbers, pa.float64())}),
        _parquet(tmp_path / "y.parquet", {"phone": pa.array([7700900001, float("nan"), 7700900003], pa.float64())}),
        _parquet(tmp_path / "z.parquet", {"phone": pa.array(["7700900001.0", "NaN", "7700900003"], pa.string())}),
    ]
    for path in paths:
        assert _read(path, ["phone"]) == [[[], "+447700900001"], [[], None], [[], "+447700900003"]]


@pytest.mark.parametrize("column", ["victim_ref", "area"])
def test_values_that_must_be_there_are_missing_where_they_are_nan(tmp_path: Path, column: str) -> None:
    found = _read(_csv(tmp_path / "x.csv", column, ["12.0", "nan", "<NA>", "12.5"]), [column])
    missing = [[(column, "missing")], None]
    assert found == [[[], "12"], missing, missing, [[], "12.5"]]


def test_nan_may_be_a_name(tmp_path: Path) -> None:
    assert _read(_csv(tmp_path / "x.csv", "last_name", ["Nan", "nan"]), ["surnames"]) == [[[], "nan"], [[], "nan"]]


def test_infinity_is_no_number(tmp_path: Path) -> None:
    path = _parquet(tmp_path / "x.parquet", {"phone": pa.array([float("inf"), 7700900001.0], pa.float64())})
    assert [row[0] for row in _read(path, [])] == [[("phone", "unknown_value")], []]


def test_a_plain_no_may_be_a_number_of_a_data_frame(tmp_path: Path) -> None:
    path = _csv(tmp_path / "x.csv", "lsoa", ["0.0", "1.0", "nan"])
    found = _read(path, ["flags"], {"flags": {"deceased": "yes(lsoa)"}})
    assert ["deceased" in row[1] for row in found] == [False, True, False]


_BORN = datetime(2009, 7, 2, tzinfo=_LONDON)
_LATE = datetime(2009, 7, 1, 23, 30, tzinfo=UTC)  # half past midnight in London


def test_days_are_those_of_london_whatever_the_zone_of_the_machine(tmp_path: Path) -> None:
    arrays = {
        "london": pa.array([_BORN, _LATE], pa.timestamp("us", "Europe/London")),
        "utc": pa.array([_BORN, _LATE], pa.timestamp("ns", "UTC")),
        "none": pa.array([datetime(2009, 7, 2), datetime(2009, 7, 2, 23, 59)], pa.timestamp("us")),  # noqa: DTZ001
        "text": pa.array(["2009-07-01T23:00:00Z", "2009-07-02 00:30:00 +01:00"], pa.string()),
    }
    for name, array in arrays.items():
        path = _parquet(tmp_path / f"{name}.parquet", {"date_of_birth": array})
        assert _read(path, ["born"]) == [[[], "2009-07-02"], [[], "2009-07-02"]], name


def test_a_time_of_day_after_a_date_is_left_out(tmp_path: Path) -> None:
    written = ["2009-07-02 00:00:00+01:00", "2009-07-01T23:30Z", "2009-07-02 23:59:59.999", "2009-07-02 25:00"]
    found = _read(_csv(tmp_path / "x.csv", "date_of_birth", written), ["born"])
    assert [row[1] for row in found] == ["2009-07-02"] * 3 + [None]
    assert found[3][0] == [("date_of_birth", "not_a_date")]


def test_a_birth_date_with_two_digits_is_never_after_the_report(tmp_path: Path) -> None:
    born = {
        "15/06/45": "1945-06-15",
        "15/06/24": "1924-06-15",
        "15/06/69": "1969-06-15",
        "15/06/99": "1999-06-15",
        "15/06/12": "2012-06-15",  # a child: hardly anybody is 112
        "29/02/00": "2000-02-29",
        "31/12/25": "1925-12-31",
    }
    mapping = {"columns": {"last_name": "last_name"}, "dates": {"date_of_birth": ["%d/%m/%y"]}}
    found = _read(_csv(tmp_path / "x.csv", "date_of_birth", list(born)), ["born"], mapping)
    assert found == [[[], day] for day in born.values()]


def test_years_ages_and_blanks_are_no_serial_days(tmp_path: Path) -> None:
    mapping = {"columns": {"last_name": "last_name"}, "dates": {"date_of_birth": ["excel"], "reported_on": ["excel"]}}
    numbers = [2011, 58, 1950, 0, 1, 20221, 2011.0]
    no_date = [[("date_of_birth", "not_a_date")], None]
    right = [no_date, no_date, no_date, [[], None], [[], None], [[], "1955-05-12"], no_date]
    paths = [
        _csv(tmp_path / "x.csv", "date_of_birth", list(map(str, numbers))),
        _xlsx(tmp_path / "x.xlsx", "date_of_birth", numbers),
        _parquet(tmp_path / "x.parquet", {"date_of_birth": pa.array(list(map(float, numbers)), pa.float64())}),
    ]
    book = openpyxl.load_workbook(paths[1])
    for row in range(2, 2 + len(numbers)):
        book.worksheets[0][f"L{row}"].number_format = "dd/mm/yyyy"
    book.save(tmp_path / "dates.xlsx")
    for path in [*paths, tmp_path / "dates.xlsx"]:
        assert _read(path, ["born"], mapping) == right, path.name
    reported = _read(_csv(tmp_path / "y.csv", "reported_on", ["2025", "0", "45672"]), ["reported_on"], mapping)
    assert [row[1] for row in reported] == [None, None, "2025-01-15"]


def test_a_birth_date_more_than_a_lifetime_before_the_report_is_wrong(tmp_path: Path) -> None:
    path = _csv(tmp_path / "x.csv", "date_of_birth", ["1905-07-03", "1899-12-30", "1915-01-15", "1900-01-01"])
    too_old = [("date_of_birth", "too_old")]
    assert [row[0] for row in _read(path, [])] == [too_old, too_old, [], []]
