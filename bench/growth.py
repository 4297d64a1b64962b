"""How time and memory of `aftercall estimate` grow with the rows: time in proportion, memory hardly at all.

Run: PYTHONPATH=src python bench/growth.py [rows, such as 20000000]. Each size is a Parquet file of made-up respondents,
run in a separate process: shares of seven levels by area and category, a mean and a difference, raked to four margins.
"""

import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

SIZES = {"area": 43, "crime": 8, "sex": 2, "age": 6}
DESIGN = """
[design]
strata = "stratum"
weights = "w"
fpc = "N"
[[weighting]]
method = "rake"
margins = "margins.json"
[[estimate]]
kind = "proportion"
variable = "answer"
by = ["area", "crime"]
[[estimate]]
kind = "mean"
variable = "answer"
by = "crime"
[[estimate]]
kind = "difference"
variable = "answer"
between = "year"
levels = [2024, 2025]
by = "crime"
"""


def write(folder: Path, rows: int) -> None:
    """People whose columns are hashes of their row number, and margins that differ slightly from the sample."""
    columns = ", ".join(f"hash(i, {k}) % {size} AS {name}" for k, (name, size) in enumerate(SIZES.items()))
    people = f"SELECT i, {columns}, hash(i, 7) % 7 AS answer, 2024 + hash(i, 8) % 2 AS year FROM range({rows}) AS t(i)"  # noqa: S608
    with duckdb.connect() as connection:
        connection.execute(
            f"""COPY (SELECT *, crime * 2 + year - 2024 AS stratum, {rows} AS N, 4 + hash(i, 9) % 1000 / 250.0 AS w
            FROM ({people})) TO '{folder}/people.parquet'"""  # noqa: S608
        )
    margins = {name: {str(k): rows * 6.0 / size for k in range(size)} for name, size in SIZES.items()}
    (folder / "margins.json").write_text(json.dumps(margins), encoding="utf-8")
    (folder / "D.toml").write_text(DESIGN, encoding="utf-8")


def measure(rows: int) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, rows)
        data, design, out = folder / "people.parquet", folder / "D.toml", folder / "o.json"
        command = [sys.executable, "-m", "aftercall.cli", "estimate", data, "--design", design, "--out", out]
        started = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        seconds = time.perf_counter() - started
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
        print(
            f"{rows:>11,} rows, {data.stat().st_size / 1e6:6.0f} MB of Parquet: {seconds:6.1f} s, "
            f"{rows / seconds / 1e6:4.1f} million rows per second, at most {peak:.2f} GB so far"
        )


if __name__ == "__main__":
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000_000
    for rows in (most // 20, most // 4, most):
        measure(rows)
