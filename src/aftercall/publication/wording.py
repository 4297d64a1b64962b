"""The sentences of a publication."""

from aftercall.core.words import percent
from aftercall.publication.models import PublishedFigure
from aftercall.results.models import AnalysisRun


def precision(line: PublishedFigure, period: str) -> str:
    """How precise a figure is: its interval, base and period."""
    base = f"{line.base:,} people answered, about crimes and incidents reported in {period}."
    if line.low is None or line.high is None:
        return f"{base} This is too few to say how precise the figure is."
    low, high = percent(line.low / 100), percent(line.high / 100)
    return f"We can be 95% confident that the figure for all victims is between {low} and {high}. {base}"


def title(run: AnalysisRun, *, several_programmes: bool = False, corrections: int = 0) -> str:
    """The title of a publication. It names the survey if the force has several. corrections: 1 for the first correction
    of these results, and so on."""
    what = run.survey.name if several_programmes else "Victim satisfaction"
    correction = {0: "", 1: " (correction)"}.get(corrections, f" (correction {corrections})")
    return f"{what}, {run.period}{correction}"


def slug(run: AnalysisRun) -> str:
    """The part of the address that identifies a publication: its months and the number of its analysis."""
    return f"{run.first_month:%Y-%m}-to-{run.last_month:%Y-%m}-{run.pk}"
