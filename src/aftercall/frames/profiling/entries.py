"""Edit the entries of a mapping file step by step. Each function returns new entries and leaves the old ones alone."""

from collections.abc import Mapping, Sequence
from typing import Any

import tomli_w

from aftercall.frames.layout import FLAGS, NAMES
from aftercall.frames.profiling.date_forms import needed_formats
from aftercall.frames.profiling.profile import ExtractProfile
from aftercall.frames.reading.conditions import folded_name, parse_condition

type Entries = Mapping[str, Any]

_TABLES = ("file", "columns", "values", "dates", "defaults", "flags")


def mapping_toml(entries: Entries) -> str:
    """The text of a mapping file with these entries, in one order whatever the order of the entries."""
    ordered = {table: _ordered(table, entries[table]) for table in _TABLES if entries.get(table)}
    return tomli_w.dumps(ordered, multiline_strings=False)


def _ordered(table: str, content: Mapping[str, Any]) -> dict[str, Any]:
    keys = {"file": sorted(content), "flags": FLAGS}.get(table, NAMES)
    found = {key: content[key] for key in keys if key in content}
    if table != "values":
        return found
    return {name: dict(sorted(meant.items(), key=lambda one: one[0].casefold())) for name, meant in found.items()}


def with_file(entries: Entries, file: Mapping[str, Any]) -> Entries:
    """With these keys of [file]; those that are None or empty are left out. The columns to ignore stay."""
    ignore = entries.get("file", {}).get("ignore")
    return _with(entries, "file", {**file, "ignore": ignore})


def with_columns(entries: Entries, columns: Mapping[str, str]) -> Entries:
    """With these columns: our field → the force's name. What was said about a field's former column is removed."""
    former = entries.get("columns", {})
    same = [name for name in NAMES if folded_name(former.get(name, "")) == folded_name(columns.get(name, ""))]
    changed = _with(entries, "columns", {name: columns[name] for name in NAMES if columns.get(name)})
    for table in ("values", "dates"):
        kept = {name: value for name, value in entries.get(table, {}).items() if name in same}
        changed = _with(changed, table, kept)
    return changed


def with_values(entries: Entries, field: str, values: Mapping[str, str]) -> Entries:
    """With this translation of a field's values, written → meant."""
    return _with(entries, "values", {**entries.get("values", {}), field: dict(values)})


def with_dates(entries: Entries, field: str, formats: Sequence[str]) -> Entries:
    """With these formats of a field's dates; without formats only year-month-day is understood."""
    return _with(entries, "dates", {**entries.get("dates", {}), field: list(formats)})


def with_flag(entries: Entries, flag: str, condition: str) -> Entries:
    """With this condition for a flag, or without any where it is empty. Errors: ValueError saying what is wrong."""
    if condition:
        parse_condition(condition)
    return _with(entries, "flags", {**entries.get("flags", {}), flag: condition})


def with_defaults(entries: Entries, defaults: Mapping[str, str]) -> Entries:
    """With these values for fields that are blank or have no column."""
    return _with(entries, "defaults", dict(defaults))


def with_unused_ignored(entries: Entries, profile: ExtractProfile) -> Entries:
    """With a list of the columns that the mapping ignores, so that one that is new next month is refused.

    There is no such list where the file has columns without a name, because a list can't name them.
    """
    file = {key: value for key, value in entries.get("file", {}).items() if key != "ignore"}
    unused = [_as_pattern(name) for name in unused_columns(entries, profile)]
    return _with(entries, "file", file | ({} if profile.left_out or not unused else {"ignore": unused}))


def unused_columns(entries: Entries, profile: ExtractProfile) -> list[str]:
    """The columns of the extract that the mapping does not mention, as written."""
    used = mentioned_columns(entries)
    own = {name for name in NAMES if name not in entries.get("columns", {})}
    return [column.written for column in profile.columns if column.name not in used | own]


def mentioned_columns(entries: Entries) -> set[str]:
    """The folded names of the columns that fields are read from, or that conditions of flags refer to."""
    return {folded_name(column) for column in entries.get("columns", {}).values()} | condition_columns(entries)


def condition_columns(entries: Entries) -> set[str]:
    """The folded names of the columns that conditions of flags refer to."""
    return {name for text in entries.get("flags", {}).values() for name in parse_condition(text).columns}


def column_of(entries: Entries, field: str) -> str:
    """The folded name of the column that a field is read from: the field's own name where it is not renamed."""
    return folded_name(entries.get("columns", {}).get(field, field))


def suggested_formats(profile: ExtractProfile, column: str, *, month_first: bool) -> list[str]:
    """The formats that the dates of a column have."""
    found = profile.column(column)
    return needed_formats(found.dates if found else (), month_first=month_first)


def either(condition: str, other: str) -> str:
    """A condition that holds where one of the two does; one may be empty."""
    return f"{condition} or {other}" if condition and other else condition or other


def is_set(column: str) -> str:
    """The condition that a column says anything but a plain no."""
    return f"yes(`{column}`)"


def is_one_of(column: str, values: Sequence[str]) -> str:
    """The condition that a column has one of these values. Errors: ValueError where one can't be written."""
    if any("'" in value and '"' in value for value in values):
        raise ValueError("has both kinds of quotation marks; a condition can't contain it")
    texts = [f'"{value}"' if "'" in value else f"'{value}'" for value in values]
    return f"`{column}` == {texts[0]}" if len(texts) == 1 else f"`{column}` in ({', '.join(texts)})"


def _with(entries: Entries, table: str, content: Mapping[str, Any]) -> Entries:
    """With this table, without its empty entries, or without the table if it has none. Blank translations stay."""
    filled = {key: value for key, value in content.items() if value not in (None, "", [], {})}
    return {**{name: old for name, old in entries.items() if name != table}, **({table: filled} if filled else {})}


def _as_pattern(name: str) -> str:
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in name)
