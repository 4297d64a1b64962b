"""Look values up in other tables, whatever their columns are called."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import ibis.expr.types as ir

from aftercall.frames.expression_cache import cached_expressions

type _Way = tuple[str, str, tuple[tuple[str, str], ...]]  # by, key, columns


@dataclass(frozen=True)
class Lookup:
    """Columns of the row of `table` whose `key` equals `by`; null where there is none. A key must occur only once.

    `by`: a column of the table that the values are added to, or of an earlier lookup. `columns`: the new name → the
    table's.
    """

    by: str
    table: ir.Table
    key: str
    columns: dict[str, str]

    @classmethod
    def of(cls, by: str, table: ir.Table, key: str, **columns: str) -> Self:
        """A lookup of these columns."""
        return cls(by, table, key, columns)


def looked_up(table: ir.Table, by: str, lookup: ir.Table, key: str, **columns: str) -> ir.Table:
    """The table with the columns of one lookup."""
    return looked_up_in_turn(table, [Lookup(by, lookup, key, columns)])


def looked_up_in_turn(table: ir.Table, lookups: Sequence[Lookup]) -> ir.Table:
    """The table with the columns of several lookups. One chain of joins is far quicker to put into SQL than a join of a
    join."""
    ways = tuple((lookup.by, lookup.key, tuple(lookup.columns.items())) for lookup in lookups)
    return _joined(table, ways, *(lookup.table for lookup in lookups))


@cached_expressions
def _joined(table: ir.Table, ways: tuple[_Way, ...], *lookups: ir.Table) -> ir.Table:
    joined = table
    names = [f"looked_up_by_{number}" for number, _ in enumerate(lookups)]
    for name, lookup, (by, key, columns) in zip(names, lookups, ways, strict=True):
        right = lookup.select(**{name: key}, **dict(columns))
        joined = joined.left_join(right, joined[by] == right[name])
    return joined.drop(*names)
