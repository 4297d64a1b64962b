"""Build a frame from rows, and read the folder that it writes."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from tests.frames.people import Row, write_csv

from aftercall.frames.build import build_frame
from aftercall.frames.flow import Flow
from aftercall.frames.lists import Lists
from aftercall.frames.rules import FrameRules

AS_OF = date(2025, 3, 1)
MATCH_KEY = b"a key for tests, of no other use"
_LISTS = ("suppressed", "surveyed", "decisions", "register", "keeps_register", "register_since", "match_key")


@dataclass
class Built:
    """The folder of a frame, read back."""

    folder: Path
    flow: Flow
    contacts: list[Mapping[str, str | None]] = field(default_factory=list)

    def table(self, name: str) -> list[dict[str, Any]]:
        """The rows of one of its Parquet files."""
        with duckdb.connect() as connection:
            return connection.read_parquet(str(self.folder / f"{name}.parquet")).to_arrow_table().to_pylist()

    @property
    def frame(self) -> dict[str, dict[str, Any]]:
        """The frame's rows by crime_ref."""
        return {row["crime_ref"]: row for row in self.table("frame")}

    @property
    def reasons(self) -> dict[str, str]:
        """The first reason of every excluded record, by crime_ref."""
        return {row["crime_ref"]: row["reason"] for row in self.table("excluded")}

    @property
    def persons(self) -> dict[str, str]:
        """The person_id of every record, by crime_ref."""
        return {row["crime_ref"]: row["person_id"] for row in self.table("persons")}

    @property
    def written_flow(self) -> dict[str, Any]:
        """The content of flow.json."""
        flow: dict[str, Any] = json.loads((self.folder / "flow.json").read_text())
        return flow


type Build = Callable[..., Built]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Build a frame from rows (or from extracts already written) and read it back."""

    def _build(rows: Sequence[Row | Path], *, rules: FrameRules | None = None, **options: Any) -> Built:
        number = len(list(tmp_path.iterdir()))
        extracts = [row for row in rows if isinstance(row, Path)]
        given = [row for row in rows if not isinstance(row, Path)]
        if given:
            extracts.append(write_csv(tmp_path / f"extract-{number}.csv", given))
        built = Built(tmp_path / f"frame-{number}", Flow(0, 0, {}, 0, 0))
        options = {"as_of": AS_OF, "match_key": MATCH_KEY, "contacts": built.contacts.extend} | options
        lists = {name: options.pop(name) for name in _LISTS if name in options}
        rules = rules or FrameRules()
        built.flow = build_frame(extracts, out=built.folder, rules=rules, lists=Lists(**lists), **options)
        return built

    return _build
