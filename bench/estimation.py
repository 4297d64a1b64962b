"""The speed of the engine relative to numpy code written for a single job. Ratios are comparable between machines.

A raked table is compared with the same table without raking, so the ratio includes the full cost of raking in the
variance. It is given for the first table of a calibration, for which a user has to wait, and for a later one. The
engine uses two cores here, so the ratio is worse on a busy machine.

Run: PYTHONPATH=src python bench/estimation.py [scale], with scale 1 for the full size.
"""

import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from aftercall.methods.arrays import FloatArray, IntArray
from aftercall.methods.calibration import Calibration, CellResidual
from aftercall.methods.cells import Cells
from aftercall.methods.design import Design
from aftercall.methods.margins import Margin
from aftercall.methods.raking import rake
from aftercall.methods.table import share_table, share_tables
from aftercall.methods.table_sums import Classification


def fastest(one: Callable[[], object], other: Callable[[], object], times: int = 30) -> tuple[float, float]:
    """Seconds of the fastest run of each. They alternate, so that other load on the machine affects both."""
    found: tuple[list[float], list[float]] = ([], [])
    for _ in range(times):
        for work, seconds in zip((one, other), found, strict=True):
            started = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - started)
    return min(found[0]), min(found[1])


def peak(work: Callable[[], object]) -> int:
    """The largest number of bytes allocated by numpy and Python."""
    tracemalloc.start()
    work()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def report(name: str, engine: Callable[[], object], by_hand: Callable[[], object], limit: float, data: int) -> None:
    hand, ours = fastest(by_hand, engine)
    memory = peak(engine) / data
    print(
        f"{name:44} {hand:7.3f} s {ours:7.3f} s  ratio {ours / hand:5.2f} (limit {limit:g}) memory {memory:4.1f} data"
    )


def rake_by_hand(weights: FloatArray, codes: list[IntArray], totals: list[FloatArray]) -> FloatArray:
    """Iterative fitting over the cells of a dense table."""
    shape = tuple(len(total) for total in totals)
    cell = np.ravel_multi_index(tuple(codes), shape)
    start = np.bincount(cell, weights=weights, minlength=int(np.prod(shape))).reshape(shape)
    current = start.copy()
    axes = range(len(shape))
    for _ in range(1000):
        for axis in axes:
            others = tuple(other for other in axes if other != axis)
            ratio = totals[axis] / current.sum(axis=others)
            current *= ratio.reshape([-1 if other == axis else 1 for other in axes])
        sums = (current.sum(axis=tuple(o for o in axes if o != axis)) for axis in axes)
        if all(np.abs(found / total - 1).max() < 1e-10 for found, total in zip(sums, totals, strict=True)):
            break
    factor = np.divide(current, start, out=np.ones_like(start), where=start > 0)
    return weights * factor.ravel()[cell]


def table_by_hand(
    weights: FloatArray,
    strata: IntArray,
    population: FloatArray,
    levels: IntArray,
    kinds: int,
    domains: IntArray,
    count: int,
) -> tuple[FloatArray, FloatArray]:
    """Shares and standard errors of a stratified sample in closed form."""
    n = np.bincount(strata)
    size = len(n)
    key = (domains * size + strata) * kinds + levels
    shape = (count, size, kinds)
    total = np.bincount(key, weights=weights, minlength=count * size * kinds).reshape(shape)
    square = np.bincount(key, weights=weights * weights, minlength=count * size * kinds).reshape(shape)
    weight = total.sum(axis=(1, 2))
    share = total.sum(axis=1) / weight[:, None]
    p = share[:, None, :]
    first = total - p * total.sum(axis=2, keepdims=True)
    second = square * (1 - p) ** 2 + (square.sum(axis=2, keepdims=True) - square) * p**2
    scale = (1 - n / population) * n / (n - 1)
    variance = (scale[None, :, None] * (second - first**2 / n[None, :, None])).sum(axis=1)
    return share, np.sqrt(variance) / weight[:, None]


def without_cache(calibration: Calibration) -> Calibration:
    """The same calibration as if it were new."""
    residual = calibration.residual
    assert isinstance(residual, CellResidual)  # noqa: S101 - for the type
    cells = residual.cells
    return replace(calibration, residual=replace(residual, cells=Cells(cells.margins, cells.of_row, cells.rows)))


def main(scale: float) -> None:
    random = np.random.default_rng(7)
    rows = int(1_000_000 * scale)
    sizes = (43, 8, 2, 6)
    codes = [random.integers(0, size, rows) for size in sizes]
    weights = random.uniform(2, 12, rows)
    totals = [
        np.bincount(code, weights=weights) * random.uniform(0.8, 1.2, size)
        for code, size in zip(codes, sizes, strict=True)
    ]
    totals = [total * weights.sum() / total.sum() for total in totals]
    margins = [Margin(str(i), code, total) for i, (code, total) in enumerate(zip(codes, totals, strict=True))]
    four = sum(code.nbytes for code in codes) + weights.nbytes
    report(
        "rake to four margins", lambda: rake(weights, margins), lambda: rake_by_hand(weights, codes, totals), 1.5, four
    )

    strata = random.integers(0, 16, rows)
    population = np.bincount(strata) * 7.0
    design = Design(weights=weights, strata=strata, fpc=population[strata])
    levels, domains = random.integers(0, 7, rows), random.integers(0, 2000, rows)
    columns = 5 * weights.nbytes
    hand = lambda: table_by_hand(weights, strata, population, levels, 7, domains, 2000)  # noqa: E731 - timed below
    report(
        "7 levels by 2,000 domains",
        lambda: share_table(design, Classification(levels, 7), domains, 2000),
        hand,
        2,
        columns,
    )
    calibration = rake(weights, margins)
    both = columns + four
    report(
        "the same after raking: a later table",
        lambda: share_table(design, Classification(levels, 7), domains, 2000, calibration),
        hand,
        4,
        both,
    )
    report(  # the sums over the margins are cached from one table of a calibration to the next, but not here
        "the same after raking: the first table",
        lambda: share_table(design, Classification(levels, 7), domains, 2000, without_cache(calibration)),
        hand,
        4,
        both,
    )

    half = rows // 2
    variables = [Classification(random.integers(0, 7, half), 7) for _ in range(30)]
    few = random.integers(0, 50, half)
    part = np.bincount(strata[:half]) * 7.0
    smaller = Design(weights=weights[:half], strata=strata[:half], fpc=part[strata[:half]])
    report(
        "30 variables by 50 domains",
        lambda: share_tables(smaller, variables, few, 50),
        lambda: [table_by_hand(weights[:half], strata[:half], part, one.codes, 7, few, 50) for one in variables],
        2,
        33 * few.nbytes,
    )


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0)
