"""Converts the rows of `aftercall estimate` into the stored records of an analysis."""

from collections.abc import Iterator, Sequence
from datetime import date

from aftercall.estimates.rows import Row
from aftercall.instrument.series import InstrumentSeries
from aftercall.results.models import AnalysisRun, Figure, PartImportance
from aftercall.results.periods import QUARTER, months_of_quarter
from aftercall.results.table import measure_of


def figures(run: AnalysisRun, rows: Sequence[Row], instruments: InstrumentSeries) -> Iterator[Figure]:
    """A figure for each measure, for all victims and for each group, if its base is not empty."""
    for row in rows:
        if row["kind"] == "proportion" and row["n"]:
            measure = measure_of(row["variable"])
            breakdown, group = next(iter(row["domain"].items()), ("", ""))
            yield Figure(
                run=run,
                measure=measure,
                breakdown=breakdown,
                group=group,
                since=instruments.since(measure, *_months(run, breakdown, group)),
                base=row["n"],
                satisfied=row["count"],
                estimate=row["estimate"],
                standard_error=row["se"],
                low=row["low"],
                high=row["high"],
                degrees_of_freedom=row["df"],
                design_effect=row["deff"],
            )


def _months(run: AnalysisRun, breakdown: str, group: str) -> tuple[date, date]:
    """The first and last month of a figure's people, before any break is considered."""
    months = (run.first_month, run.last_month)
    return months_of_quarter(group, *months) if breakdown == QUARTER else months


def importances(run: AnalysisRun, rows: Sequence[Row]) -> Iterator[PartImportance]:
    """The importance of each driver of overall satisfaction."""
    for row in rows:
        if row["kind"] == "drivers":
            yield PartImportance(
                run=run,
                measure=row["term"],
                base=row["n"],
                importance=row["estimate"],
                standard_error=row["se"],
                low=row["low"],
                high=row["high"],
                performance=row["performance"],
                priority=row["priority"],
            )
