"""Look values up in another table, whatever the columns of the two are called."""

import ibis.expr.types as ir

_KEY = "looked_up_by"


def looked_up(table: ir.Table, by: str, lookup: ir.Table, key: str, **columns: str) -> ir.Table:
    """The table with columns of the `lookup` row whose `key` equals the table's `by`; null where there is none.

    `columns`: the new name → the lookup's. A key must occur only once in the lookup.
    """
    right = lookup.select(**{_KEY: key}, **columns)
    joined = table.left_join(right, table[by] == right[_KEY])
    return joined.drop(_KEY)
