"""The workbench as shown to the researcher."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from markupsafe import Markup

from aftercall.core.documents import Bar, Chart, Facts, Paragraph, Part
from aftercall.core.words import number, percent
from aftercall.publication.models import Publication
from aftercall.results.models import Figure
from aftercall.results.periods import period_words
from aftercall.results.presenters import interval_words, with_caution
from aftercall.results.words import PRIORITY_WORDS
from aftercall.workbench import pictures
from aftercall.workbench.answering import (
    Crossing,
    Funnel,
    base_expression,
    changes,
    everybody,
    funnel_of,
    key_of_cell,
    measures_asked,
    series_of,
)
from aftercall.workbench.asked import FigureKey
from aftercall.workbench.crossing import Cell, DriverCell, drivers, scales
from aftercall.workbench.dimensions import AREA, MEASURE, Dimension
from aftercall.workbench.pictures import Picture
from aftercall.workbench.workspace import Workspace


@dataclass(frozen=True, eq=False)
class Changes:
    """The changes larger than chance of the lines shown. rows: none if nothing changed. across: what was judged."""

    rows: Sequence[Sequence[str]]
    lines: int


def about(workspace: Workspace, crossing: Crossing) -> str:
    """What a crossing is about, in a line."""
    asked = crossing.asked
    measure = workspace.instruments.label(asked.measure) if asked.measure else "Every measure of satisfaction"
    bases = [workspace.dimensions[name].groups[group] for name, group in asked.groups]
    whom = str(asked.population.label)
    return " · ".join(
        [measure, ", ".join([whom, *bases]), workspace.run.period if workspace.run else _months(workspace)]
    )


def _months(workspace: Workspace) -> str:
    return period_words(workspace.period.first_month, workspace.period.last_month)


def rows_label(workspace: Workspace, crossing: Crossing) -> str:
    """The heading of the lines."""
    rows = crossing.asked.rows
    return "Measure" if rows == MEASURE else workspace.dimensions[rows].label


def funnel_found(workspace: Workspace, crossing: Crossing) -> Funnel | None:
    """The groups of a crossing around all of them, where one dimension that is neither the measures nor time was
    crossed."""
    asked = crossing.asked
    if asked.columns or asked.rows == MEASURE or _time(workspace, crossing) is not None:
        return None
    whole = everybody(workspace, asked, asked.measure)
    cells = {row: cell for (row, _), cell in crossing.cells.items()}
    return funnel_of(whole, {row: cells[row] for row in crossing.rows}) if whole else None


def list_rows(workspace: Workspace, crossing: Crossing, funnel: Funnel | None) -> list[dict[str, object]]:
    """The lines of a crossing of one dimension, as rows with bars; each figure leads to its origin. funnel: which
    groups are further from all of them than chance explains."""
    cells = {row: crossing.cells[row, ""] for row in crossing.rows}
    return [
        {
            "label": f"{crossing.rows[row]} ({number(cell.base)})",
            "value": _link(workspace, crossing, (row, ""), cell),
            "interval": pictures.beside_limits(
                with_caution(interval_words(cell.low, cell.high), cell.reliability.value), funnel, row
            ),
            "share": cell.share,
            "low": cell.low,
            "high": cell.high,
        }
        for row, cell in cells.items()
    ]


def table_cells(workspace: Workspace, crossing: Crossing) -> list[dict[str, object]]:
    """The lines of a crossing of two dimensions: label, and for each column the figure with its link, interval, base,
    caution and bar; None where nobody answered."""
    return [
        {
            "label": label,
            "cells": [_cell(workspace, crossing, (row, column)) for column in crossing.columns],
        }
        for row, label in crossing.rows.items()
    ]


def _cell(workspace: Workspace, crossing: Crossing, place: tuple[str, str]) -> dict[str, object] | None:
    cell = crossing.cells.get(place)
    if cell is None:
        return None
    return {
        "value": _link(workspace, crossing, place, cell),
        "interval": interval_words(cell.low, cell.high),
        "base": number(cell.base),
        "caution": with_caution("", cell.reliability.value),
        "share": cell.share,
        "low": cell.low,
        "high": cell.high,
    }


def _link(workspace: Workspace, crossing: Crossing, place: tuple[str, str], cell: Cell) -> Markup:
    key = key_of_cell(workspace, crossing.asked, place, cell)
    row, column = crossing.rows[place[0]], crossing.columns[place[1]]
    name = ", ".join(filter(None, (row, column)))
    return Markup(
        '<a class="govuk-link" href="{}">{}<span class="govuk-visually-hidden"> {}: origin</span></a>'
    ).format(f"{reverse('workbench:figure')}?{key.query}", percent(cell.share, 1), name)


def charts(workspace: Workspace, crossing: Crossing, funnel: Funnel | None) -> list[Picture]:
    """The charts that suit what was crossed. funnel: the funnel of its groups."""
    asked = crossing.asked
    time = _time(workspace, crossing)
    if time is not None:
        series = series_of(crossing, time)
        titles = _titles(workspace, crossing, time)
        return pictures.trend_pictures(titles, series, time, changes(series))
    if asked.columns:
        return []
    if asked.rows == MEASURE:
        where = base_expression(workspace, asked.population, asked.groups)
        found = scales(workspace.weighted, workspace.document, measures_asked(workspace, asked), where)
        one = pictures.likert_picture("How satisfied people were", found, workspace.instruments)
        return [one] if one else []
    return _of_groups(workspace, crossing, funnel)


def _of_groups(workspace: Workspace, crossing: Crossing, funnel: Funnel | None) -> list[Picture]:
    """A funnel plot of the groups, and the areas as tiles."""
    asked = crossing.asked
    dimension = workspace.dimensions[asked.rows]
    label = f"{workspace.instruments.label(asked.measure)}: {dimension.label}"
    drawn = [pictures.funnel_picture(label, funnel, crossing.rows)] if funnel else []
    if asked.rows == AREA:
        cells = {row: crossing.cells[row, ""] for row in crossing.rows}
        drawn.append(pictures.tile_picture(label, cells, crossing.rows, funnel))
    return [one for one in drawn if one]


def changes_found(workspace: Workspace, crossing: Crossing) -> Changes | None:
    """The changes of all lines over time, judged together; None where time was not crossed."""
    time = _time(workspace, crossing)
    if time is None:
        return None
    series = series_of(crossing, time)
    return Changes(pictures.change_rows(_titles(workspace, crossing, time), time, changes(series)), len(series))


def _time(workspace: Workspace, crossing: Crossing) -> Dimension | None:
    """The dimension of time that was crossed, if one was. Of two, the first."""
    names = (crossing.asked.rows, crossing.asked.columns)
    found = [workspace.dimensions[name] for name in names if name in workspace.dimensions]
    return next((one for one in found if one.is_time), None)


def _titles(workspace: Workspace, crossing: Crossing, time: Dimension) -> dict[str, str]:
    others = crossing.columns if crossing.asked.rows == time.name else crossing.rows
    return pictures.titled(crossing, others, workspace.instruments)


def drivers_found(workspace: Workspace, crossing: Crossing) -> list[DriverCell]:
    """The drivers of overall satisfaction in the base, where every measure is listed."""
    asked = crossing.asked
    if asked.rows != MEASURE or asked.columns or asked.measure:
        return []
    where = base_expression(workspace, asked.population, asked.groups)
    return drivers(workspace.weighted, workspace.document, workspace.instruments, where)


def driver_rows(workspace: Workspace, found: Sequence[DriverCell]) -> list[dict[str, object]]:
    """The drivers as rows with bars."""
    return [
        {
            "label": f"{rank}. {workspace.instruments.label(one.measure)}",
            "importance": percent(one.importance, 1),
            "share": one.importance,
            "interval": interval_words(None if one.low is None else max(one.low, 0.0), one.high),
            "low": None if one.low is None else max(one.low, 0.0),
            "high": one.high,
            "performance": percent(one.performance, 1),
            "performance_share": one.performance,
            "priority": PRIORITY_WORDS[one.priority],
        }
        for rank, one in enumerate(found, start=1)
    ]


def figure_parts(workspace: Workspace, key: FigureKey, cell: Cell) -> list[Part]:
    """One figure: what it is, and how precise."""
    label = workspace.instruments.label(key.measure)
    value = percent(cell.share, 1)
    groups = [
        (workspace.dimensions[name].label, workspace.dimensions[name].groups[group]) for name, group in key.groups
    ]
    facts = [
        ("Measure", label),
        ("People", str(key.population.label)),
        *groups,
        ("Reported", _months(workspace)),
        ("95% interval", interval_words(cell.low, cell.high)),
        ("People who answered (the base)", number(cell.base)),
        ("Of these, gave the answer (not weighted)", number(cell.gave)),
        ("Standard error", f"{100 * cell.se:.2f} points, {number(cell.df)} degrees of freedom"),
        ("Design effect", "not available" if cell.deff is None else f"{cell.deff:.2f}"),
    ]
    bar = Bar(label, value, cell.share, cell.low, cell.high)
    caution = with_caution("", cell.reliability.value)
    warning = [Paragraph(f"Take care: {caution}.")] if caution else []
    return [Chart(f"{label}: {value}", value, [bar]), *warning, Facts(facts)]


def action_address(values: Mapping[str, str]) -> str:
    """Where an action on a finding is opened. values: which figure it is."""
    return f"{reverse('improvements:open_action')}?{urlencode(values)}"


def action_on(key: FigureKey, publication: Publication | None) -> str:
    """Where an action on a figure of an analysis is opened; empty for a figure that no analysis stored. publication:
    the public one of the analysis, whose figure is meant unless it is hidden there."""
    breakdown, group = key.groups[0] if key.groups else ("", "")
    about = {"population": key.population.value, "measure": key.measure, "breakdown": breakdown, "group": group}
    if len(key.groups) > 1 or not Figure.objects.filter(run=key.analysis, **about).exists():
        return ""
    if publication and publication.figures.filter(**about, percent__isnull=False).exists():
        return action_address(about | {"publication": publication.slug})
    return action_address(about | {"analysis": str(key.analysis)})
