"""A fuzz: files that say the same in different ways give the same records, or one clear line; none is silently smaller.

It goes as far as reading and checking do, because everything after that sees only the records.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.frames.people import Row
from tests.frames.saying_the_same import WRITERS, Saying, Spoilt, random_fault, random_rows
from tests.soak import quick_and_soak

from aftercall.errors import BadInput
from aftercall.frames.engine import DuckDBWorkspace
from aftercall.frames.layout import NAMES
from aftercall.frames.reading.dialect import Dialect
from aftercall.frames.reading.files import read_extracts
from aftercall.frames.reading.mapping import ExtractMapping
from aftercall.frames.reading.source import Source
from aftercall.frames.rejects import problems, refuse_rounded_references

_COMPARED = (
    *("faults", "crime_ref", "victim_ref", "reported_on", "category", "area", "victim_kind", "sex", "born"),
    *("forenames", "surnames", "phone", "phone_alt", "email", "postcode", "flags"),
)
_GROUPS = 4  # of files that are read together, with one mapping and one order of columns
_FORMATS = ("", "%d/%m/%Y", "%d/%m/%y", "excel")

type Records = list[dict[str, Any]]


@pytest.mark.parametrize("files", quick_and_soak(100, 2_000))
def test_the_same_said_in_other_ways(tmp_path: Path, files: int) -> None:
    for group in range(files // 25):
        draw = random.Random(f"said in other ways {group}")
        rows, dates = random_rows(draw), _FORMATS[group % _GROUPS]
        columns = draw.sample(NAMES, len(NAMES))
        sayings = []
        for number, suffix in enumerate(sorted([*WRITERS] * 8, reverse=True)):
            # The statement that reads a file is used again for the next, if that has the same epoch.
            saying = Saying(draw, rows, columns, dates, random_fault(draw, rows, suffix), from_1904=number < 4)
            sayings.append((WRITERS[suffix](saying, tmp_path / f"g{group}-{number}{suffix}"), saying))
        plain = Saying(random.Random(0), rows, columns, dates)
        sayings.append((WRITERS[".csv"](plain, tmp_path / f"g{group}-plain.csv"), plain))
        _check_group(sayings, rows)


def _check_group(sayings: Sequence[tuple[Path, Saying]], rows: Sequence[Row]) -> None:
    with DuckDBWorkspace() as workspace:
        dates = sayings[0][1].dates
        entries = {"dates": {"reported_on": [dates], "date_of_birth": [dates]}} if dates else {}
        mapping = ExtractMapping.of(entries | {"file": {"ignore": []}})
        source = Source(workspace, mapping)
        refused = {path.name: _read(source, mapping, path, saying) for path, saying in sayings}
        records = source.table()
        found = problems(workspace, source, records)
        read: dict[str, Records] = {name: [] for name in refused}
        for row in workspace.fetch(records.order_by("record").select("file", *_COMPARED)).to_pylist():
            read[source.files[row.pop("file")]].append(row)
    for path, saying in sayings:
        message = refused[path.name] or _refused_later([one for one in found if one.file == path.name])
        _check(path.name, saying, message, read[path.name], read[sayings[-1][0].name])
    assert len(read[sayings[-1][0].name]) == len(rows)


def _read(source: Source, mapping: ExtractMapping, path: Path, saying: Saying) -> str:
    """The message by which a file is refused; empty where it is read."""
    source.mapping = replace(mapping, dialect=Dialect.from_entries(saying.dialect, "mapping"))
    try:
        read_extracts([path], source)
    except BadInput as error:
        return str(error)
    return ""


def _refused_later(found: Sequence[Any]) -> str:
    try:
        refuse_rounded_references(found)
    except BadInput as error:
        return str(error)
    return ""


def _check(name: str, saying: Saying, message: str, read: Records, plain: Records) -> None:
    if message:
        assert saying.spoilt, (name, message)
        assert message.startswith(name)
        assert "\n" not in message
        assert not any(row["phone"] in message for row in saying.rows if row["phone"])
        return
    assert _refused_file(saying.spoilt) is False, (name, saying.spoilt)
    spoilt = saying.spoilt.row if saying.spoilt else None
    assert len(read) == len(plain), name
    for at, (one, other) in enumerate(zip(read, plain, strict=True)):
        if at == spoilt:
            assert one["faults"], (name, saying.spoilt)
        else:
            assert one == other, (name, _differences(one, other))


def _refused_file(spoilt: Spoilt | None) -> bool:
    return spoilt is not None and spoilt.row is None


def _differences(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    return {name: (one[name], other[name]) for name in one if one[name] != other[name]}
