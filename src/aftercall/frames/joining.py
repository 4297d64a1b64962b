"""One way to look values up in another table, whatever the columns of the two are called."""

from aftercall.frames.engine import Expression

_KEY = "looked_up_by"


def looked_up(table: Expression, by: str, lookup: Expression, key: str, **columns: str) -> Expression:
    """The table with columns more: those of the lookup's row whose `key` is the table's `by`; null where there is none.

    `columns`: the new name → the lookup's. A key must stand once in the lookup.
    """
    right = lookup.select(**{_KEY: key}, **columns)
    joined = table.left_join(right, table[by] == right[_KEY])
    return joined.select(*table.columns, *columns)
