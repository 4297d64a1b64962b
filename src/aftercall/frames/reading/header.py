"""Which columns of a file are which of the layout's. Columns may stand in any order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from aftercall.errors import BadInput
from aftercall.frames.layout import NAMES, REQUIRED, shown
from aftercall.frames.reading.conditions import folded_name
from aftercall.frames.reading.mapping import ExtractMapping


@dataclass(frozen=True)
class Header:
    """`width` values a row; `used`: the names that are read, folded, with their place; `unused`: names passed over."""

    width: int
    used: Mapping[str, int]
    unused: tuple[str, ...]


def check_header(file: str, header: Sequence[str | None], mapping: ExtractMapping) -> Header:
    """Errors: BadInput for a column that is missing, stands twice or is unknown.

    An unknown column is refused, not ignored: `flag` for `flags` would lose every reason not to call somebody. Where a
    mapping gives no list of columns to ignore, its author has seen the whole export, and the rest is passed over.
    """
    names = [folded_name(name or "") for name in header]
    wanted = _wanted(mapping)
    if not set(names) & set(wanted):
        columns = ",".join(mapping.column(name) for name in NAMES)
        raise BadInput(f"{file}: its first row names no column of the layout; start it with {columns}")
    _refuse(
        file, "is missing", [column for column, needed in wanted.items() if needed and column not in names], "add it"
    )
    twice = sorted({name for name in names if names.count(name) > 1 and name in wanted})
    _refuse(file, "stands twice", twice, "keep one of them")
    unknown = [shown(name) for name in names if name not in wanted and not _ignored(name, mapping)]
    if mapping.ignore is not None:
        _refuse(file, "is unknown", unknown, "remove or rename it, or name it in the mapping file")
    return Header(len(names), {name: at for at, name in enumerate(names) if name in wanted}, tuple(unknown))


def _wanted(mapping: ExtractMapping) -> dict[str, bool]:
    """The force's names of columns, and whether a file must have each."""
    needed = {*mapping.columns, *REQUIRED} - (mapping.defaults.keys() - mapping.columns.keys())
    wanted = {mapping.column(name): False for name in NAMES}
    wanted |= {mapping.column(name): True for name in NAMES if name in needed}
    return wanted | {column: True for condition in mapping.flags.values() for column in condition.columns}


def _ignored(name: str, mapping: ExtractMapping) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in mapping.ignore or ())


def _refuse(file: str, what: str, columns: list[str], mend: str) -> None:
    if columns:
        also = f" (and {len(columns) - 1} more)" if len(columns) > 1 else ""
        raise BadInput(f"{file}: the column {columns[0]}{also} {what}; {mend}")
