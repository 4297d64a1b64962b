"""Rows of proportions in all domains at once, where sums over cells are enough."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from aftercall.errors import BadInput
from aftercall.estimates.columns import Levels
from aftercall.estimates.domains import Domains
from aftercall.estimates.requests import Request
from aftercall.estimates.weighting import WeightedSample
from aftercall.methods.arrays import FloatArray
from aftercall.methods.design import Design
from aftercall.methods.intervals import IntervalMethod, Precision, proportion_interval
from aftercall.methods.small_sample import reliability
from aftercall.methods.table import ShareTable, has_table, share_table
from aftercall.methods.table_sums import Classification


@dataclass(frozen=True, eq=False)
class _Shares:
    """table: the shares. counts: (domains, levels) people who gave each answer. weights: (domains,) their sums."""

    table: ShareTable
    counts: FloatArray
    weights: FloatArray


def proportion_rows(request: Request, weighted: WeightedSample, domains: Domains) -> Iterator[dict[str, Any]] | None:
    """The rows by domain and level, or None where the design needs separate estimates."""
    sample = weighted.sample
    if not isinstance(sample, Design) or not has_table(sample, weighted.calibration):
        return None
    levels = answered_levels(request, weighted)
    if request.level is not None:
        levels.indicator(request.level, f"{request.where}, level")  # raises BadInput for a level that does not occur
    shares = _shares(sample, weighted, levels, domains)
    wanted = [code for code, label in enumerate(levels.labels) if request.level in {None, label}]
    start = {"kind": request.kind.value, "variable": request.variable}
    return (
        start | {"level": levels.labels[code], "domain": dict(of)} | _figures(request, shares, i, code)
        for i, of in enumerate(domains.levels)
        for code in wanted
    )


def _shares(sample: Design, weighted: WeightedSample, levels: Levels, domains: Domains) -> _Shares:
    variable = Classification(levels.codes, len(levels.labels))
    table = share_table(sample, variable, domains.codes, len(domains.levels), weighted.calibration)
    inside = (domains.codes >= 0) & (levels.codes >= 0)
    domain, shape = domains.codes[inside], table.estimate.shape
    people = None if sample.groups is None else sample.groups.counts[inside]
    counts = np.bincount(domain * shape[1] + levels.codes[inside], weights=people, minlength=shape[0] * shape[1])
    weights = np.bincount(domain, weights=weighted.weights[inside], minlength=shape[0])
    return _Shares(table, counts.reshape(shape).astype(np.float64), weights)


def answered_levels(request: Request, weighted: WeightedSample) -> Levels:
    """The levels of the variable. Raises BadInput if nobody answered."""
    where = f"{request.where}, variable"
    levels = weighted.data.column(request.variable, where).levels()
    if not levels.labels or (levels.codes < 0).all():
        raise BadInput(f"{where}: the column {request.variable} has no value in any row")
    return levels


def _figures(request: Request, shares: _Shares, domain: int, level: int) -> dict[str, Any]:
    table, n = shares.table, int(shares.table.n[domain])
    if n == 0:
        return {"n": 0}
    p, se, df = float(table.estimate[domain, level]), float(table.se[domain, level]), int(table.df[domain])
    precision = Precision(p, se**2, n, df, request.confidence)
    deff = _deff(precision, float(shares.weights[domain]))
    found = {"n": n, "count": int(shares.counts[domain, level]), "estimate": p, "se": se, "df": df, "deff": deff}
    if request.interval is None:
        return found
    low, high = proportion_interval(IntervalMethod(request.interval), precision) or (None, None)
    return with_reliability(found | {"low": low, "high": high})


def with_reliability(figures: dict[str, Any]) -> dict[str, Any]:
    """The figures of a share, with their reliability if they have an interval."""
    if "low" not in figures:
        return figures
    judged = {name: figures[name] for name in ("n", "deff", "df", "low", "high")}
    return figures | {"reliability": reliability(**judged).value}


def _deff(precision: Precision, weight: float) -> float | None:
    """The variance relative to that of a simple random sample of the same size without replacement."""
    if precision.n < 2 or weight <= precision.n:
        return None
    simple = precision.p * (1 - precision.p) / (precision.n - 1) * (1 - precision.n / weight)
    return precision.variance / simple if simple > 0 else None
