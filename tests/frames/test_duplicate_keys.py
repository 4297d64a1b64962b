"""Duplicate keys, compared with plain counting."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercall.frames import engine
from aftercall.frames.duplicate_keys import NO_KEY, FrequencyFilter, duplicate_key_indices, duplicate_keys
from aftercall.frames.engine import DuckDBWorkspace

_FEW = st.lists(st.integers(0, 12), max_size=60)


@given(_FEW, st.integers(1, 4), st.none() | st.integers(1, 5))
def test_keys_are_found_by_frequency(values: list[int], minimum: int, maximum: int | None) -> None:
    keys = np.array(values, np.int64) * 0x9E3779B97F4A7C1
    found = duplicate_key_indices(keys, FrequencyFilter((), minimum, maximum))
    counts = Counter(values)
    assert sorted(found) == [at for at, v in enumerate(values) if minimum <= counts[v] <= (maximum or len(values))]
    runs = [key for key, _ in groupby(values[index] for index in found)]
    assert len(runs) == len(set(runs))


@given(_FEW)
def test_one_record_per_key_is_enough(values: list[int]) -> None:
    found = duplicate_key_indices(np.array(values, np.int64), FrequencyFilter((), 2, one_per_key=True))
    assert sorted(values[index] for index in found) == sorted(v for v, n in Counter(values).items() if n > 1)


def test_keys_with_the_same_low_bits_are_not_confused() -> None:
    keys = np.array([1 << 40, 1 << 41, 1, 2, 1 << 40], np.int64)
    assert sorted(duplicate_key_indices(keys, FrequencyFilter((), 2))) == [0, 4]


_TWO = st.lists(st.tuples(*[st.none() | st.integers(0, 9)] * 2), max_size=60)


@given(_TWO, st.integers(1, 3), st.none() | st.integers(2, 5))
def test_two_columns_are_searched_together(
    rows: list[tuple[int | None, int | None]], minimum: int, maximum: int | None
) -> None:
    record = range(100, 100 + len(rows))
    columns = {name: [NO_KEY if row[at] is None else row[at] for row in rows] for at, name in enumerate("ab")}
    table = pa.table({name: pa.array(values, pa.int64()) for name, values in ({"record": record} | columns).items()})
    blocks = pa.Table.from_batches(table.to_batches(max_chunksize=7), table.schema)
    with ThreadPoolExecutor(2) as threads:
        parts = duplicate_keys(threads, blocks, FrequencyFilter(("a", "b"), minimum, maximum))
    found = sorted((int(who), int(key)) for records, keys in parts for who, key in zip(records, keys, strict=True))
    held = [(who, key) for who, row in zip(record, rows, strict=True) for key in row if key is not None]
    counts = Counter(key for _, key in held)
    assert found == sorted((who, key) for who, key in held if minimum <= counts[key] <= (maximum or len(held)))


@pytest.mark.parametrize("held", [1, 6, 1000])
def test_the_result_does_not_depend_on_how_many_keys_are_held(held: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "MAX_KEYS_HELD", held)
    keyed = {"record": [5, 6, 7], "a": [1, 1, None], "b": [None, 2, 1], "c": [3, 4, 3], "d": [8, 9, 10]}
    names = {"pair": ("a", "b"), "one": ("c",), "none": ("d",)}
    with DuckDBWorkspace() as workspace:
        table = workspace.register_arrow("keyed", pa.table({name: pa.array(keyed[name], pa.int64()) for name in keyed}))
        frequencies = {name: FrequencyFilter(columns, 2) for name, columns in names.items()}
        found = workspace.duplicate_keys(table, frequencies, rows=3)
        rows = {name: sorted(map(tuple, workspace.relation(found[name]).fetchall())) for name in names}
    assert rows == {"pair": [(5, 1), (6, 1), (7, 1)], "one": [(5, 3), (7, 3)], "none": []}
