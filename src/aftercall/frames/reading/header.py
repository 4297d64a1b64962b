"""Match the columns of a file to those of the layout, in any order."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase

from aftercall.errors import BadInput
from aftercall.frames.layout import LABELS, NAMES, REQUIRED, printable_name
from aftercall.frames.reading.conditions import folded_name
from aftercall.frames.reading.mapping import ExtractMapping
from aftercall.frames.unknown_values import FIX, is_unknown

_UNNAMED = re.compile(r"Unnamed: [0-9]+(_level_[0-9]+)?")

_LONGEST_NAME, _MOST_DIGITS = 60, 4


class ColumnFault(StrEnum):
    """Why the columns of a file are refused."""

    NONE_KNOWN = "none_known"
    MISSING = "missing"
    UNKNOWN = "unknown"


class ColumnsRefused(BadInput):
    """A file does not have the columns that are expected. columns: those that are needed, missing or unknown, as the
    file should have them or has them."""

    def __init__(self, message: str, fault: ColumnFault, columns: Sequence[str]) -> None:
        super().__init__(message)
        self.fault = fault
        self.columns = tuple(columns)


@dataclass(frozen=True)
class Header:
    """`width`: values in each row. `used`: folded names that are read → position. `unused`: names that are ignored."""

    width: int
    used: Mapping[str, int]
    unused: tuple[str, ...]


def check_header(file: str, header: Sequence[str | None], mapping: ExtractMapping) -> Header:
    """Errors: BadInput for a column that is missing, occurs twice or is unknown.

    Unknown columns are refused, because with `flag` instead of `flags` every reason not to call would be lost. With a
    mapping that has no list of columns to ignore, they are ignored: its author has seen the whole export.
    """
    refuse_unknown_names(file, header)
    names = [folded_name(name or "") for name in header]
    wanted = _wanted(mapping)
    if not set(names) & set(wanted):
        needed_columns = [column for column, needed in wanted.items() if needed]
        message = (
            "its first row contains none of the layout's column names; use a mapping file, or give it these columns: "
        )
        raise ColumnsRefused(f"{file}: {message}{', '.join(needed_columns)}", ColumnFault.NONE_KNOWN, needed_columns)
    _refuse_missing(file, [column for column, needed in wanted.items() if needed and column not in names], mapping)
    twice = sorted({name for name in names if names.count(name) > 1 and name in wanted})
    _refuse(file, "occurs twice", twice, "keep one of them")
    unknown = [at for at, name in enumerate(names) if name not in wanted and not _ignored(name, mapping)]
    unused = tuple(printable_name(names[at]) for at in unknown)
    if mapping.ignore is not None and unknown:
        _refuse_unknown(file, unused, [_as_written(header[at]) for at in unknown])
    return Header(len(names), {name: at for at, name in enumerate(names) if name in wanted}, unused)


def without_unnamed_end(names: Sequence[str | None]) -> list[str | None]:
    """The names without those at the end that are blank, or that a data frame gave to columns without one."""
    kept = list(names)
    while kept and is_unnamed(kept[-1]):
        kept.pop()
    return kept


def is_unnamed(name: str | None) -> bool:
    """Whether a column has no name of its own."""
    return not (name or "").strip() or _UNNAMED.fullmatch((name or "").strip()) is not None


def refuse_unknown_names(file: str, header: Sequence[str | None]) -> None:
    """Refuse a header with an error or a formula without a result: such a column may be one that is needed. Errors:
    BadInput."""
    for number, name in enumerate(header, start=1):
        if is_unknown(name or ""):
            raise BadInput(f"{file}: the name of column {number} can't be known: {FIX}")


def _wanted(mapping: ExtractMapping) -> dict[str, bool]:
    """The force's column names, and whether a file must have each."""
    needed = {*mapping.columns, *REQUIRED} - (mapping.defaults.keys() - mapping.columns.keys())
    wanted = {mapping.column(name): False for name in NAMES}
    wanted |= {mapping.column(name): True for name in NAMES if name in needed}
    return wanted | {column: True for condition in mapping.flags.values() for column in condition.columns}


def _ignored(name: str, mapping: ExtractMapping) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in mapping.ignore or ())


def _refuse_missing(file: str, columns: list[str], mapping: ExtractMapping) -> None:
    """Name every column that is missing, as the file should have it and as people call it."""
    labels = {mapping.column(name): f" ({LABELS[name]})" for name in NAMES}
    missing = [f"{column}{labels.get(column, '')}" for column in columns]
    if len(missing) == 1:
        raise ColumnsRefused(f"{file}: the column {missing[0]} is missing; add it", ColumnFault.MISSING, columns)
    if missing:
        message = f"{file}: the columns {', '.join(missing[:-1])} and {missing[-1]} are missing; add them"
        raise ColumnsRefused(message, ColumnFault.MISSING, columns)


def _refuse_unknown(file: str, unknown: Sequence[str], written: Sequence[str]) -> None:
    also = f" (and {len(unknown) - 1} more)" if len(unknown) > 1 else ""
    message = f"{file}: the column {unknown[0]}{also} is unknown; remove or rename it, or add it to the mapping file"
    raise ColumnsRefused(message, ColumnFault.UNKNOWN, written)


def _as_written(name: str | None) -> str:
    """The name of a column beside all those that are needed, so that the row holds names and not somebody's details."""
    written = " ".join((name or "").split())
    is_name = len(written) <= _LONGEST_NAME and written.isprintable() and "@" not in written
    return written if is_name and sum(map(str.isdigit, written)) <= _MOST_DIGITS and written else printable_name("")


def _refuse(file: str, what: str, columns: list[str], fix: str) -> None:
    if columns:
        also = f" (and {len(columns) - 1} more)" if len(columns) > 1 else ""
        raise BadInput(f"{file}: the column {columns[0]}{also} {what}; {fix}")
