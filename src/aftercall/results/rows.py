"""Converts the rows of `aftercall estimate` into the stored records of an analysis."""

from collections.abc import Iterator, Sequence

from aftercall.estimates.rows import Row
from aftercall.instrument.series import InstrumentSeries
from aftercall.results.models import AnalysisRun, Figure, PartImportance, Population
from aftercall.results.table import POPULATION_COLUMN, breakdown_of


def figures(run: AnalysisRun, rows: Sequence[Row], instruments: InstrumentSeries) -> Iterator[Figure]:
    """A figure for each measure, for all victims and each population, and for each group, if its base is not empty."""
    for row in rows:
        if row["kind"] == "proportion" and row["n"]:
            domain = dict(row["domain"])
            population = domain.pop(POPULATION_COLUMN, Population.ALL)
            column, group = next(iter(domain.items()), ("", ""))
            yield Figure(
                run=run,
                population=population,
                measure=row["variable"],
                breakdown=breakdown_of(column),
                group=group,
                since=instruments.since(row["variable"], run.first_month, run.last_month),
                base=row["n"],
                satisfied=row["count"],
                estimate=row["estimate"],
                standard_error=row["se"],
                low=row["low"],
                high=row["high"],
                degrees_of_freedom=row["df"],
                design_effect=row["deff"],
            )


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
