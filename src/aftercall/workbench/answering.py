"""The answer to what was asked of the workbench: its figures, and what can be said about them beyond chance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from aftercall.methods import funnel
from aftercall.methods.change_points import ChangePoint, PeriodShare, change_points
from aftercall.methods.funnel import Limits, Zone
from aftercall.results.models import Population
from aftercall.results.table import POPULATION_COLUMN
from aftercall.workbench.asked import Asked, FigureKey
from aftercall.workbench.crossing import Cell, all_of, cross, is_group
from aftercall.workbench.dimensions import MEASURE, Dimension
from aftercall.workbench.workspace import Workspace

type Place = tuple[str, str]


@dataclass(frozen=True, eq=False)
class Crossing:
    """A crossed table. rows, columns: the label of each line and column, in order; columns has one without a name where
    only one dimension was asked for. cells: by row and column, without those in which nobody answered."""

    asked: Asked
    rows: Mapping[str, str]
    columns: Mapping[str, str]
    cells: Mapping[Place, Cell]


@dataclass(frozen=True, eq=False)
class Funnel:
    """Groups around the share of all of them. sizes: the effective number of interviews of each."""

    target: float
    cells: Mapping[str, Cell]
    sizes: Mapping[str, float]
    zones: Mapping[str, Zone]
    limits: Limits
    curve: Sequence[float]


def measures_asked(workspace: Workspace, asked: Asked) -> list[str]:
    """One measure, or every one of satisfaction."""
    if asked.measure:
        return [asked.measure]
    return [name for name, measure in workspace.instruments.measures.items() if not measure.is_share]


def base_expression(workspace: Workspace, population: Population, groups: Sequence[Place]) -> str | None:
    """Who is asked about; None for everybody."""
    kinds = [is_group(POPULATION_COLUMN, population.value)] if _divides(workspace, population) else []
    return all_of([*kinds, *(is_group(workspace.dimensions[name].column, group) for name, group in groups)])


def _divides(workspace: Workspace, population: Population) -> bool:
    """Where all people are of one kind, the data have no column for it."""
    return population != Population.ALL and POPULATION_COLUMN in workspace.weighted.data.names


def answer(workspace: Workspace, asked: Asked) -> Crossing:
    """The crossing. rows and columns must be dimensions of the workspace, or the measures."""
    by = [workspace.dimensions[name] for name in (asked.rows, asked.columns) if name and name != MEASURE]
    where = base_expression(workspace, asked.population, asked.groups)
    found = cross(
        workspace.weighted, workspace.document, measures_asked(workspace, asked), [one.column for one in by], where
    )
    cells = {(_line(workspace, asked.rows, cell), _line(workspace, asked.columns, cell)): cell for cell in found}
    return Crossing(
        asked,
        _lines(workspace, asked.rows, {row for row, _ in cells}),
        _lines(workspace, asked.columns, {column for _, column in cells}),
        cells,
    )


def _line(workspace: Workspace, name: str, cell: Cell) -> str:
    if not name:
        return ""
    return cell.measure if name == MEASURE else cell.groups[workspace.dimensions[name].column]


def _lines(workspace: Workspace, name: str, present: set[str]) -> dict[str, str]:
    """The labels of a dimension's groups that occur, in order."""
    if not name:
        return {"": ""}
    if name == MEASURE:
        labels = {measure: workspace.instruments.label(measure) for measure in workspace.instruments.measures}
    else:
        labels = dict(workspace.dimensions[name].groups)
    return {group: label for group, label in labels.items() if group in present}


def everybody(workspace: Workspace, asked: Asked, measure: str) -> Cell | None:
    """The figure of a measure for all of the base."""
    where = base_expression(workspace, asked.population, asked.groups)
    return next(iter(cross(workspace.weighted, workspace.document, [measure], [], where)), None)


def figure(workspace: Workspace, key: FigureKey) -> Cell | None:
    """One figure; None where nobody answered. Raises KeyError for a dimension that the period does not have."""
    where = base_expression(workspace, key.population, key.groups)
    return next(iter(cross(workspace.weighted, workspace.document, [key.measure], [], where)), None)


def key_of_cell(workspace: Workspace, asked: Asked, place: Place, cell: Cell) -> FigureKey:
    """The key of the figure in a row and column."""
    lines = [(name, group) for name, group in zip((asked.rows, asked.columns), place, strict=True) if name]
    groups = [(name, group) for name, group in lines if name != MEASURE]
    run = workspace.run
    key = FigureKey(
        asked.programme, asked.period, asked.population, cell.measure, asked.groups, run.pk if run else None
    )
    return key.within(groups)


def series_of(crossing: Crossing, time: Dimension) -> dict[str, list[tuple[str, Cell | None]]]:
    """The figures over time of each line of the other dimension: period and figure, in order of time."""
    in_rows = crossing.asked.rows == time.name
    others = crossing.columns if in_rows else crossing.rows
    periods = crossing.rows if in_rows else crossing.columns
    return {
        other: [(period, crossing.cells.get((period, other) if in_rows else (other, period))) for period in periods]
        for other in others
    }


def changes(series: Mapping[str, Sequence[tuple[str, Cell | None]]]) -> dict[str, dict[str, ChangePoint]]:
    """The changes larger than chance of each line, by the period in which each began. All lines are judged together."""
    known = {line: [(period, cell) for period, cell in cells if cell is not None] for line, cells in series.items()}
    found = change_points(
        [[PeriodShare(cell.share, cell.se, cell.base) for _, cell in cells] for cells in known.values()]
    )
    return {
        line: {cells[point.place][0]: point for point in points}
        for (line, cells), points in zip(known.items(), found, strict=True)
    }


def funnel_of(whole: Cell, cells: Mapping[str, Cell]) -> Funnel | None:
    """Groups around the whole; None where the whole does not vary, or with fewer than two groups."""
    shares, bases = (np.array([getattr(cell, name) for cell in cells.values()], float) for name in ("share", "base"))
    found = funnel.funnel_of(funnel.Whole(whole.share, whole.se, whole.base), shares, bases)
    if found is None:
        return None
    sizes, zones = (dict(zip(cells, values, strict=True)) for values in (found.sizes.tolist(), found.zones))
    return Funnel(found.target, cells, sizes, zones, found.curve, found.curve_sizes.tolist())
