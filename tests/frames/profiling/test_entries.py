"""Each step of making a mapping gives entries that a mapping file may have."""

import tomllib

import pytest

from aftercall.frames.layout import NAMES
from aftercall.frames.profiling import entries as e
from aftercall.frames.profiling.profile import ColumnProfile, ExtractProfile
from aftercall.frames.profiling.shapes import Shape
from aftercall.frames.reading.mapping import ExtractMapping, shipped_mappings
from aftercall.frames.toml import read_toml

_COLUMNS = {"crime_ref": "Crime No", "sex": "Gender", "date_of_birth": "DOB"}


def _profile(*names: str, left_out: int = 0) -> ExtractProfile:
    columns = tuple(ColumnProfile(name.lower(), name, 1, Shape.TEXT, (), ()) for name in names)
    return ExtractProfile(1, columns, left_out)


@pytest.mark.parametrize("name", shipped_mappings())
def test_a_mapping_that_is_written_out_reads_the_same(name: str) -> None:
    entries = read_toml(shipped_mappings()[name])
    assert tomllib.loads(e.mapping_toml(entries)) == entries


def test_a_mapping_file_has_one_order() -> None:
    entries = {"flags": {"deceased": "yes(a)", "do_not_contact": "yes(b)"}, "columns": {"sex": "S", "crime_ref": "C"}}
    entries |= {"values": {"sex": {"M": "male", "F": "female"}}}
    other = {name: dict(reversed(table.items())) for name, table in reversed(entries.items())}
    assert e.mapping_toml(entries) == e.mapping_toml(other)
    assert e.mapping_toml(entries).startswith('[columns]\ncrime_ref = "C"\nsex = "S"\n\n[values.sex]\nF = "female"')


def test_a_field_with_another_column_loses_what_was_said_about_the_former() -> None:
    entries = e.with_columns({}, _COLUMNS)
    entries = e.with_values(entries, "sex", {"F": "female", "U": ""})
    entries = e.with_dates(entries, "date_of_birth", ["%d/%m/%Y"])
    assert e.with_columns(entries, _COLUMNS) == entries
    changed = e.with_columns(entries, _COLUMNS | {"sex": "Sex code"})
    assert "values" not in changed
    assert changed["dates"] == {"date_of_birth": ["%d/%m/%Y"]}
    assert list(changed["columns"]) == [name for name in NAMES if name in _COLUMNS]
    assert "dates" not in e.with_columns(entries, {"sex": "Gender"})


def test_steps_that_leave_nothing_leave_no_table() -> None:
    entries = e.with_defaults(e.with_flag(e.with_dates({}, "reported_on", []), "deceased", ""), {})
    assert entries == {}
    assert e.mapping_toml(entries) == ""
    assert e.with_file({"file": {"ignore": ["Notes"], "sheet": "x"}}, {"encoding": None}) == {
        "file": {"ignore": ["Notes"]}
    }


def test_columns_that_are_not_used_are_ignored_by_name() -> None:
    entries = e.with_flag({"columns": {"crime_ref": "Crime No"}}, "deceased", "yes(`Died?`)")
    profile = _profile("Crime No", "Died?", "OK to call?", "area", "Notes")
    ignored = e.with_unused_ignored(entries, profile)
    assert ignored["file"] == {"ignore": ["OK to call[?]", "Notes"]}
    assert ExtractMapping.of(ignored).ignore == ("ok to call[?]", "notes")
    assert "file" not in e.with_unused_ignored(ignored, _profile("Crime No", "Notes", left_out=1))


def test_conditions() -> None:
    assert e.is_one_of("DA", ["Y"]) == "`DA` == 'Y'"
    condition = e.either(e.is_set("MARAC"), e.is_one_of("Flag", ["VA", "can't call"]))
    assert condition == "yes(`MARAC`) or `Flag` in ('VA', \"can't call\")"
    assert e.either("", "x") == "x"
    assert e.condition_columns({"flags": {"safeguarding": condition}}) == {"marac", "flag"}
    with pytest.raises(ValueError, match="both kinds of quotation marks"):
        e.is_one_of("Flag", ["'\""])
    with pytest.raises(ValueError, match="was expected"):
        e.with_flag({}, "deceased", "yes(")


def test_the_column_and_formats_of_a_field() -> None:
    assert e.column_of({"columns": _COLUMNS}, "sex") == "gender"
    assert e.column_of({}, "sex") == "sex"
    assert e.suggested_formats(_profile("DOB"), "dob", month_first=False) == []
    assert e.suggested_formats(_profile("DOB"), "born", month_first=False) == []
