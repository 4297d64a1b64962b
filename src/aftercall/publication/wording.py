"""The sentences of a publication."""

from aftercall.core.words import percent
from aftercall.publication.models import PublishedFigure
from aftercall.results.models import AnalysisRun, Change, ChangeDirection

_CHANGES = {
    ChangeDirection.ROSE: (
        "This rose from {earlier} in {before} to {later} in {now}. The rise is more than we would expect by chance."
    ),
    ChangeDirection.FELL: (
        "This fell from {earlier} in {before} to {later} in {now}. The fall is more than we would expect by chance."
    ),
    ChangeDirection.NO_CLEAR_CHANGE: "There was no clear change between {before} and {now}.",
}


def precision(line: PublishedFigure, period: str) -> str:
    """How precise a figure is: its interval, base and period."""
    base = f"{line.base:,} people answered, about crimes and incidents reported in {period}."
    if line.low is None or line.high is None:
        return f"{base} This is too few to say how precise the figure is."
    low, high = percent(line.low / 100), percent(line.high / 100)
    return f"We can be 95% confident that the figure for all victims is between {low} and {high}. {base}"


def change_statement(change: Change, direction: ChangeDirection, earlier: float, later: float) -> str:
    """How the figure changed between the last two quarters. 'Rose' and 'fell' are used only for more than chance.

    direction: as published. earlier, later: the percentages of the two quarters as they are published.
    """
    return _CHANGES[direction].format(
        earlier=percent(earlier / 100),
        later=percent(later / 100),
        before=change.earlier,
        now=change.later,
    )


def title(run: AnalysisRun, *, several_programmes: bool = False) -> str:
    """The title of a publication. It names the survey if the force has several."""
    return f"{run.survey.name if several_programmes else 'Victim satisfaction'}, {run.period}"


def slug(run: AnalysisRun) -> str:
    """The part of the address that identifies a publication: its months and the number of its analysis."""
    return f"{run.first_month:%Y-%m}-to-{run.last_month:%Y-%m}-{run.pk}"
