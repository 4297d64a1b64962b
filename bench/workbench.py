"""The speed of the workbench relative to the bare call of the engine for the same figures, in the same run.

The national set: 43 forces, a year, 1.2 million interviews, weighted as an analysis weights. The bare call weights the
sample and estimates the crossing. The first question to the workbench does that too, and makes the table, the judgement
and the charts; a later one uses the sample that is kept in memory. A year of one force is measured in the same way.

Run: PYTHONPATH=src python bench/workbench.py [interviews], with 1200000 interviews for the full size.
"""

import os
import sys
import time
from collections.abc import Callable
from typing import Any

import django
import numpy as np
import pyarrow as pa

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aftercall.config.settings")
    django.setup()

from aftercall.charts.tiles import Tile, in_rows, tile_map
from aftercall.core.words import percent
from aftercall.estimates.run import estimate_table, weight_table
from aftercall.workbench.answering import funnel_of
from aftercall.workbench.crossing import Cell, cross, is_group
from aftercall.workbench.pictures import funnel_picture

FORCES = [f"Force {number:02}" for number in range(1, 44)]
# Of the national set, so many times the bare call; of one force, so many seconds.
LIMIT, SECONDS = 2.0, 2.0


def sample(interviews: int, forces: int, seed: int = 1) -> tuple[pa.Table, dict[str, Any]]:
    """People interviewed, one in six of the frame, with the design and the margins of an analysis."""
    random = np.random.default_rng(seed)
    months = random.integers(1, 13, interviews)
    columns: dict[str, Any] = {
        "area": np.array(FORCES)[random.integers(0, forces, interviews)],
        "category": np.array(["burglary", "violence", "theft", "vehicle", "damage"])[random.integers(0, 5, interviews)],
        "age_band": np.array(["16 to 24", "25 to 44", "45 to 64", "65 and over"])[random.integers(0, 4, interviews)],
        "sex": np.array(["female", "male"])[random.integers(0, 2, interviews)],
        "quarter": np.array([f"quarter {(month - 1) // 3 + 1}" for month in range(1, 13)])[months - 1],
        "month reported": np.array([f"2025-{month:02}" for month in range(1, 13)])[months - 1],
        "base_weight": random.uniform(5, 7, interviews),
        "whole": random.random(interviews) < 0.8,
    }
    stratum = np.char.add(np.char.add(columns["month reported"], " "), columns["category"])
    names, codes, sizes = np.unique(stratum, return_inverse=True, return_counts=True)
    table = pa.table(columns | {"stratum": names[codes], "stratum_size": sizes[codes] * 6})
    raked = ("quarter", "category", "area", "age_band", "sex")
    margins = {
        name: {level: int(n) * 6 for level, n in zip(*np.unique(columns[name], return_counts=True), strict=True)}
        for name in raked
    }
    design = {"strata": "stratum", "weights": "base_weight", "fpc": "stratum_size", "lonely": "adjust", "df": "sample"}
    return table, {"design": design, "weighting": [{"method": "rake", "margins": margins}], "estimate": [request()]}


def request(by: tuple[str, ...] = ("area", "quarter")) -> dict[str, Any]:
    """The bare engine's request for a crossing."""
    return {"kind": "proportion", "variable": "whole", "level": True, "interval": "wilson", "by": list(by)}


def fastest(*works: Callable[[], object], times: int = 3) -> list[float]:
    """Seconds of the fastest run of each. They alternate, so that other load on the machine affects all of them."""
    found: list[list[float]] = [[] for _ in works]
    for _ in range(times):
        for work, own in zip(works, found, strict=True):
            started = time.perf_counter()
            work()
            own.append(time.perf_counter() - started)
    return [min(own) for own in found]


def shown(cells: list[Cell]) -> object:
    """What the page does with the figures of areas: judge them and draw them."""
    by_area = {cell.groups["area"]: cell for cell in cells}
    whole = max(by_area.values(), key=lambda cell: cell.base)
    found = funnel_of(whole, by_area)
    labels = {name: name for name in by_area}
    places = in_rows(sorted(labels))
    tiles = [Tile(name, *places[name], cell.share, percent(cell.share)) for name, cell in by_area.items()]
    return found and funnel_picture("Areas", found, labels), tile_map("Areas", tiles)


def report(name: str, interviews: int, forces: int) -> tuple[float, float]:
    """Print the times of one set. Returns the longest of the workbench, in seconds and as a ratio to the bare call."""
    table, document = sample(interviews, forces)

    def first() -> object:
        weighted = weight_table(table, document)
        return cross(weighted, document, ["whole"], ["area", "quarter"]), shown(
            cross(weighted, document, ["whole"], ["area"])
        )

    kept = weight_table(table, document)
    bare, cold, later, base = fastest(
        lambda: estimate_table(table, document),
        first,
        lambda: cross(kept, document, ["whole"], ["area", "quarter"]),
        lambda: cross(kept, document, ["whole"], ["month reported"], is_group("category", "burglary")),
    )
    print(f"{name}: {interviews:,} interviews, {forces} areas; bare engine call {bare:.3f} s")
    for words, found in (("first question, with charts", cold), ("later question", later), ("within a base", base)):
        print(f"  {words:30} {found:7.3f} s  ratio {found / bare:5.2f}")
    longest = max(cold, later, base)
    return longest, longest / bare


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 1_200_000
    _, ratio = report("National", size, 43)
    seconds, _ = report("One force", max(size // 480, 500), 4)
    print(f"Limits: {LIMIT:g} times the bare call for the national set, {SECONDS:g} s for one force")
    sys.exit(0 if ratio <= LIMIT and seconds < SECONDS else 1)
