"""Rows collapsed to groups that are alike in every column that matters, where an engine can stream them.

Said once in Ibis, so that DuckDB on one machine and Spark on many do the same. A group keeps how many people it has,
the sum of their weights and the spread of these, which is all that a stratified sample's figures need
(`methods.groups`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import numpy as np
import pyarrow as pa

from aftercall.estimates.data import Data, People
from aftercall.methods.arrays import FloatArray
from aftercall.methods.groups import Groups

type Expression = Any  # Ibis ships no types

_PEOPLE, _WEIGHT, _SPREAD, _LEAST, _MOST, _WEIGHED = (
    f"#{name}" for name in ("people", "weight", "spread", "least", "most", "weighed")
)
_EACH = "#each"
_LEAST_WEIGHT, _MOST_WEIGHT = 1e-100, 1e100  # whose squares a number can hold


class NotCollapsible(Exception):
    """The rows have to be looked at one by one, if only to say which of them is wrong."""


@dataclass(frozen=True)
class Source:
    """A file where an engine can add it up. place: its name, for messages. columns: for each column that can be a key
    what the engine calls it, since engines do not tell N from n. table: the Ibis table of those. run: from an
    expression over it to Arrow rows."""

    place: str
    columns: Mapping[str, str]
    table: Expression
    run: Callable[[Expression], pa.Table]


def collapsed(rows: Expression, keys: Sequence[str], weight: str | None) -> Expression:
    """One row for every combination of the keys, in their order. weight: a column of numbers; None: all weigh 1."""
    each = ibis.literal(1.0) if weight is None else rows[weight].cast("float64")
    weighed = rows.select(*keys, **{_EACH: each})
    weights, people = weighed[_EACH], weighed.count()
    sums = {
        _PEOPLE: people,
        _WEIGHT: weights.sum(),
        _SPREAD: weights.var(how="pop") * people,
        _LEAST: weights.min(),
        _MOST: weights.max(),
        _WEIGHED: weights.count(),
    }
    if not keys:
        return weighed.aggregate(**sums)
    return weighed.group_by(list(keys)).aggregate(**sums).order_by(list(keys))


def collapse(source: Source, keys: Sequence[str], weight: str | None) -> Data:
    """The groups as data. Raises NotCollapsible where a weight is missing, not above 0 or beyond all measure."""
    known = source.columns
    found = source.run(collapsed(source.table, [known[key] for key in keys], weight and known[weight]))
    if found.num_rows == 0:
        raise NotCollapsible
    people = _numbers(found, _PEOPLE)
    complete = np.array_equal(_numbers(found, _WEIGHED), people)
    if not complete or not _LEAST_WEIGHT < _numbers(found, _LEAST).min() <= _numbers(found, _MOST).max() < _MOST_WEIGHT:
        raise NotCollapsible
    groups = Groups(people.astype(np.int64), _numbers(found, _SPREAD))
    table = pa.table({key: found.column(known[key]) for key in keys})
    return Data(source.place, table, People(_numbers(found, _WEIGHT), groups))


def _numbers(found: pa.Table, name: str) -> FloatArray:
    return np.asarray(found.column(name).to_numpy(), dtype=np.float64)
