"""Mapping files: how to read a force's own export as the layout. TOML, with every name checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, Self

from aftercall.errors import BadInput
from aftercall.frames.layout import DATES, FLAGS, NAMES
from aftercall.frames.reading.conditions import Condition, folded_name, parse_condition
from aftercall.frames.reading.dialect import Dialect
from aftercall.frames.toml import read_toml

EXCEL_SERIAL = "excel"  # in [dates]: days since 30 December 1899, as a spreadsheet counts them
_FILE_KEYS = ("encoding", "delimiter", "sheet", "heading_rows")
_NO_DEFAULT = ("crime_ref", "victim_ref", "reported_on")
_PACKED = ("PK\x03\x04", "PAR1")  # an Excel workbook, a Parquet file
_DELIMITERS = (",", ";", "\t", "|")

type MappingSource = Path | Mapping[str, Any] | None


@dataclass(frozen=True)
class ExtractMapping:
    """The content of a mapping file. Without one, a file's columns have the layout's own names.

    columns: the layout's name → the force's, folded. values: column → {written, in lower case → meant}. dates: column →
    formats, in the order in which they are tried. ignore: patterns of columns to ignore; None: ignore all unknown ones.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    flags: Mapping[str, Condition] = field(default_factory=dict)
    dates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    ignore: tuple[str, ...] | None = ()
    dialect: Dialect = field(default_factory=Dialect)

    @classmethod
    def of(cls, source: MappingSource) -> Self:
        """From a TOML file, its parsed entries, or nothing. Errors: BadInput naming file and key."""
        if source is None:
            return cls()
        if isinstance(source, Path):
            return cls.from_entries(read_toml(source), source.name)
        return cls.from_entries(source, "mapping")

    @classmethod
    def from_entries(cls, entries: Mapping[str, Any], where: str) -> Self:
        """From the parsed tables of a mapping file. `where`: named in errors. Errors: BadInput."""
        _known(where, "the file", entries, ("file", "columns", "values", "flags", "dates", "defaults"))
        table = {name: _table(where, entries, name) for name in ("file", "columns", "values", "dates", "flags")}
        _known(where, "[file]", table["file"], (*_FILE_KEYS, "ignore"))
        _known(where, "[columns]", table["columns"], NAMES)
        _known(where, "[values]", table["values"], NAMES)
        _known(where, "[flags]", table["flags"], FLAGS)
        _known(where, "[dates]", table["dates"], DATES)
        columns = _texts(where, "[columns]", table["columns"])
        dialect = {key: value for key, value in table["file"].items() if key in _FILE_KEYS}
        return cls(
            columns={name: folded_name(column) for name, column in columns.items()},
            values={name: _values(where, name, table["values"]) for name in table["values"]},
            flags={flag: _condition(where, flag, text) for flag, text in table["flags"].items()},
            dates={name: _list(where, f"[dates] {name}", formats) for name, formats in table["dates"].items()},
            defaults=_defaults(where, entries),
            ignore=_ignored(where, table["file"]),
            dialect=Dialect.from_entries(dialect, where),
        )

    def column(self, name: str) -> str:
        """The force's name for a column of the layout, folded."""
        return self.columns.get(name, name)


def shipped_mappings() -> Mapping[str, Path]:
    """The example mapping files that come with the product, by name."""
    folder = Path(str(files("aftercall.frames") / "data" / "mappings"))
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}


def looks_like_extract(text: str) -> bool:
    """Whether a text that should be a mapping file rather is a spreadsheet, or the rows of a CSV file."""
    if text.startswith(_PACKED):
        return True
    first = [line.strip() for line in text[:10_000].lstrip("\ufeff").splitlines() if line.strip()][:3]
    as_toml = any("=" in line or line[0] in "[#" for line in first)
    return not as_toml and any(sign in line for line in first for sign in _DELIMITERS)


def _known(where: str, table: str, entries: Mapping[str, Any], known: tuple[str, ...]) -> None:
    if unknown := [key for key in entries if key not in known]:
        raise BadInput(f"{where}: {table} can't have {unknown[0]}; use only {', '.join(known)}")


def _table(where: str, entries: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = entries.get(name, {})
    if not isinstance(table, Mapping):
        raise BadInput(f"{where}: {name} must be a table, [{name}]")
    return table


def _texts(where: str, name: str, table: Mapping[str, Any]) -> Mapping[str, str]:
    for key, value in table.items():
        if not isinstance(value, str) or not value.strip():
            raise BadInput(f"{where}: {name} {key} must be a text in quotation marks")
    return table


def _list(where: str, name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(item, str) and item for item in value):
        raise BadInput(f'{where}: {name} must be a list of texts, such as ["%d/%m/%Y"]')
    return tuple(value)


def _values(where: str, name: str, values: Mapping[str, Any]) -> Mapping[str, str]:
    table = values[name]
    if not isinstance(table, Mapping) or not all(isinstance(value, str) for value in table.values()):
        raise BadInput(f"{where}: [values.{name}] must be a table of texts, written = meant")
    return {written.strip().lower(): meant for written, meant in table.items()}


def _defaults(where: str, entries: Mapping[str, Any]) -> Mapping[str, str]:
    defaults = _texts(where, "[defaults]", _table(where, entries, "defaults"))
    # A default reference or day would make all rows the same record.
    _known(where, "[defaults]", defaults, tuple(name for name in NAMES if name not in _NO_DEFAULT))
    return defaults


def _ignored(where: str, file: Mapping[str, Any]) -> tuple[str, ...] | None:
    if "ignore" not in file:
        return None
    if file["ignore"] == []:
        return ()
    return tuple(map(folded_name, _list(where, "[file] ignore", file["ignore"])))


def _condition(where: str, flag: str, text: object) -> Condition:
    try:
        return parse_condition(str(text))
    except ValueError as error:
        raise BadInput(f"{where}: [flags] {flag}: {error}") from None
