"""The digest of a table, compared with plain Python."""

import hashlib

import pyarrow as pa
import pytest

from aftercall.frames.canonical import table_digest
from aftercall.frames.engine import DuckDBWorkspace

_ROWS = [("b", "Zoë", 2), ("a", None, 1), ("c", "", None), ("d", "line\nend", 40)]


def _digest(rows: list[tuple[str, str | None, int | None]]) -> str:
    with DuckDBWorkspace() as workspace:
        person_id, word, events = (list(column) for column in zip(*rows, strict=True))
        columns = {"person_id": pa.array(person_id), "word": pa.array(word), "events": pa.array(events, pa.int64())}
        return table_digest(
            workspace, workspace.register_arrow("t", pa.table(columns)), ("person_id", "word", "events")
        )


def test_the_digest_is_as_documented() -> None:
    lines = ""
    for at, name in enumerate(("person_id", "word", "events")):
        values = [None if row[at] is None else str(row[at]).encode() for row in sorted(_ROWS)]
        lengths = b"".join((-1 if v is None else len(v)).to_bytes(4, "little", signed=True) for v in values)
        texts = b"".join(v or b"" for v in values)
        lines += f"{name} {hashlib.sha256(lengths).hexdigest()} {hashlib.sha256(texts).hexdigest()}\n"
    assert _digest(_ROWS) == hashlib.sha256(lines.encode()).hexdigest()


@pytest.mark.parametrize("order", [[3, 1, 0, 2], [1, 0, 2, 3], [2, 3, 1, 0]])
def test_the_order_of_rows_does_not_change_the_digest(order: list[int]) -> None:
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
def test_any_other_change_changes_the_digest(changed: list[tuple[str, str | None, int | None]]) -> None:
    assert _digest(changed) != _digest(_ROWS)
