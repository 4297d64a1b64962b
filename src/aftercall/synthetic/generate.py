"""Extracts of synthetic victims, one file for each month, and the truth behind them."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from aftercall.synthetic.draws import Draws
from aftercall.synthetic.errors import CannotGenerate
from aftercall.synthetic.extract import COLUMNS, TRUTH, Block, Extractor
from aftercall.synthetic.people import SyntheticPopulation
from aftercall.synthetic.records import load_records
from aftercall.synthetic.rows import Month, is_real, modelled_month, real_month
from aftercall.synthetic.writing import POSTCODE_AREAS

BLOCK_ROWS = 65_536
TRUTH_GROUP_ROWS = 262_144
YEARS = (2015, 2035)
WITH_COMMAS = ("ethnicity",)
FEW_VALUES = ["category", "victim_kind", "sex", "language", "errors", "true_flags"]

type Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class GenerationSummary:
    """What was written. `records` is exactly `without_victim` plus `rows`."""

    records: int
    without_victim: dict[str, int]
    rows_by_month: dict[str, int]

    @property
    def rows(self) -> int:
        """The rows of all months."""
        return sum(self.rows_by_month.values())


def generate_extracts(
    out: Path,
    *,
    seed: int,
    rows: int | None = None,
    forces: int = 1,
    first_month: date = date(2025, 1, 1),
    months: int = 12,
    progress: Progress | None = None,
) -> GenerationSummary:
    """Write `extract-YYYY-MM.csv` for each month and `truth.parquet` to the new folder `out`, all of them or none.

    Without `rows`, there is one row for every real record of the months (of 2025) that has a victim. With `rows`, there
    are that many rows modelled on them, spread evenly over the months and at random over `forces`. The same arguments
    give the same bytes.

    Raises CannotGenerate for arguments that contradict each other or an `out` that is not empty.
    """
    _check(out, seed, rows, forces)
    firsts = _first_days(first_month, months)
    draws = Draws(seed)
    parts = _real_months(firsts, forces) if rows is None else _modelled_months(draws, firsts, rows, forces)
    population = SyntheticPopulation(draws, forces=forces, scale=_scale(rows, forces, months))
    with _all_or_nothing(out) as folder:
        write_months(folder, parts, Extractor(draws, population, forces), progress=progress)
    return _summary(firsts, parts, real=rows is None)


def _check(out: Path, seed: int, rows: int | None, forces: int) -> None:
    if seed < 0:
        raise CannotGenerate("the seed must be 0 or more")
    if rows is not None and rows < 1:
        raise CannotGenerate("the number of rows must be 1 or more")
    if not 1 <= forces <= len(POSTCODE_AREAS):
        raise CannotGenerate(f"the number of forces must be from 1 to {len(POSTCODE_AREAS)}")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise CannotGenerate(f"{out} exists and is not an empty folder; name another or empty it")


def _first_days(first: date, months: int) -> list[date]:
    """The first days of the months. People's ages are drawn for 2025, so the months must be near it."""
    numbers = [first.year * 12 + first.month - 1 + n for n in range(months)]
    if not numbers or numbers[0] < YEARS[0] * 12 or numbers[-1] >= YEARS[1] * 12:
        raise CannotGenerate(f"the months must be from {YEARS[0]} to {YEARS[1] - 1}, and at least 1")
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def _real_months(firsts: list[date], forces: int) -> list[Month]:
    if forces != 1:
        raise CannotGenerate("give a number of rows for several forces: the real records are of one force")
    if not all(map(is_real, firsts)):
        raise CannotGenerate("the real records are of 2025: choose months of that year, or give a number of rows")
    return [real_month(first) for first in firsts]


def _modelled_months(draws: Draws, firsts: list[date], rows: int, forces: int) -> list[Month]:
    each, more = divmod(rows, len(firsts))
    return [modelled_month(draws, first, each + (n < more), forces) for n, first in enumerate(firsts)]


def _scale(rows: int | None, forces: int, months: int) -> float:
    """Years of the real force's records that one force has; at least 1, so that small files share their people."""
    if rows is None:
        return 1.0
    return max(1.0, rows / forces * 12 / max(months, 12) / len(load_records().refs))


def write_months(
    folder: Path,
    months: list[Month],
    extractor: Extractor,
    *,
    block_rows: int = BLOCK_ROWS,
    progress: Progress | None = None,
) -> None:
    """Write all months, one block at a time. The size of the blocks does not change the files."""
    total, done = sum(month.size for month in months), 0
    with TruthFile(folder / "truth.parquet") as truth:
        for month in months:
            with (folder / f"extract-{month.name}.csv").open("wb") as file:
                file.write((",".join(COLUMNS) + "\n").encode())
                for start in range(0, month.size, block_rows):
                    block = extractor.block(month, start, min(start + block_rows, month.size))
                    file.write(_lines(block))
                    truth.add(block.truth)
                    done += block.truth.num_rows
                    if progress:
                        progress(done, total)


def _lines(block: Block) -> memoryview:
    """The lines of a block, as the single buffer in which Arrow stores a text."""
    *columns, last = (_quoted(texts) if name in WITH_COMMAS else texts for name, texts in block.columns.items())
    ended = pc.binary_join_element_wise(last, "", "\n", null_handling="replace")
    lines = pc.binary_join_element_wise(*columns, ended, ",", null_handling="replace")
    whole = pc.binary_join(pa.LargeListArray.from_arrays([0, len(lines)], lines), "")
    return memoryview(whole[0].as_buffer())


def _quoted(texts: pa.Array) -> pa.Array:
    """The texts, with those that contain a comma in quotation marks (no text contains one)."""
    return pc.if_else(pc.match_substring(texts, ","), pc.binary_join_element_wise('"', texts, '"', ""), texts)


class TruthFile:
    """A Parquet file whose row groups do not depend on how the rows are added."""

    def __init__(self, path: Path) -> None:
        self._writer = parquet.ParquetWriter(path, TRUTH, compression="zstd", use_dictionary=FEW_VALUES)
        self._waiting: list[pa.Table] = []
        self._rows = 0

    def __enter__(self) -> "TruthFile":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._write(self._rows)
        self._writer.close()

    def add(self, table: pa.Table) -> None:
        """Add rows, and write all complete row groups."""
        self._waiting.append(table)
        self._rows += table.num_rows
        while self._rows >= TRUTH_GROUP_ROWS:
            self._write(TRUTH_GROUP_ROWS)

    def _write(self, rows: int) -> None:
        waiting = pa.concat_tables(self._waiting)
        if rows:
            self._writer.write_table(waiting.slice(0, rows).combine_chunks(), row_group_size=rows)
        self._waiting, self._rows = [waiting.slice(rows)], self._rows - rows


@contextmanager
def _all_or_nothing(out: Path) -> Iterator[Path]:
    """A folder next to `out` that is renamed to it when the block succeeds, and removed otherwise."""
    out.parent.mkdir(parents=True, exist_ok=True)
    folder = out.parent / f".{out.name}.{uuid4().hex[:8]}.part"
    folder.mkdir()
    try:
        yield folder
        folder.rename(out)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _summary(firsts: list[date], parts: list[Month], *, real: bool) -> GenerationSummary:
    by_month = {month.name: month.size for month in parts}
    if not real:
        return GenerationSummary(sum(by_month.values()), {}, by_month)
    records, numbers = load_records(), [first.month - 1 for first in firsts]
    without = sum((records.without_victim[n] for n in numbers), Counter[str]())
    return GenerationSummary(sum(records.read[n] for n in numbers), dict(without), by_month)
