"""Mapping files: a force's own export is read as the layout, and an error in a mapping is reported by name."""

from pathlib import Path
from typing import Any

import pytest
from tests.frames.conftest import AS_OF, Build
from tests.frames.people import stranger, write_csv

from aftercall.errors import BadInput
from aftercall.frames.build import build_frame
from aftercall.frames.engine import DuckDBWorkspace
from aftercall.frames.extract_check import check_extract
from aftercall.frames.layout import NAMES
from aftercall.frames.reading.files import read_extracts
from aftercall.frames.reading.mapping import ExtractMapping, shipped_mappings
from aftercall.frames.reading.source import Source
from aftercall.frames.rules import FrameRules

_EXTRACTS = Path(__file__).parent / "extracts"


def _by_example(build: Build, extract: str) -> dict[str, str]:
    """crime_ref and victim_ref → where the record went, by the example mapping with the file's name."""
    path = _EXTRACTS / extract
    built = build([path], mapping=shipped_mappings()[path.stem])
    assert built.flow.reconciles
    assert "zoë" in {str(contact["first_name"]).lower() for contact in built.contacts}
    places = {(row["crime_ref"], row["victim_ref"]): row["reason"] for row in built.table("excluded")}
    places |= {(row["crime_ref"], row["victim_ref"]): str(row["reported_on"]) for row in built.table("frame")}
    return {"/".join(references): place for references, place in places.items()}


def test_every_example_mapping_has_an_extract() -> None:
    assert set(shipped_mappings()) == {path.stem for path in _EXTRACTS.iterdir()}


def test_an_export_by_occurrence(build: Build) -> None:
    assert _by_example(build, "occurrence-export.csv") == {
        "25/000101/P-901": "2025-01-03",
        "25/000102/P-902": "police_employee",
        "25/000103/P-903": "deceased",
        "25/000104/P-904": "sexual_offence",
        "25/000105/P-905": "safeguarding",
        "25/000106/P-906": "not_a_person",
    }


def test_an_export_by_case(build: Build) -> None:
    assert _by_example(build, "case-export.csv") == {
        "I-1/N-11": "2025-01-03",
        "I-2/N-12": "open_complaint",
        "I-3/N-13": "deceased",
        "I-4/N-14": "do_not_contact",
        "I-5/N-15": "safeguarding",
        "I-6/N-16": "not_a_person",
    }


def test_an_export_by_crime_report_in_utf_16_with_tabs(build: Build) -> None:
    assert _by_example(build, "crime-report-export.txt") == {
        "CR/1/25/1": "2025-01-03",
        "CR/2/25/1": "police_employee",
        "CR/2/25/2": "deceased",
        "CR/3/25/1": "do_not_contact",
        "CR/4/25/1": "domestic_abuse",
        "CR/5/25/1": "not_a_person",
    }


@pytest.mark.parametrize("extract", ["messy-spreadsheet.xlsx", "messy-spreadsheet.csv"])
def test_a_spreadsheet_kept_by_hand(build: Build, extract: str) -> None:
    assert _by_example(build, extract) == {
        "N/25/1/1": "2025-01-03",
        "N/25/1/2": "2025-01-03",
        "N/25/2/1": "deceased",
        "N/25/3/1": "do_not_contact",
        "N/25/4/1": "domestic_abuse",
        "N/25/5/1": "not_a_person",
    }


def _own(tmp_path: Path, **changes: str) -> Path:
    """Fourteen rows of a force's own export, with surname instead of last_name. `changes`: of row 3."""
    rows = [stranger(number) for number in range(14)]
    rows[3] |= changes
    own = [{("surname" if name == "last_name" else name): row[name] for name in row} for row in rows]
    columns = list(own[3])
    return write_csv(tmp_path / "own.csv", [dict.fromkeys(columns, "") | row for row in own], columns)


def _read(path: Path, column: str, mapping: dict[str, Any]) -> list[str | None]:
    """That column of the layout, in row order."""
    with DuckDBWorkspace() as workspace:
        source = Source(workspace, ExtractMapping.of(mapping))
        read_extracts([path], source)
        values = workspace.fetch(source.table().order_by("row").select(column))[column].to_pylist()
        return [None if value is None else str(value) for value in values]


