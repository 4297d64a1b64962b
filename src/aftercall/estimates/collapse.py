"""Rows collapsed to groups that are alike in every column needed, by an engine that streams the data.

Written once in Ibis for DuckDB (one machine) and Spark (many). A group keeps its number of people, the sum of their
weights and the spread of these, which is all that estimates from a stratified sample need (`methods.groups`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import numpy as np
import pyarrow as pa

from aftercall.estimates.data import Data, People
from aftercall.estimates.missing import with_nulls
from aftercall.methods.arrays import FloatArray
from aftercall.methods.groups import Groups

type Expression = Any  # Ibis has no usable types for tables and columns

_PEOPLE, _WEIGHT, _SPREAD, _LEAST, _MOST, _WEIGHTED = (
    f"#{name}" for name in ("people", "weight", "spread", "least", "most", "weighted")
)
_EACH = "#each"
_LEAST_WEIGHT, _MOST_WEIGHT = 1e-100, 1e100  # their squares neither underflow nor overflow


class NotCollapsible(Exception):
    """The rows must be read one by one, if only to say which of them is wrong."""


@dataclass(frozen=True)
class Source:
    """A file that an engine can aggregate.

    place: its name, for messages. columns: for each column that can be a key, its name in the engine, because engines
    ignore case. table: the Ibis table of these columns. run: from an expression over the table to Arrow rows.
    """

    place: str
    columns: Mapping[str, str]
    table: Expression
    run: Callable[[Expression], pa.Table]


def collapsed(rows: Expression, keys: Sequence[str], weight: str | None) -> Expression:
    """One row for each combination of the keys, of which there is at least one, in order. weight: a column of numbers;
    None: all weights are 1."""
    each = ibis.literal(1.0) if weight is None else rows[weight].cast("float64")
    weighted = rows.select(*keys, **{_EACH: each})
    weights, people = weighted[_EACH], weighted.count()
    sums = {
        _PEOPLE: people,
        _WEIGHT: weights.sum(),
        _SPREAD: weights.var(how="pop") * people,
        _LEAST: weights.min(),
        _MOST: weights.max(),
        _WEIGHTED: weights.count(),
    }
    return weighted.group_by(list(keys)).aggregate(**sums).order_by(list(keys))


def collapse(source: Source, keys: Sequence[str], weight: str | None) -> Data:
    """The groups as data. Raises NotCollapsible where a weight is missing, not above 0, extremely small or large."""
    known = source.columns
    found = source.run(collapsed(source.table, [known[key] for key in keys], weight and known[weight]))
    if found.num_rows == 0:
        raise NotCollapsible
    people = _numbers(found, _PEOPLE)
    complete = np.array_equal(_numbers(found, _WEIGHTED), people)
    if not complete or not _LEAST_WEIGHT < _numbers(found, _LEAST).min() <= _numbers(found, _MOST).max() < _MOST_WEIGHT:
        raise NotCollapsible
    groups = Groups(people.astype(np.int64), _numbers(found, _SPREAD))
    table = with_nulls(pa.table({key: found.column(known[key]) for key in keys}))
    return Data(source.place, table, People(_numbers(found, _WEIGHT), groups))


def _numbers(found: pa.Table, name: str) -> FloatArray:
    return np.asarray(found.column(name).to_numpy(), dtype=np.float64)
