"""Do DuckDB and Spark make the same frame and sample of a million rows, and how long does each take?

Run: PYTHONPATH=src python bench/engines.py [rows] (a million by default); for AFTERCALL_SPARK_MASTER see docs/spark.md.
"""

import sys
import time
from datetime import date
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

from aftercall.frames.build import build_frame
from aftercall.frames.building.progress import STEP_LABELS
from aftercall.frames.canonical import file_digest
from aftercall.frames.design import SampleDesign
from aftercall.frames.draw import Seeds, draw_sample
from aftercall.frames.engine import DuckDBWorkspace, Engine
from aftercall.frames.lists import Lists
from aftercall.frames.rules import FrameRules
from aftercall.frames.spark import SparkEngine
from aftercall.synthetic.generate import generate_extracts

FILES = ("frame/frame.parquet", "frame/flow.json", "frame/doubtful.csv", "sample/sample.parquet")


def make(extracts: list[Path], out: Path, engine: Engine) -> dict[str, str]:
    """Build and draw, print the time after every step, and return the digest of every file."""
    began = time.perf_counter()

    def progress(done: int, _steps: int) -> None:
        print(f"{time.perf_counter() - began:8.1f} s  {out.name}: {STEP_LABELS[done - 1]}", flush=True)

    build_frame(
        extracts,
        out=out / "frame",
        rules=FrameRules(),
        as_of=date(2026, 1, 15),
        lists=Lists(match_key=b"a key of this bench"),
        engine=engine,
        progress=progress,
    )
    design = SampleDesign(fraction=Fraction(15, 100))
    draw_sample(out / "frame", seeds=Seeds.of(b"a draw"), design=design, out=out / "sample", engine=engine)
    print(f"{time.perf_counter() - began:8.1f} s  {out.name}: Draw the sample", flush=True)
    return {name: file_digest(out / name) for name in FILES}


def main(rows: int) -> int:
    """Returns exit code 1 if a file differs."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        generate_extracts(folder / "extracts", seed=7, rows=rows, forces=43)
        extracts = sorted((folder / "extracts").glob("*.csv"))
        by_duckdb = make(extracts, folder / "DuckDB", DuckDBWorkspace)
        by_spark = make(extracts, folder / "Spark", SparkEngine.from_environment())
    for file in FILES:
        print(f"{file}: {'the same bytes' if by_duckdb[file] == by_spark[file] else 'DIFFERENT'}")
    return int(by_duckdb != by_spark)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
