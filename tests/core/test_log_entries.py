"""Entries as they are hashed and exported."""

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from aftercall.core.log_entries import LoggedEntry, content_of, leaf_hash_of, read_line

AT = datetime(2025, 3, 1, 9, 30, tzinfo=UTC)
CONTENT = content_of(at=AT, details={"é": 1}, actor="user:1", role="system", action="a.b", subject="wave:1")
LINE = LoggedEntry(7, CONTENT, leaf_hash_of(CONTENT), "secret").as_line()


def test_anyone_can_compute_the_hash_of_an_entry() -> None:
    text = (
        '{"action":"a.b","actor":"user:1","at":"2025-03-01T09:30:00.000000+00:00",'
        '"details":{"é":1},"role":"system","subject":"wave:1"}'
    )
    assert leaf_hash_of(CONTENT) == hashlib.sha256(b"\x00" + text.encode()).hexdigest()
    assert "secret" not in LINE


def test_the_time_zone_in_which_a_time_is_given_does_not_matter() -> None:
    local = AT.astimezone(timezone(timedelta(hours=5)))
    assert content_of(at=local, details={})["at"] == CONTENT["at"]


def test_a_line_is_read_however_its_json_is_spaced() -> None:
    entry = read_line(json.dumps(json.loads(LINE), indent=1))
    assert entry == LoggedEntry(7, CONTENT, leaf_hash_of(CONTENT))
    assert entry.is_unchanged
    assert entry.at == AT


@pytest.mark.parametrize(
    "change",
    [
        ("{", ""),
        ('"id":7', '"id":"7"'),
        ('"id":7', '"id":true'),
        ('"id":7', '"id":7,"id":8'),
        ('"id":7', '"id":7,"more":1'),
        ('"role":"system",', ""),
        ('"role":"system"', '"role":1'),
        ('{"é":1}', "[]"),
        ("2025-03-01T", "2025-02-30T"),
        ("+00:00", ""),
        (LINE, "[1]"),
        (LINE, "[" * 200_000),
        ('"hash":"', '"hash":1,"x":"'),
    ],
)
def test_a_line_that_holds_no_entry_is_not_one(change: tuple[str, str]) -> None:
    assert read_line(LINE.replace(*change)) is None
