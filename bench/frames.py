"""Frame and sample compared with DuckDB's own full scan of the same CSV file, and the draw with numpy's sort-and-pick.

The two programs of a comparison are timed in turn, in one run, and the fastest time of each counts, because ratios are
comparable between machines and times are not. Our two commands and the scan are separate processes, timed as a whole. A
scan repeated within one process is faster, because its memory is already allocated; that ratio is printed as well.
Run: PYTHONPATH=src python bench/frames.py FOLDER [rows …]; files are generated in FOLDER once.
"""

import json
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pyarrow as pa

from aftercall.frames.design import SampleDesign
from aftercall.frames.draw import Seeds, select_sample
from aftercall.frames.engine import DuckDBWorkspace
from aftercall.frames.frame_file import FRAME_COLUMNS
from aftercall.frames.layout import NAMES
from aftercall.synthetic.generate import generate_extracts

LIMIT, DRAW_LIMIT = 15, 2
SEED = "5e" * 32
MEMORY = "5GB"  # for the engine, where there are more rows than the largest of SIZES
SIZES = (100_000, 1_000_000, 8_000_000)


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def extract(folder: Path, rows: int) -> Path:
    """One CSV file with this number of rows, of all forces and months."""
    path = folder / f"extract-{rows}.csv"
    if not path.exists():
        parts = folder / f"months-{rows}"
        generate_extracts(parts, seed=2, rows=rows, forces=43)
        with path.open("wb") as whole:
            for number, month in enumerate(sorted(parts.glob("*.csv"))):
                with month.open("rb") as file:
                    if number:
                        file.readline()
                    shutil.copyfileobj(file, whole)
        shutil.rmtree(parts)
    return path


def scan(path: Path) -> tuple[float, float]:
    """Seconds that the engine needs to parse every column of every row: as a process, and repeated within it."""
    words = [sys.executable, str(Path(__file__).with_name("full_scan.py")), str(path), *NAMES]
    repeated: list[str] = []
    whole = timed(
        lambda: repeated.extend(subprocess.run(words, check=True, capture_output=True, text=True).stdout.split())
    )
    return whole - sum(map(float, repeated)), float(repeated[0])


def command(*words: str) -> dict[str, object]:
    """Run one of our commands in a separate process, and return what it printed."""
    done = subprocess.run([sys.executable, "-m", "aftercall.cli", *words, "--json"], check=True, capture_output=True)
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def frame_and_sample(path: Path, folder: Path, *, streamed: bool) -> None:
    frame, sample = folder / "frame", folder / "sample"
    bounded = ["--memory", MEMORY, "--spill", str(folder)] if streamed else []
    command("frame", "build", str(path), "--out", str(frame), "--as-of", "2026-01-15", *bounded)
    command("sample", "draw", str(frame), "--seed", SEED, "--out", str(sample))


def against_scan(folder: Path, rows: int) -> None:
    path = extract(folder, rows)
    streamed = rows > SIZES[-1]
    scans, ours = [scan(path)], []
    for _ in range(1 if streamed else 2):
        ours.append(timed(lambda: frame_and_sample(path, folder, streamed=streamed)))
        scans.append(scan(path))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
    process, warm = (min(times) for times in zip(*scans, strict=True))
    took = min(ours)
    print(
        f"{rows:>11,} rows: scan {process:6.2f} s, frame and sample {took:7.2f} s, ratio {took / process:5.1f} "
        f"(limit {LIMIT}; {took / warm:.1f} to a scan repeated in one process, {warm:.2f} s), "
        f"{took / rows * 1e6:5.1f} s a million rows, peak so far {peak:.1f} GB",
        flush=True,
    )


def people(rows: int) -> pa.Table:
    random = np.random.default_rng(5)
    ids = pa.array([f"{number:032x}" for number in random.integers(0, 2**63, rows).tolist()], pa.string())
    strata = pa.array([f"Kind {kind}" for kind in range(14)] + [f"Kind 0|F{force}" for force in range(186)])
    columns = {"person_id": ids, "stratum": strata.take(pa.array(random.integers(0, 200, rows)))}
    other = {name: pa.nulls(rows, pa.date32() if name == "reported_on" else pa.string()) for name in FRAME_COLUMNS}
    return pa.table({**other, **columns, "events": pa.array(np.ones(rows, np.int64))}).select(list(FRAME_COLUMNS))


def sort_and_pick(numbers: np.ndarray, strata: np.ndarray) -> np.ndarray:
    """The minimum that a hand-written draw does: sort by stratum and number, and take the first of each."""
    order = np.lexsort((numbers, strata))
    counts = np.bincount(strata)
    first = np.concatenate([[0], np.cumsum(counts)[:-1]])
    return np.concatenate([order[at : at + round(0.15 * size)] for at, size in zip(first, counts, strict=True)])


def draw_alone(rows: int, times: int) -> None:
    table = people(rows)
    codes = table["stratum"].combine_chunks().dictionary_encode().indices.to_numpy()
    numbers = np.random.default_rng(6).random(rows)
    with DuckDBWorkspace() as workspace:
        frame = workspace.materialize("frame", workspace.register_arrow("people", table))
        seeds, design = Seeds.of(bytes.fromhex(SEED)), SampleDesign(fraction=Fraction(15, 100))
        numpys, ours = [], []
        for _ in range(times):
            numpys.append(timed(lambda: sort_and_pick(numbers, codes)))
            ours.append(timed(lambda: select_sample(workspace, frame, seeds=seeds, design=design)))
    ratio = min(ours) / min(numpys)
    print(
        f"draw of {rows:,}: numpy {min(numpys):.2f} s, ours {min(ours):.2f} s, ratio {ratio:.2f} (limit {DRAW_LIMIT})"
    )


def main(folder: Path, sizes: list[int]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for rows in sizes:
        against_scan(folder, rows)
    draw_alone(SIZES[-1], times=3)


if __name__ == "__main__":
    main(Path(sys.argv[1]), [int(word) for word in sys.argv[2:]] or list(SIZES))
