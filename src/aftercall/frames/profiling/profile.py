"""The profile of an extract: its columns, each with the patterns of its values. It contains no value."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import pyarrow as pa

from aftercall.errors import BadInput
from aftercall.frames.profiling.date_forms import DateForm, date_forms
from aftercall.frames.profiling.delivered import delivered, text_encoding
from aftercall.frames.profiling.patterns import pattern
from aftercall.frames.profiling.shapes import Counts, Shape, shape_of
from aftercall.frames.reading.dialect import Dialect

SHOWN_PATTERNS = 3
_MOST_VALUES = 5_000  # of a column; rarer ones are left out of its profile


@dataclass(frozen=True)
class ColumnProfile:
    """One column. name: folded. written: as the file has it. filled: rows with a value. patterns: the most frequent.
    dates: the forms of those values that are dates."""

    name: str
    written: str
    filled: int
    shape: Shape
    patterns: tuple[str, ...]
    dates: tuple[DateForm, ...]

    def to_mapping(self) -> dict[str, Any]:
        """The profile with values that JSON can represent."""
        return {
            "name": self.name,
            "written": self.written,
            "filled": self.filled,
            "shape": self.shape.value,
            "patterns": list(self.patterns),
            "dates": [form.to_mapping() for form in self.dates],
        }

    @classmethod
    def from_mapping(cls, entries: Mapping[str, Any]) -> Self:
        """The inverse of `to_mapping`."""
        return cls(
            name=entries["name"],
            written=entries["written"],
            filled=entries["filled"],
            shape=Shape(entries["shape"]),
            patterns=tuple(entries["patterns"]),
            dates=tuple(map(DateForm.from_mapping, entries["dates"])),
        )


@dataclass(frozen=True)
class ExtractProfile:
    """An extract's columns in their order. left_out: columns without a name, or with one that occurs twice. encoding:
    that of a text file, given or detected; empty for other files."""

    rows: int
    columns: tuple[ColumnProfile, ...]
    left_out: int
    encoding: str = ""

    def column(self, name: str) -> ColumnProfile | None:
        """The column with this folded name, or None."""
        return next((column for column in self.columns if column.name == name), None)

    def to_mapping(self) -> dict[str, Any]:
        """The profile with values that JSON can represent."""
        columns = [column.to_mapping() for column in self.columns]
        return {"rows": self.rows, "columns": columns, "left_out": self.left_out, "encoding": self.encoding}

    @classmethod
    def from_mapping(cls, entries: Mapping[str, Any]) -> Self:
        """The inverse of `to_mapping`."""
        columns = tuple(map(ColumnProfile.from_mapping, entries["columns"]))
        return cls(entries["rows"], columns, entries["left_out"], entries["encoding"])


def profile_extract(path: Path, dialect: Dialect) -> ExtractProfile:
    """Read an extract in a force's own layout. Errors: BadInput where it can't be read."""
    with delivered(path, dialect) as (workspace, source):
        rows = workspace.fetch(source.table())
        columns = tuple(
            _profile(name, written, value_counts(rows[name], _MOST_VALUES)) for name, written in source.names.items()
        )
        if not any(column.filled for column in columns):
            raise BadInput(f"{path.name}: has column names and no values below them; export it again")
        return ExtractProfile(rows.num_rows, columns, source.left_out, text_encoding(path, dialect))


def value_counts(column: pa.ChunkedArray, limit: int) -> Counts:
    """The most frequent values that are not blank, each with its number of rows.

    They are counted by Arrow: for a file of this size, putting a query together takes longer than running it.
    """
    counted = ((one["values"], one["counts"]) for one in column.drop_null().value_counts().to_pylist())
    return sorted(counted, key=lambda one: (-one[1], one[0]))[:limit]


def _profile(name: str, written: str, counts: Counts) -> ColumnProfile:
    patterns: Counter[str] = Counter()
    for value, rows in counts:
        patterns[pattern(value)] += rows
    return ColumnProfile(
        name=name,
        written=written,
        filled=sum(rows for _, rows in counts),
        shape=shape_of(counts),
        patterns=tuple(shown for shown, _ in patterns.most_common(SHOWN_PATTERNS)),
        dates=date_forms(counts),
    )
