"""The values of a column of codes in full, and no others: those that many rows share and that can't be a person's."""

from dataclasses import dataclass
from pathlib import Path

from aftercall.frames.profiling.delivered import delivered
from aftercall.frames.profiling.heading import looks_like_data, looks_like_person
from aftercall.frames.profiling.profile import value_counts
from aftercall.frames.profiling.shapes import Counts
from aftercall.frames.reading.dialect import Dialect

# The fields whose values are codes. A column's values may be shown once the researcher has matched it to one of these.
CODE_FIELDS = ("category", "offence_code", "area", "victim_kind", "sex", "flags")
FEWEST_ROWS = 5  # a value of fewer rows is never shown
MOST_CODES = 200  # a column of more values, such as one of names, holds no codes
_MOST_FLAG_VALUES = 20
_MAX_CODE = 60  # characters
_REPEATED = 0.9  # of the filled rows must have a value that enough rows share


@dataclass(frozen=True)
class ColumnCodes:
    """The values of a column that may be shown, most frequent first, each with its number of rows.

    hidden: how many other values there are. If the column does not hold codes, all are hidden.
    """

    shown: tuple[tuple[str, int], ...]
    hidden: int


def column_codes(path: Path, dialect: Dialect, columns: list[str]) -> dict[str, ColumnCodes]:
    """The codes in these columns, by folded name; columns that the file lacks are left out. Errors: BadInput."""
    with delivered(path, dialect) as (workspace, source):
        found = [name for name in dict.fromkeys(columns) if name in source.names]
        if not found:
            return {}
        rows = workspace.fetch(source.table().select(*found))
        return {name: _codes(value_counts(rows[name], MOST_CODES + 1)) for name in found}


def flag_values(path: Path, dialect: Dialect, column: str) -> ColumnCodes:
    """The values of any column that may be shown for a flag's condition: those of a few, none of which may be a name.

    Errors: BadInput.
    """
    with delivered(path, dialect) as (workspace, source):
        if column not in source.names:
            return ColumnCodes((), 0)
        counts = value_counts(workspace.fetch(source.table().select(column))[column], MOST_CODES + 1)
    if len(counts) > _MOST_FLAG_VALUES or any(looks_like_person(value) for value, _ in counts):
        return ColumnCodes((), len(counts))
    return _codes(counts)


def _codes(counts: Counts) -> ColumnCodes:
    shown = tuple((value, rows) for value, rows in counts if rows >= FEWEST_ROWS and _is_code(value))
    repeated = sum(rows for _, rows in shown) >= _REPEATED * sum(rows for _, rows in counts)
    if len(counts) > MOST_CODES or not repeated:
        shown = ()
    return ColumnCodes(shown, len(counts) - len(shown))


def _is_code(value: str) -> bool:
    return len(value) <= _MAX_CODE and value.isprintable() and not looks_like_data(value)
