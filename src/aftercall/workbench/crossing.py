"""Figures of a weighted sample, crossed. No database: whoever has the sample can cross it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from aftercall.errors import BadInput
from aftercall.estimates.expressions import rows_where
from aftercall.estimates.rows import Row
from aftercall.estimates.run import estimate_weighted
from aftercall.estimates.weighting import WeightedSample
from aftercall.instrument.series import InstrumentSeries
from aftercall.methods.small_sample import Reliability
from aftercall.results.document import INTERVAL, driver_requests
from aftercall.results.table import scale_column

type Document = Mapping[str, Any]


@dataclass(frozen=True)
class Cell:
    """One figure. groups: the group of each crossed column. base, gave: people asked and those who gave the answer.
    low, high: the 95% interval, None without degrees of freedom."""

    measure: str
    groups: Mapping[str, str]
    base: int
    gave: int
    share: float
    se: float
    low: float | None
    high: float | None
    df: int
    deff: float | None
    reliability: Reliability


@dataclass(frozen=True)
class DriverCell:
    """The importance of one part of the experience, and how many are satisfied with it."""

    measure: str
    importance: float
    low: float | None
    high: float | None
    performance: float
    priority: str
    base: int


def cross(
    weighted: WeightedSample, document: Document, measures: Sequence[str], by: Sequence[str], where: str | None = None
) -> list[Cell]:
    """The share of each measure in each combination of groups that occurs. by: columns. where: an expression that
    selects the people of the base, None for all. Combinations in which nobody answered are left out."""
    asked = [name for name in measures if _is_answered(weighted, name)]
    if not asked:
        return []
    entry: dict[str, Any] = {"kind": "proportion", "variable": asked, "level": True, "interval": INTERVAL}
    rows = _estimate(weighted, document, entry | {"by": list(by)}, where)
    return [_cell(row) for row in rows if row["n"]]


def scales(
    weighted: WeightedSample, document: Document, measures: Sequence[str], where: str | None = None
) -> dict[str, dict[str, float]]:
    """For each measure of satisfaction, the share of each level of its scale, by level."""
    asked = {scale_column(name): name for name in measures if _is_answered(weighted, scale_column(name))}
    if not asked:
        return {}
    entry = {"kind": "proportion", "variable": list(asked), "interval": "none"}
    found: dict[str, dict[str, float]] = {}
    for row in _estimate(weighted, document, entry, where):
        if row["n"]:
            found.setdefault(asked[row["variable"]], {})[row["level"]] = row["estimate"]
    return found


def drivers(
    weighted: WeightedSample, document: Document, instruments: InstrumentSeries, where: str | None = None
) -> list[DriverCell]:
    """The drivers of overall satisfaction, most important first; none where an analysis would not estimate them."""
    names = [name for name in (*instruments.parts, instruments.overall) if name]
    columns = {name: weighted.data.column(name, "the workbench").array for name in names}
    table = pa.table(columns)
    if where is not None:
        table = table.filter(pa.array(rows_where(weighted.data, where, "the base")))
    rows = [row for entry in driver_requests(table, instruments) for row in _estimate(weighted, document, entry, where)]
    cells = (
        DriverCell(r["term"], r["estimate"], r["low"], r["high"], r["performance"], r["priority"], r["n"]) for r in rows
    )
    return sorted(cells, key=lambda one: (-one.importance, one.measure))


def is_group(column: str, group: str) -> str:
    """The expression of the people who are in one group of a column."""
    return f"column({column!r}) == {group!r}"


def all_of(expressions: Iterable[str]) -> str | None:
    """The expression that is true where all of these are; None if there are none."""
    return " and ".join(expressions) or None


def _is_answered(weighted: WeightedSample, name: str) -> bool:
    if name not in weighted.data.names:
        return False
    array = weighted.data.column(name, "the workbench").array
    return bool(array.null_count < len(array))


def _estimate(weighted: WeightedSample, document: Document, entry: Mapping[str, Any], where: str | None) -> list[Row]:
    """The rows of an entry; none where nobody is in the base."""
    if where is not None and not rows_where(weighted.data, where, "the base").any():
        return []
    asked = dict(entry) if where is None else {**entry, "where": where}
    try:
        return estimate_weighted(weighted, {**document, "estimate": [asked]}, design_name="the workbench")
    except BadInput:
        return []  # such as a share among people none of whom answered


def _cell(row: Row) -> Cell:
    return Cell(
        measure=row["variable"],
        groups=row["domain"],
        base=row["n"],
        gave=row["count"],
        share=row["estimate"],
        se=row["se"],
        low=row["low"],
        high=row["high"],
        df=row["df"],
        deff=row["deff"],
        reliability=Reliability(row["reliability"]),
    )
