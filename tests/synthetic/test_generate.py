from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from aftercall.synthetic import generate
from aftercall.synthetic.draws import Draws
from aftercall.synthetic.errors import CannotGenerate
from aftercall.synthetic.extract import COLUMNS, Extractor
from aftercall.synthetic.generate import generate_extracts, write_months
from aftercall.synthetic.people import SyntheticPopulation
from aftercall.synthetic.rows import Month, modelled_month

from .conftest import SEED, Year, read_rows

JANUARY_2026 = date(2026, 1, 1)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_a_row_for_every_record_with_a_victim(year: Year) -> None:
    summary = year.summary
    assert summary.records == 74_273
    assert summary.without_victim == {"Drugs": 1504, "Possession of weapons": 535}
    assert summary.records == sum(summary.without_victim.values()) + summary.rows
    assert summary.rows == len(year.rows) == len(year.truth)


def test_a_file_for_each_month_in_the_canonical_layout(year: Year) -> None:
    files = contents(year.folder)
    assert sorted(files) == [*(f"extract-2025-{month:02d}.csv" for month in range(1, 13)), "truth.parquet"]
    header = ",".join(COLUMNS).encode()
    for name, rows in year.summary.rows_by_month.items():
        lines = files[f"extract-{name}.csv"].splitlines()
        assert lines[0] == header
        assert len(lines) == rows + 1


def test_the_same_seed_gives_the_same_bytes_and_another_seed_different_ones(year: Year, tmp_path: Path) -> None:
    for seed, folder in ((SEED, tmp_path / "same"), (SEED + 1, tmp_path / "other")):
        generate_extracts(folder, seed=seed)
    assert contents(tmp_path / "same") == contents(year.folder)
    assert all(contents(tmp_path / "other")[name] != content for name, content in contents(year.folder).items())


def test_a_month_alone_is_the_month_of_the_year(year: Year, tmp_path: Path) -> None:
    summary = generate_extracts(tmp_path / "may", seed=SEED, first_month=date(2025, 5, 1), months=1)
    name = "extract-2025-05.csv"
    assert contents(tmp_path / "may")[name] == contents(year.folder)[name]
    assert summary.records == summary.rows + sum(summary.without_victim.values())


@pytest.fixture(scope="module")
def in_one_block(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, list[Month], Extractor]]:
    draws, folder = Draws(3), tmp_path_factory.mktemp("whole")
    extractor = Extractor(draws, SyntheticPopulation(draws, forces=4, scale=1.0), 4)
    months = [modelled_month(draws, date(2025, month, 1), 700, 4) for month in (11, 12)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generate, "TRUTH_GROUP_ROWS", 500)
        write_months(folder, months, extractor)
        yield folder, months, extractor


@settings(max_examples=8)
@given(block_rows=st.integers(40, 900))
def test_the_size_of_a_block_does_not_change_the_files(
    block_rows: int, in_one_block: tuple[Path, list[Month], Extractor], tmp_path_factory: pytest.TempPathFactory
) -> None:
    whole, months, extractor = in_one_block
    blocks = tmp_path_factory.mktemp("blocks")
    write_months(blocks, months, extractor, block_rows=block_rows)
    assert contents(blocks) == contents(whole)
    assert parquet.ParquetFile(blocks / "truth.parquet").num_row_groups == 3


def test_any_number_of_rows_over_months_and_forces(tmp_path: Path) -> None:
    december = date(2025, 12, 1)
    summary = generate_extracts(tmp_path / "big", seed=1, rows=10_001, forces=5, first_month=december, months=2)
    rows = read_rows(tmp_path / "big")
    assert summary.rows_by_month == {"2025-12": 5001, "2026-01": 5000}
    assert summary.records == summary.rows == len(rows)
    assert len({row["victim_ref"] for row in rows}) == len(rows)
    assert {row["area"][:3] for row in rows if row["area"]} == {f"F{force:02d}" for force in range(1, 6)}
    assert {row["reported_on"][:7] for row in rows} >= {"2025-12", "2026-01"}
    assert {row["postcode"][:2] for row in rows if row["postcode"]} == {"ZA", "ZB", "ZC", "ZD", "ZF"}


def test_a_later_month_has_repeat_victims_of_the_year(year: Year, tmp_path: Path) -> None:
    generate_extracts(tmp_path / "next", seed=SEED, rows=6000, first_month=JANUARY_2026, months=1)
    later = parquet.read_table(tmp_path / "next" / "truth.parquet")["person"].to_pylist()
    known = {true["person"] for _, true in year.pairs}
    repeats = sum(person in known for person in later if person is not None) / len(later)
    assert 0.1 < repeats < 0.4


def test_some_crimes_have_two_victims(tmp_path: Path) -> None:
    generate_extracts(tmp_path / "big", seed=1, rows=60_000, months=1)
    rows = read_rows(tmp_path / "big")
    second = [row for row in rows if row["victim_ref"].endswith("-V2")]
    assert 2 <= len(second) <= 25
    assert {row["crime_ref"] for row in second} <= {row["crime_ref"] for row in rows if row not in second}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"seed": -1}, "seed"),
        ({"rows": 0}, "number of rows"),
        ({"forces": 2}, "give a number of rows for several forces"),
        ({"rows": 10, "forces": 0}, "number of forces"),
        ({"rows": 10, "forces": 500}, "number of forces"),
        ({"months": 0}, "at least 1"),
        ({"months": 13}, "real records are of 2025"),
        ({"rows": 10, "first_month": date(1999, 1, 1)}, "from 2015"),
        ({"rows": 10, "months": 500}, "to 2034"),
    ],
)
def test_an_impossible_request_is_reported_and_leaves_nothing(
    wrong: dict[str, int], words: str, tmp_path: Path
) -> None:
    with pytest.raises(CannotGenerate, match=words):
        generate_extracts(tmp_path / "out", **{"seed": 1, **wrong})  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(CannotGenerate, match="not an empty folder"):
        generate_extracts(tmp_path, seed=1)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_nothing_is_left_after_an_interruption(tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        generate_extracts(tmp_path / "out", seed=1, rows=100, progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_progress_counts_up_to_the_last_row(tmp_path: Path) -> None:
    counts: list[tuple[int, int]] = []
    generate_extracts(tmp_path / "out", seed=1, rows=100, months=4, progress=lambda *count: counts.append(count))
    assert counts == [(25, 100), (50, 100), (75, 100), (100, 100)]
