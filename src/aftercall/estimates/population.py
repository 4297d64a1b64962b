"""Population totals for weighting: margins of classifications, or totals of columns.

A classification is {column: {level: total}}, two crossed {"area|crime": {"north|theft": total}}, separately in groups
{column: {group: {level: total}}}. A total is {column: total}, and {"(Intercept)": total} is that of the rows.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from aftercall.errors import BadInput
from aftercall.estimates.columns import Levels, crossed_levels
from aftercall.estimates.data import Data
from aftercall.methods.arrays import FloatArray, IntArray
from aftercall.methods.margins import Margin, merge_small_levels
from aftercall.methods.regression_calibration import Totals

INTERCEPT = "(Intercept)"


def merged_levels(data: Data, margins: Mapping[str, Any], minimum: int, where: str) -> dict[str, dict[str, str]]:
    """For each margin the levels with fewer than `minimum` people in the data, and the level that each joins."""
    found = {}
    for margin in population_margins(data, margins, (), where):
        counts = None if data.people is None else data.people.groups.counts
        people = np.bincount(margin.codes, weights=counts, minlength=len(margin.totals))
        found[margin.name] = merge_small_levels(dict(zip(margin.labels, people.tolist(), strict=True)), minimum)
    return found


def population_margins(
    data: Data,
    margins: Mapping[str, Any],
    within: tuple[str, ...],
    where: str,
    *,
    merged: Mapping[str, Mapping[str, str]] | None = None,
) -> list[Margin]:
    """Classifications with their totals, crossed with the groups in `within`, each of which has its own totals.

    merged: as returned by `merged_levels`.
    """
    if not margins:
        raise BadInput(f"{where}, margins: is empty")
    found = (_margin(data, name, levels, within, where) for name, levels in margins.items())
    return [margin.merged((merged or {}).get(margin.name, {})) for margin in found]


def population_totals(data: Data, margins: Mapping[str, Any], within: tuple[str, ...], where: str) -> Totals:
    """The columns to calibrate with: numbers as they are, classifications as one column per level."""
    if not margins:
        raise BadInput(f"{where}, margins: is empty")
    names, columns, totals = zip(*_columns(data, margins, within, where), strict=True)
    return Totals(np.column_stack(columns), np.array(totals, dtype=np.float64), tuple(names))


def _margin(data: Data, name: str, levels: object, within: tuple[str, ...], where: str) -> Margin:
    place = f"{where}, margins, {name}"
    columns = [data.column(part, place) for part in (*within, *name.split("|"))]
    found = crossed_levels(columns)
    totals = _flat(levels, place, groups=len(within) > 0)
    return Margin(name, _codes(found, tuple(totals), place), np.array(list(totals.values())), tuple(totals))


def _flat(levels: object, place: str, *, groups: bool) -> dict[str, float]:
    """Totals by label: that of the level, after that of the group."""
    if not isinstance(levels, Mapping) or not levels:
        raise BadInput(f"{place}: must be {{level: total}}{', in each group' if groups else ''}")
    if not groups:
        return {str(level): _number(total, f"{place}, {level}") for level, total in levels.items()}
    return {
        f"{group}|{level}": total
        for group, inner in levels.items()
        for level, total in _flat(inner, f"{place}, {group}", groups=False).items()
    }


def _codes(found: Levels, labels: tuple[str, ...], place: str) -> IntArray:
    """(n,) the index of each row's level among the labels."""
    if (found.codes < 0).any():
        row = int(np.flatnonzero(found.codes < 0)[0]) + 1
        raise BadInput(f"{place}: row {row} has no value; give missing values a level of their own")
    present = np.unique(found.codes)
    unknown = [found.labels[code] for code in present if found.labels[code] not in labels]
    if unknown:
        raise BadInput(f"{place}: the level {unknown[0]} of the data has no total")
    index_of = np.array([labels.index(label) if label in labels else -1 for label in found.labels], dtype=np.int64)
    return index_of[found.codes]


def _columns(
    data: Data, margins: Mapping[str, Any], within: tuple[str, ...], where: str
) -> Iterator[tuple[str, FloatArray, float]]:
    """The name, (n,) column and total of each."""
    for name, known in margins.items():
        place = f"{where}, margins, {name}"
        if _depth(known) > (1 if within else 0):
            yield from _level_columns(_margin(data, name, known, within, where))
            continue
        values = np.ones(data.size) if name == INTERCEPT else data.column(name, place).numbers()
        if not within:
            yield name, values, _number(known, place)
        else:
            yield from _group_columns(data, name, values, _flat(known, place, groups=False), within, place)


def _depth(known: object) -> int:
    """How many tables a total is nested in: a classification has one more than a plain column."""
    return 1 + _depth(next(iter(known.values()), 0)) if isinstance(known, Mapping) else 0


def _level_columns(margin: Margin) -> Iterator[tuple[str, FloatArray, float]]:
    for code, total in enumerate(margin.totals):
        yield f"{margin.name} {margin.label(code)}", (margin.codes == code).astype(np.float64), float(total)


def _group_columns(
    data: Data, name: str, values: FloatArray, totals: dict[str, float], within: tuple[str, ...], place: str
) -> Iterator[tuple[str, FloatArray, float]]:
    """One column per group, 0 outside it."""
    groups = crossed_levels([data.column(part, place) for part in within])
    codes = _codes(groups, tuple(totals), place)
    for code, (group, total) in enumerate(totals.items()):
        yield f"{name} {group}", np.where(codes == code, values, 0.0), total


def _number(value: object, place: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadInput(f"{place}: the total must be a number")
    return float(value)
