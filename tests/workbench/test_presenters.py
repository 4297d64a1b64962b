"""A crossing as the researcher sees it: what is charted, and what is said to have changed. No database is needed."""

from collections.abc import Mapping
from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from aftercall.estimates.run import weight_table
from aftercall.instrument.loading import load_instrument
from aftercall.instrument.series import InstrumentSeries
from aftercall.programmes.models import Programme
from aftercall.results.models import Population
from aftercall.results.periods import Period
from aftercall.workbench import presenters
from aftercall.workbench.answering import Crossing, answer
from aftercall.workbench.asked import Asked
from aftercall.workbench.dimensions import dimensions_of
from aftercall.workbench.workspace import Workspace

PERIOD = Period(date(2025, 1, 1), date(2025, 6, 1))
DOCUMENT = {"design": {"weights": "weight"}, "estimate": [{"kind": "proportion", "variable": "whole"}]}
INSTRUMENTS = InstrumentSeries({"the only version": load_instrument("victim_satisfaction_1")})
# In each month and area, how many people of 100 were satisfied with the whole experience.
SATISFIED: Mapping[str, tuple[int, ...]] = {"North": (50, 50, 50, 80, 80, 80), "South": (70, 70, 70, 70, 70, 70)}


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    """Six months, two large areas and a small one, in which nobody answered in January."""
    rows: list[tuple[str, int, bool | None]] = [
        (area, month, person < count)
        for area, counts in SATISFIED.items()
        for month, count in enumerate(counts, start=1)
        for person in range(100)
    ]
    rows += [("Isle", month, None if month == 1 else person == 0) for month in range(1, 7) for person in range(3)]
    quarters = ("January to March 2025", "April to June 2025")
    table = pa.table(
        {
            "weight": np.ones(len(rows)),
            "area": [area for area, _, _ in rows],
            "month reported": [f"2025-{month:02}" for _, month, _ in rows],
            "quarter": [quarters[month > 3] for _, month, _ in rows],
            "whole": pa.array([gave for _, _, gave in rows], pa.bool_()),
            "treatment": pa.array([place % 2 == 0 for place in range(len(rows))]),
        }
    )
    weighted = weight_table(table, DOCUMENT)
    return Workspace(
        programme=Programme(pk=7),
        period=PERIOD,
        run=None,
        waves=[],
        instruments=INSTRUMENTS,
        document=DOCUMENT,
        weighted=weighted,
        frame_size=9000,
        sampled=3000,
        outcomes={},
        data_digest="d",
        dimensions=dimensions_of(weighted.data, INSTRUMENTS, PERIOD, {}),
    )


def crossed(workspace: Workspace, rows: str, columns: str = "", measure: str = "whole") -> Crossing:
    return answer(workspace, Asked(7, PERIOD, Population.ALL, (), measure, rows, columns))


def test_over_time_there_is_a_chart_and_each_change_is_named(workspace: Workspace) -> None:
    crossing = crossed(workspace, "month")
    assert presenters.about(workspace, crossing) == "The whole experience · All victims · January to June 2025"
    assert presenters.funnel_found(workspace, crossing) is None
    [chart] = presenters.charts(workspace, crossing, None)
    assert chart.title == "The whole experience"
    found = presenters.changes_found(workspace, crossing)
    assert found is not None
    [[title, since, before, after, difference]] = found.rows
    assert (title, since, before, after) == ("The whole experience", "April 2025", "59.7%", "74.4%")
    assert difference == "+14.6 points (+9.4 to +19.9)"


@pytest.mark.parametrize("time", ["month", "quarter"])
@pytest.mark.parametrize("in_rows", [True, False])
def test_each_line_over_time_is_judged_beside_the_others(workspace: Workspace, time: str, in_rows: bool) -> None:  # noqa: FBT001
    """A line of few people has no chart."""
    crossing = crossed(workspace, *((time, "area") if in_rows else ("area", time)))
    titles = [chart.title for chart in presenters.charts(workspace, crossing, None)]
    assert titles == ["The whole experience: North", "The whole experience: South"]
    found = presenters.changes_found(workspace, crossing)
    assert found is not None
    assert found.lines == 3
    since = {"month": "April 2025", "quarter": "April to June 2025"}[time]
    assert [row[:2] for row in found.rows] == [["The whole experience: North", since]]


def test_measures_over_time_are_lines_by_their_names(workspace: Workspace) -> None:
    crossing = crossed(workspace, "measure", "month", measure="")
    titles = [chart.title for chart in presenters.charts(workspace, crossing, None)]
    assert titles == ["The whole experience", "Treatment"]
    assert presenters.rows_label(workspace, crossing) == "Measure"


def test_a_cell_in_which_nobody_answered_is_empty(workspace: Workspace) -> None:
    [first, *others] = presenters.table_cells(workspace, crossed(workspace, "area", "month"))
    cells = first["cells"]
    assert isinstance(cells, list)
    assert first["label"] == "Isle"
    assert cells[0] is None
    assert cells[1]["base"] == "3"
    assert len(others) == 2


def test_groups_have_a_funnel_plot_and_areas_their_tiles(workspace: Workspace) -> None:
    crossing = crossed(workspace, "area")
    assert presenters.changes_found(workspace, crossing) is None
    funnel = presenters.funnel_found(workspace, crossing)
    charts = presenters.charts(workspace, crossing, funnel)
    assert [chart.title for chart in charts] == [
        "Funnel plot: The whole experience: Where",
        "Tile map: The whole experience: Where",
    ]
    [isle, *_] = presenters.list_rows(workspace, crossing, funnel)
    assert isle["label"] == "Isle (15)"
    assert "; too few answers to rely on" in str(isle["interval"])
    assert "group=area%3AIsle" in str(isle["value"])