_OWN: dict[str, Any] = {"columns": {"last_name": "surname"}}


def test_every_table_of_a_mapping_file_applies(build: Build, tmp_path: Path) -> None:
    mapping = tmp_path / "own.toml"
    mapping.write_text(
        """
        [columns]
        last_name = "surname"
        [values.victim_kind]
        "Individual" = "person"
        [flags]
        deceased = "deceased == 'Y'"
        [dates]
        reported_on = ["%Y-%m-%d", "%d/%m/%Y"]
        [defaults]
        area = "all"
        """
    )
    changes = {"victim_kind": "INDIVIDUAL", "deceased": "y", "reported_on": "31/01/2025", "area": " "}
    built = build([_own(tmp_path, **changes)], mapping=mapping)
    assert built.reasons == {"C00003": "deceased"}
    assert {row["area"] for row in built.frame.values()} == {"Durham"}
    changes["deceased"] = "n"
    row = build([_own(tmp_path, **changes)], mapping=mapping).frame["C00003"]
    assert (row["area"], str(row["reported_on"])) == ("all", "2025-01-31")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("3/1/2025", "2025-01-03"),
        ("03/01/2025 23:59", "2025-01-03"),
        ("45660", "2025-01-03"),
        ("45660.75", "2025-01-03"),
        ("2025-01-03", "2025-01-03"),
        ("03/01/25", "2025-01-03"),
        ("13/25/2025", None),
        ("30/02/2025", None),
        ("03/01/2025 and later", None),
        ("-45660", None),
    ],
)
def test_dates_are_tried_in_order(tmp_path: Path, written: str, read: str | None) -> None:
    formats = ["excel", "%d/%m/%Y", "%d/%m/%Y %H:%M", "%d/%m/%y"]
    found = _read(_own(tmp_path, reported_on=written), "reported_on", _OWN | {"dates": {"reported_on": formats}})
    assert found[3] == read
    assert found[4] == "2025-01-15"


@pytest.mark.parametrize(
    ("condition", "value", "holds"),
    [
        ("marker == 'Y'", " y ", True),
        ("marker == 'Y'", "", False),
        ("marker != 'Y'", "", True),
        ("marker in ('A', 'B')", "b", True),
        ("not marker in ('A', 'B')", "b", False),
        ("yes(marker)", "Yes, since May", True),
        ("yes(marker)", "No", False),
        ('yes(Marker) and `CATEGORY` == "burglary"', "1", True),
        ("marker == 'a' or marker == 'b' and category == 'none'", "a", True),
        ("(marker == 'a' or marker == 'b') and category == 'none'", "a", False),
    ],
)
def test_conditions_set_flags(tmp_path: Path, condition: str, value: str, *, holds: bool) -> None:
    rows = [stranger(number, marker=value if number == 3 else "no") for number in range(4)]
    path = write_csv(tmp_path / "own.csv", rows, [*NAMES, "marker"])
    found = _read(path, "flags", {"flags": {"open_complaint": condition}})
    assert ("open_complaint" in str(found[3])) == holds


def test_the_files_own_flags_are_kept(build: Build, tmp_path: Path) -> None:
    path = _own(tmp_path, flags="Safeguarding", gone="x")
    built = build([path], mapping=_OWN | {"flags": {"deceased": "gone == 'x'"}})
    assert {row["reasons"] for row in built.table("excluded")} == {"deceased;safeguarding"}


def test_columns_that_are_not_mapped_are_listed_or_refused(tmp_path: Path) -> None:
    path = _own(tmp_path, marker="x", mark_two="y")
    assert check_extract(path, FrameRules(), mapping=_OWN).unused == ("marker", "mark_two")
    assert check_extract(path, FrameRules(), mapping=_OWN | {"file": {"ignore": ["mark*"]}}).unused == ()
    with pytest.raises(BadInput, match=r"own\.csv: the column mark_two .*is unknown"):
        check_extract(path, FrameRules(), mapping=_OWN | {"file": {"ignore": ["marker", "s*"]}})


_WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "a table": ({"column": {}}, "the file can't have column; use only file, columns"),
    "a table of another type": ({"columns": "x"}, r"columns must be a table"),
    "a column": ({"columns": {"surname": "last_name"}}, r"\[columns\] can't have surname"),
    "a column of another type": ({"columns": {"last_name": 3}}, r"\[columns\] last_name must be a text"),
    "values": ({"values": {"sex": {"1": 2}}}, r"\[values.sex\] must be a table of texts"),
    "a flag": ({"flags": {"dead": "x == 'y'"}}, r"\[flags\] can't have dead"),
    "a date": ({"dates": {"postcode": ["%d"]}}, r"\[dates\] can't have postcode"),
    "formats": ({"dates": {"reported_on": "%d"}}, r"\[dates\] reported_on must be a list of texts"),
    "a default for a reference": ({"defaults": {"crime_ref": "1"}}, r"\[defaults\] can't have crime_ref"),
    "an encoding": ({"file": {"encoding": "ebcdic"}}, r"\[file\] encoding must be one of 'utf-8', 'utf-16', 'win"),
    "a delimiter": ({"file": {"delimiter": "x"}}, r"\[file\] delimiter must be one of ','"),
    "heading rows": ({"file": {"heading_rows": [0]}}, r"\[file\] heading_rows must be a list of row numbers"),
    "a sheet": ({"file": {"sheet": 1}}, r"\[file\] sheet must be the name"),
    "no condition": ({"flags": {"deceased": ""}}, "deceased: ends where a column was expected"),
    "code": ({"flags": {"deceased": "__import__('os')"}}, r"found \( where == or != or in was expected"),
    "an open bracket": ({"flags": {"deceased": "(a == 'x'"}}, r"ends where \) was expected"),
    "one sign of equality": ({"flags": {"deceased": "a = 'x'"}}, "can't be understood from \"= 'x'\" on"),
    "no text": ({"flags": {"deceased": "a == b"}}, "found b where a text in quotation marks was expected"),
    "nots": (
        {"flags": {"deceased": "not " * 400 + "a == 'x'"}},
        "has more than 50 brackets or nots inside each other",
    ),
    "brackets": ({"flags": {"deceased": "(" * 1000}}, "has more than 50 brackets or nots inside each other"),
    "too long": ({"flags": {"deceased": "yes(a) or " * 15_000}}, "has more than 2,000 characters"),
    "too much": ({"flags": {"deceased": "a == 'x' b"}}, "b was not expected"),
}


@pytest.mark.parametrize(("entries", "words"), _WRONG.values(), ids=_WRONG)
def test_an_error_in_a_mapping_is_reported_by_name(entries: dict[str, Any], words: str) -> None:
    with pytest.raises(BadInput, match=words) as error:
        ExtractMapping.of(entries)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ({"columns": {"email": "mail"}}, r"the column mail \(Email address\) is missing"),
        ({"flags": {"deceased": "`Died On` != ''"}}, "the column died on is missing"),
        (
            {"file": {"heading_rows": [40]}},
            "its first row contains none of the layout's column names; use a mapping file, or give it these",
        ),
        ({"file": {"encoding": "utf-16"}}, "its first row contains none"),
    ],
)
def test_a_file_that_does_not_fit_its_mapping_is_refused(tmp_path: Path, entries: dict[str, Any], words: str) -> None:
    path = _own(tmp_path)
    with pytest.raises(BadInput, match=rf"^own\.csv: {words}"):
        build_frame([path], out=tmp_path / "f", rules=FrameRules(), as_of=AS_OF, mapping=_OWN | entries)
    assert not (tmp_path / "f").exists()


def test_a_mapping_that_is_not_toml_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_text("columns = [")
    with pytest.raises(BadInput, match=r"^m\.toml: is not TOML"):
        ExtractMapping.of(path)
    with pytest.raises(BadInput, match="can't be read as a UTF-8 text file"):
        ExtractMapping.of(tmp_path / "none.toml")
