"""Slow, plain versions of the methods: loops over people and units that follow the printed formulas."""

from collections import defaultdict
from collections.abc import Sequence


def covariance(
    strata: Sequence[int],
    units: Sequence[int],
    population: Sequence[float] | None,
    first: Sequence[float],
    second: Sequence[float],
    lonely: str,
) -> float:
    """The covariance of two totals of scores under a stratified cluster design."""
    members: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row, (stratum, unit) in enumerate(zip(strata, units, strict=True)):
        members[stratum][unit].append(row)
    spread, averaged = 0.0, 0
    count = sum(len(by_unit) for by_unit in members.values())
    centre = (sum(first) / count, sum(second) / count)  # of all units of all strata
    for by_unit in members.values():
        rows = next(iter(by_unit.values()))
        size = float("inf") if population is None else population[rows[0]]
        n = len(by_unit)
        correction = 1 - n / size
        a = [sum(first[row] for row in rows) for rows in by_unit.values()]
        b = [sum(second[row] for row in rows) for rows in by_unit.values()]
        if n == 1:
            spread += correction * (a[0] - centre[0]) * (b[0] - centre[1]) if lonely == "adjust" else 0.0
            averaged += correction > 0 and lonely == "average"
            continue
        mean_a, mean_b = sum(a) / n, sum(b) / n
        spread += correction * n / (n - 1) * sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b, strict=True))
    return spread * len(members) / (len(members) - averaged)


def rake(
    weights: Sequence[float], margins: Sequence[tuple[Sequence[int], Sequence[float]]], rounds: int
) -> list[float]:
    """Raking row by row, with a fixed number of iterations."""
    current = list(weights)
    for _ in range(rounds):
        for codes, totals in margins:
            sums = [0.0] * len(totals)
            for code, weight in zip(codes, current, strict=True):
                sums[code] += weight
            current = [weight * totals[code] / sums[code] for code, weight in zip(codes, current, strict=True)]
    return current


def calibrated_residuals(
    scores: Sequence[float], weights: Sequence[float], margins: Sequence[Sequence[int]], sweeps: int
) -> list[float]:
    """Scores per person minus the unweighted mean of their level, one margin after another."""
    residual = [score / weight for score, weight in zip(scores, weights, strict=True)]
    for _ in range(sweeps):
        for codes in margins:
            groups: dict[int, list[float]] = defaultdict(list)
            for code, value in zip(codes, residual, strict=True):
                groups[code].append(value)
            residual = [
                value - sum(groups[code]) / len(groups[code]) for code, value in zip(codes, residual, strict=True)
            ]
    return [value * weight for value, weight in zip(residual, weights, strict=True)]


def adjusted_p_values(p_values: Sequence[float]) -> list[float]:
    """Benjamini and Hochberg: the smallest level at which the step-up rule still rejects each hypothesis."""
    ordered = sorted(p_values)
    k = len(ordered)
    return [min(1.0, *(ordered[j] * k / (j + 1) for j in range(k) if ordered[j] >= p)) for p in p_values]
