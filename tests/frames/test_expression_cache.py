"""Each expression is built once."""

import ibis
import ibis.expr.types as ir

from aftercall.frames.expression_cache import cached_expressions, clear_cached_expressions

_derived: list[str] = []


@cached_expressions
def _longer(table: ir.Table, column: ir.StringValue, suffix: str) -> ir.Table:
    _derived.append(suffix)
    return table.mutate(longer=column + suffix)


def _table(name: str = "people", **columns: str) -> ir.Table:
    return ibis.table({"name": "string"} | columns, name=name)


def test_only_equal_tables_columns_and_values_give_what_was_derived_before() -> None:
    clear_cached_expressions()
    _derived.clear()
    one, again, other, wider = _table(), _table(), _table("others"), _table(sex="string")
    first = _longer(one, one.name, "a")
    assert _longer(again, again.name, "a") is first
    assert _derived == ["a"]
    for table, suffix in ((one, "b"), (other, "a"), (wider, "a")):
        assert _longer(table, table.name, suffix).equals(table.mutate(longer=table.name + suffix))
    assert _longer(wider, wider.sex, "a").equals(wider.mutate(longer=wider.sex + "a"))
    assert _derived == ["a", "b", "a", "a", "a"]


def test_expressions_are_derived_again_after_the_cache_is_cleared() -> None:
    _longer(_table(), _table().name, "a")
    _derived.clear()
    clear_cached_expressions()
    _longer(_table(), _table().name, "a")
    assert _derived == ["a"]
