"""Match the columns of a file to those of the layout, in any order."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from aftercall.errors import BadInput
from aftercall.frames.layout import LABELS, NAMES, REQUIRED, printable_name
from aftercall.frames.reading.conditions import folded_name
from aftercall.frames.reading.mapping import ExtractMapping
from aftercall.frames.unknown_values import FIX, is_unknown

_UNNAMED = re.compile(r"Unnamed: [0-9]+(_level_[0-9]+)?")


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
        columns = ",".join(mapping.column(name) for name in NAMES)
        raise BadInput(f"{file}: its first row contains none of the layout's column names; start it with {columns}")
    _refuse_missing(file, [column for column, needed in wanted.items() if needed and column not in names], mapping)
    twice = sorted({name for name in names if names.count(name) > 1 and name in wanted})
    _refuse(file, "occurs twice", twice, "keep one of them")
    unknown = [printable_name(name) for name in names if name not in wanted and not _ignored(name, mapping)]
    if mapping.ignore is not None:
        _refuse(file, "is unknown", unknown, "remove or rename it, or add it to the mapping file")
    return Header(len(names), {name: at for at, name in enumerate(names) if name in wanted}, tuple(unknown))


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
        raise BadInput(f"{file}: the column {missing[0]} is missing; add it")
    if missing:
        raise BadInput(f"{file}: the columns {', '.join(missing[:-1])} and {missing[-1]} are missing; add them")


def _refuse(file: str, what: str, columns: list[str], fix: str) -> None:
    if columns:
        also = f" (and {len(columns) - 1} more)" if len(columns) > 1 else ""
        raise BadInput(f"{file}: the column {columns[0]}{also} {what}; {fix}")
