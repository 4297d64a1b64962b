"""Text files: an assumed encoding is reported, the mapping may state another, and a trailing delimiter is no column."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from tests.frames.conftest import AS_OF
from tests.frames.people import stranger, write_csv

from aftercall.errors import BadInput
from aftercall.frames.build import build_frame
from aftercall.frames.engine import DuckDBWorkspace
from aftercall.frames.extract_check import AssumedEncoding, check_extract
from aftercall.frames.frame_commands import frame
from aftercall.frames.layout import NAMES
from aftercall.frames.reading.files import read_extracts
from aftercall.frames.reading.source import Source
from aftercall.frames.rules import FrameRules

_RULES = FrameRules()


def _saved(path: Path, encoding: str, first_name: str = "Zoë", last_name: str = "Müller") -> Path:
    rows = [stranger(1), stranger(2, first_name=first_name, last_name=last_name)]
    path.write_bytes(write_csv(path, rows).read_text("utf-8").encode(encoding))
    return path


def test_an_assumed_encoding_is_reported_with_a_name(tmp_path: Path) -> None:
    path = _saved(tmp_path / "x.csv", "mac_roman")
    report = check_extract(path, _RULES)
    assert report.encoding == AssumedEncoding("Windows-1252", "Zo‘ MŸller", 3)
    assert report.notes[0].startswith("Windows-1252 was assumed")
    shown = CliRunner().invoke(frame, ["check", str(path)]).output
    assert "In Windows-1252, the name in row 3 is: Zo‘ MŸller. If accents are wrong, set the encoding" in shown
    as_json = json.loads(CliRunner().invoke(frame, ["check", str(path), "--json"]).output)
    assert as_json["assumed_encoding"] == {"name": "Windows-1252", "example": "Zo‘ MŸller", "row": 3}


def test_an_assumed_encoding_is_reported_without_a_name_where_none_has_an_accent(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(write_csv(path, [stranger(1, title="é"), stranger(2)]).read_text("utf-8").encode("cp1252"))
    assert check_extract(path, _RULES).encoding == AssumedEncoding("Windows-1252", "", 0)
    assert "the name in row" not in CliRunner().invoke(frame, ["check", str(path)]).output


@pytest.mark.parametrize(
    ("codec", "declared"),
    [
        ("mac_roman", "mac_roman"),
        ("mac_roman", "Mac-Roman"),
        ("cp1252", "windows-1252"),
        ("cp1252", "latin1"),
        ("iso8859_15", "iso-8859-15"),
        ("cp850", "cp850"),
        ("utf-16", "UTF_16"),
        ("utf-8", "utf8"),
    ],
)
def test_the_mapping_states_the_encoding(tmp_path: Path, codec: str, declared: str) -> None:
    path = _saved(tmp_path / "x.csv", codec)
    mapping = tmp_path / "m.toml"
    mapping.write_text(f'[file]\nencoding = "{declared}"\n')
    report = check_extract(path, _RULES, mapping=mapping)
    assert (report.encoding, report.notes, report.problems) == (None, (), ())


def _read(path: Path) -> tuple[list[str], list[int]]:
    """crime_ref of every record, and the ragged rows."""
    with DuckDBWorkspace() as workspace:
        source = Source(workspace)
        read_extracts([path], source)
        refs = workspace.fetch(source.table().order_by("row").select("crime_ref"))["crime_ref"].to_pylist()
        return refs, [ragged.row for ragged in source.ragged]


_LINES = [",".join(stranger(number).values()) for number in range(3)]
_HEADING = ",".join(NAMES)
_ENDS = {
    "heading and rows": (["{h},", "{0},", "{1},", "{2},"], []),
    "several": (["{h},,,", "{0},,,", "{1},,,", "{2},,,"], []),
    "the heading alone": (["{h},", "{0}", "{1}", "{2}"], []),
    "the rows alone": (["{h}", "{0},", "{1},", "{2},"], []),
    "a data frame's name for it": (["{h},Unnamed: 20", "{0},", "{1},", "{2},"], []),
    "a value without a heading": (["{h},", "{0},", "{1},deceased", "{2},"], [3]),
    "a single row": (["{h}", "{0}", "{1},", "{2}"], [3]),
    "all rows but one": (["{h}", "{0},", "{1},", "{2}"], [4]),
    "a row too short": (["{h},", "{0},", "x,y", "{2},"], [3]),
}


@pytest.mark.parametrize(("lines", "ragged"), _ENDS.values(), ids=_ENDS)
def test_a_last_column_without_heading_and_values_is_no_column(
    tmp_path: Path, lines: list[str], ragged: list[int]
) -> None:
    path = tmp_path / "x.csv"
    path.write_text("\n".join(line.format(*_LINES, h=_HEADING) for line in lines))
    refs, found = _read(path)
    assert (len(refs), found) == (3 - len(ragged), ragged)


@pytest.mark.parametrize("name", ["", "Unnamed: 20"])
def test_a_last_column_of_a_parquet_file_is_judged_alike(tmp_path: Path, name: str) -> None:
    columns = {column: pa.array([stranger(1)[column]]) for column in NAMES}
    pq.write_table(pa.table(columns | {name: pa.nulls(1)}), tmp_path / "x.parquet")
    assert _read(tmp_path / "x.parquet") == (["C00001"], [])
    pq.write_table(pa.table(columns | {name: pa.array(["deceased"])}), tmp_path / "y.parquet")
    with pytest.raises(BadInput, match="is unknown; remove or rename it"):
        _read(tmp_path / "y.parquet")


def test_rows_that_a_build_leaves_out_are_counted(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "x.csv", [stranger(1), stranger(1), stranger(2), stranger(2, area="")])
    assert check_extract(path, _RULES).duplicates == 1
    assert "1 have the same references as another row" in CliRunner().invoke(frame, ["check", str(path)]).output


def test_a_file_without_a_single_row_of_the_right_width_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"{_HEADING}\n{_LINES[0]},deceased\n")
    assert check_extract(path, _RULES).refused
    with pytest.raises(BadInput, match=r"^x\.csv: 1 of 1 rows can't be used.*give the row 21 values"):
        build_frame([path], out=tmp_path / "frame", rules=_RULES, as_of=AS_OF)


def test_where_unknown_columns_are_ignored_a_last_one_without_a_name_is_too(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    mapping = {"columns": {"last_name": "last_name"}}
    for lines in (["{h},", "{0},x", "{1},", "{2},"], ["{h},", "{0}", "{1}", "{2}"]):
        path.write_text("\n".join(line.format(*_LINES, h=_HEADING) for line in lines))
        report = check_extract(path, _RULES, mapping=mapping)
        assert (report.rows, report.rejected) == (3, 0)
