"""Values that stand several times, against plain counting; and the digest of a table, against plain Python."""

import hashlib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercall.frames import engine
from aftercall.frames.canonical import table_digest
from aftercall.frames.engine import DuckDBWorkspace
from aftercall.frames.repeated import UNKNOWN, Often, places_of_repeated, repeated

_FEW = st.lists(st.integers(0, 12), max_size=60)


@given(_FEW, st.integers(1, 4), st.none() | st.integers(1, 5))
def test_what_stands_so_often_is_found(values: list[int], least: int, most: int | None) -> None:
    keys = np.array(values, np.int64) * 0x9E3779B97F4A7C1
    places = places_of_repeated(keys, Often((), least, most))
    counts = Counter(values)
    assert sorted(places) == [at for at, v in enumerate(values) if least <= counts[v] <= (most or len(values))]
    beside_each_other = [key for key, _ in groupby(values[place] for place in places)]
    assert len(beside_each_other) == len(set(beside_each_other))


@given(_FEW)
def test_one_place_of_each_is_enough(values: list[int]) -> None:
    places = places_of_repeated(np.array(values, np.int64), Often((), 2, once=True))
    assert sorted(values[place] for place in places) == sorted(v for v, n in Counter(values).items() if n > 1)


def test_keys_that_share_their_low_bits_are_not_taken_for_one() -> None:
    keys = np.array([1 << 40, 1 << 41, 1, 2, 1 << 40], np.int64)
    assert sorted(places_of_repeated(keys, Often((), 2))) == [0, 4]


_TWO = st.lists(st.tuples(*[st.none() | st.integers(0, 9)] * 2), max_size=60)


@given(_TWO, st.integers(1, 3), st.none() | st.integers(2, 5))
def test_two_columns_are_looked_through_together(
    rows: list[tuple[int | None, int | None]], least: int, most: int | None
) -> None:
    record = range(100, 100 + len(rows))
    columns = {name: [UNKNOWN if row[at] is None else row[at] for row in rows] for at, name in enumerate("ab")}
    table = pa.table({name: pa.array(values, pa.int64()) for name, values in ({"record": record} | columns).items()})
    blocks = pa.Table.from_batches(table.to_batches(max_chunksize=7), table.schema)
    with ThreadPoolExecutor(2) as threads:
        parts = repeated(threads, blocks, Often(("a", "b"), least, most))
    found = sorted((int(who), int(key)) for records, keys in parts for who, key in zip(records, keys, strict=True))
    held = [(who, key) for who, row in zip(record, rows, strict=True) for key in row if key is not None]
    counts = Counter(key for _, key in held)
    assert found == sorted((who, key) for who, key in held if least <= counts[key] <= (most or len(held)))


@pytest.mark.parametrize("held", [1, 6, 1000])
def test_how_many_columns_are_held_at_a_time_makes_no_difference(held: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "HELD", held)
    keyed = {"record": [5, 6, 7], "a": [1, 1, None], "b": [None, 2, 1], "c": [3, 4, 3], "d": [8, 9, 10]}
    names = {"pair": ("a", "b"), "one": ("c",), "none": ("d",)}
    with DuckDBWorkspace() as workspace:
        table = workspace.hand_in("keyed", pa.table({name: pa.array(keyed[name], pa.int64()) for name in keyed}))
        often = {name: Often(columns, 2) for name, columns in names.items()}
        found = workspace.repeated(table, often, rows=3)
        rows = {name: sorted(map(tuple, workspace.relation(found[name]).fetchall())) for name in names}
    assert rows == {"pair": [(5, 1), (6, 1), (7, 1)], "one": [(5, 3), (7, 3)], "none": []}


_ROWS = [("b", "Zoë", 2), ("a", None, 1), ("c", "", None), ("d", "line\nend", 40)]


def _digest(rows: list[tuple[str, str | None, int | None]]) -> str:
    with DuckDBWorkspace() as workspace:
        person_id, word, events = (list(column) for column in zip(*rows, strict=True))
        columns = {"person_id": pa.array(person_id), "word": pa.array(word), "events": pa.array(events, pa.int64())}
        return table_digest(workspace, workspace.hand_in("t", pa.table(columns)), ("person_id", "word", "events"))


def test_the_digest_of_a_table_is_what_is_written_of_it() -> None:
    lines = ""
    for at, name in enumerate(("person_id", "word", "events")):
        values = [None if row[at] is None else str(row[at]).encode() for row in sorted(_ROWS)]
        lengths = b"".join((-1 if v is None else len(v)).to_bytes(4, "little", signed=True) for v in values)
        texts = b"".join(v or b"" for v in values)
        lines += f"{name} {hashlib.sha256(lengths).hexdigest()} {hashlib.sha256(texts).hexdigest()}\n"
    assert _digest(_ROWS) == hashlib.sha256(lines.encode()).hexdigest()


@pytest.mark.parametrize("order", [[3, 1, 0, 2], [1, 0, 2, 3], [2, 3, 1, 0]])
def test_the_order_of_rows_does_not_change_it(order: list[int]) -> None:
    assert _digest([_ROWS[at] for at in order]) == _digest(_ROWS)


@pytest.mark.parametrize(
    "changed",
    [
        [("b", "Zo", 2), ("a", None, 1), ("c", "", None), ("d", "ëline\nend", 40)],  # moved to the next value
        [("b", "Zoë", 2), ("a", "", 1), ("c", None, None), ("d", "line\nend", 40)],  # empty for missing
        [("b", "Zoë", 2), ("a", None, 14), ("c", "", None), ("d", "line\nend", 0)],  # a digit moved
        [*_ROWS, ("d", "line\nend", 40)],
        _ROWS[1:],
    ],
)
def test_whatever_is_changed_changes_it(changed: list[tuple[str, str | None, int | None]]) -> None:
    assert _digest(changed) != _digest(_ROWS)
