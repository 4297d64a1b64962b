"""What the CSV files and the spreadsheet of a publication must show: rows by what they are about, and their cells."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aftercall.core.words import rounded_points
from aftercall.evidence.archive.published import (
    CONFIDENTIAL,
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    ChangeRecord,
    FigureRecord,
    Labels,
    PointRecord,
    Published,
)

type Key = tuple[str, ...]


@dataclass(frozen=True)
class Expected:
    """A table. columns: the headings of the cells that are compared. keys: the headings of those that say what a row is
    about. rows: the cells by that."""

    keys: Sequence[str]
    columns: Sequence[str]
    rows: Mapping[Key, Sequence[str]]


def figures_csv(published: Published) -> Expected:
    """The table of figures for programs."""
    keys = ("measure", "population", "breakdown", "group", "period_start", "period_end")
    rows: dict[Key, Sequence[str]] = {
        (one.measure, one.population, one.breakdown, one.group, *_days(one.first_month, one.last_month)): [
            "" if one.n is None else str(one.n),
            *(_text(value) for value in (one.percent, one.low, one.high)),
            one.mark,
        ]
        for one in published.figures
    }
    return Expected(keys, ("n", "percent", "low", "high", "mark"), rows)


def changes_csv(published: Published) -> Expected:
    """The table of changes for programs."""
    keys = ("measure", "population", "comparison", "period_start", "period_end")
    columns = ("earlier_start", "earlier_end", "earlier_percent", "difference", "low", "high", "direction", "supplier")
    days = _days(published.first_month, published.last_month)
    rows: dict[Key, Sequence[str]] = {
        (one.measure, one.population, one.comparison, *days): [
            *_days(one.earlier_first_month, one.earlier_last_month),
            *(_text(value) for value in (one.earlier_percent, one.difference, one.low, one.high)),
            one.direction,
            "other" if one.imported else "aftercall",
        ]
        for one in published.changes
    }
    return Expected(keys, columns, rows)


_SHOWN = ("Base", "Percentage", "95% interval: low", "95% interval: high")
_WHOM = ("What was asked about", "Population")


def spreadsheet(published: Published) -> Mapping[str, Expected]:
    """The tables of figures in the spreadsheet, by the title above each. A kind of table without rows is left out."""
    labels, title = published.labels, published.labels.title
    tables = {
        f"{title}: everybody": Expected(
            _WHOM, _SHOWN, {_whom(one, labels): _cells(one) for one in published.figures if not one.breakdown}
        ),
        f"{title}: what changed": Expected(
            (*_WHOM, "Compared with"),
            ("Percentage before", "Difference in points", *_SHOWN[2:], "Direction"),
            {_of_change(one, labels): _change_cells(one, labels) for one in published.changes},
        ),
        f"{title}: over time": Expected(
            (*_WHOM, "Period"),
            _SHOWN,
            {_of_point(one, labels): _point_cells(one) for one in published.over_time},
        ),
    }
    for name, label in labels.breakdowns.items():
        of_breakdown = [one for one in published.figures if one.breakdown == name]
        rows = {(*_whom(one, labels), one.group): _cells(one) for one in of_breakdown}
        tables[f"{title}: by {label[0].lower()}{label[1:]}"] = Expected((*_WHOM, "Group"), _SHOWN, rows)
    return {heading: table for heading, table in tables.items() if table.rows}


def _whom(one: FigureRecord, labels: Labels) -> Key:
    return labels.of_measure(one.measure), labels.populations.get(one.population, one.population)


def _cells(one: FigureRecord) -> list[str]:
    nothing = one.percent is None and one.n is None
    missing = f"[{one.mark}]" if nothing else f"[{NOT_AVAILABLE}]"
    percent = f"[{one.mark}]" if one.percent is None else _text(one.percent)
    shown = ("" if one.n is None else str(one.n), percent, _text(one.low), _text(one.high))
    return [cell or missing for cell in shown]


def _of_change(one: ChangeRecord, labels: Labels) -> Key:
    words = labels.comparisons.get(one.comparison, one.comparison)
    words = f"{words[0].upper()}{words[1:]}"
    whom = (labels.measures.get(one.measure, one.measure), labels.populations.get(one.population, one.population))
    return *whom, f"{words} (another supplier)" if one.imported else words


def _change_cells(one: ChangeRecord, labels: Labels) -> list[str]:
    numbers = (one.earlier_percent, one.difference, one.low, one.high)
    direction = labels.directions.get(one.direction, one.direction)
    return [*(_text(value) or f"[{NOT_APPLICABLE}]" for value in numbers), direction]


def _of_point(one: PointRecord, labels: Labels) -> Key:
    whom = (labels.measures.get(one.measure, one.measure), labels.populations.get(one.population, one.population))
    return *whom, one.period


def _point_cells(one: PointRecord) -> list[str]:
    missing = f"[{CONFIDENTIAL if one.percent is None else NOT_AVAILABLE}]"
    base = "" if one.n is None else str(one.n)
    return [cell or missing for cell in (base, *(_text(value) for value in (one.percent, one.low, one.high)))]


def _text(value: float | None) -> str:
    return "" if value is None else f"{rounded_points(value):.1f}"


def _days(first: str, last: str) -> tuple[str, str]:
    year, month = (int(part) for part in last.split("-"))
    return f"{first}-01", f"{last}-{monthrange(year, month)[1]:02d}"
