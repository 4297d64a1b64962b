"""Converts the rows of `aftercall estimate` into the stored records of an analysis."""

from collections.abc import Iterator, Sequence

from aftercall.estimates.rows import Row
from aftercall.results.models import AnalysisRun, Change, Figure, PartImportance


def figures(run: AnalysisRun, rows: Sequence[Row]) -> Iterator[Figure]:
    """A figure for each measure, for all victims and for each group, if its base is not empty."""
    for row in rows:
        if row["kind"] == "proportion" and row["n"]:
            breakdown, group = next(iter(row["domain"].items()), ("", ""))
            yield Figure(
                run=run,
                measure=row["variable"],
                breakdown=breakdown,
                group=group,
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


def changes(run: AnalysisRun, rows: Sequence[Row], quarters: tuple[str, str]) -> Iterator[Change]:
    """The change in each measure, if people answered in both quarters."""
    for row in rows:
        if row["kind"] == "difference" and row["n"]:
            yield Change(
                run=run,
                measure=row["variable"],
                earlier=quarters[0],
                later=quarters[1],
                earlier_estimate=row["first"],
                later_estimate=row["second"],
                difference=row["estimate"],
                low=row["low"],
                high=row["high"],
                p_value=row["adjusted_p"],
                direction=row["direction"],
            )
