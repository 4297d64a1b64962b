"""What is detected and suggested for each messy example reads it as its hand-written mapping does."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from aftercall.frames.engine import DuckDBWorkspace
from aftercall.frames.layout import DATES
from aftercall.frames.profiling import entries as editing
from aftercall.frames.profiling.delivered import detect_dialect, dialect_entries
from aftercall.frames.profiling.entries import Entries
from aftercall.frames.profiling.profile import profile_extract
from aftercall.frames.profiling.suggestions import suggest_columns, suggest_meaning
from aftercall.frames.reading.files import read_extracts
from aftercall.frames.reading.mapping import ExtractMapping, shipped_mappings
from aftercall.frames.reading.source import Source
from aftercall.frames.toml import read_toml

_EXTRACTS = Path(__file__).parents[1] / "extracts"


def _made(path: Path, hand_written: Entries) -> Entries:
    """A mapping from what is suggested. Flags, defaults and the values that nobody can guess are as written by hand."""
    dialect = detect_dialect(path)
    profile = profile_extract(path, dialect)
    written = {column.name: column.written for column in profile.columns}
    columns = {field: written[name] for field, name in suggest_columns(profile).items()}
    entries = editing.with_columns(editing.with_file({}, dialect_entries(dialect)), columns)
    for field in set(DATES) & columns.keys():
        formats = editing.suggested_formats(profile, editing.column_of(entries, field), month_first=False)
        entries = editing.with_dates(entries, field, formats)
    for field, meant in hand_written.get("values", {}).items():
        guessed = {value: suggest_meaning(field, value) or meaning for value, meaning in meant.items()}
        entries = editing.with_values(entries, field, guessed)
    for flag, condition in hand_written.get("flags", {}).items():
        entries = editing.with_flag(entries, flag, condition)
    entries = editing.with_defaults(entries, hand_written.get("defaults", {}))
    return editing.with_unused_ignored(entries, profile)


def _records(path: Path, entries: Entries) -> list[dict[str, Any]]:
    with DuckDBWorkspace() as workspace:
        source = Source(workspace, ExtractMapping.of(entries))
        read_extracts([path], source)
        records: list[dict[str, Any]] = workspace.fetch(source.table().order_by("record")).to_pylist()
        return records


# The two with the oddest layouts, because each takes seconds; tests/journeys has a third.
@pytest.mark.parametrize("name", ["messy-spreadsheet.xlsx", "crime-report-export.txt"])
def test_the_records_are_the_same(name: str) -> None:
    path = _EXTRACTS / name
    hand_written = read_toml(shipped_mappings()[path.stem])
    made = tomllib.loads(editing.mapping_toml(_made(path, hand_written)))
    assert _records(path, made) == _records(path, hand_written)
