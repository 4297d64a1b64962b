"""One year of the real force, generated once for all tests of this room."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from aftercall.synthetic.generate import GenerationSummary, generate_extracts

SEED = 20250101


@dataclass(frozen=True)
class Year:
    """The files of one run: the extract's rows, each with its truth."""

    folder: Path
    summary: GenerationSummary
    rows: list[dict[str, str]]
    truth: list[dict[str, Any]]

    @property
    def pairs(self) -> list[tuple[dict[str, str], dict[str, Any]]]:
        """Rows of persons, each with its truth."""
        return [(row, true) for row, true in zip(self.rows, self.truth, strict=True) if true["person"] is not None]


def read_rows(folder: Path) -> list[dict[str, str]]:
    """All rows of all extracts in a folder, in the order of the files."""
    rows: list[dict[str, str]] = []
    for path in sorted(folder.glob("extract-*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows += csv.DictReader(file)
    return rows


@pytest.fixture(scope="session")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    folder = tmp_path_factory.mktemp("year") / "extracts"
    summary = generate_extracts(folder, seed=SEED)
    return Year(folder, summary, read_rows(folder), parquet.read_table(folder / "truth.parquet").to_pylist())
