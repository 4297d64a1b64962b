"""The words of a publication. Figures come in; plain English goes out."""

from aftercall.core.words import percent
from aftercall.results.models import AnalysisRun, Change, Figure, Verdict

_SENTENCES = {
    "whole": "Taking the whole experience into account, {percent} of victims were satisfied with the service.",
    "contact": "{percent} were satisfied with how easy it was to contact the police.",
    "actions": "{percent} were satisfied with the actions that the police took.",
    "treatment": "{percent} were satisfied with how officers and staff treated them.",
    "informed": "{percent} were satisfied with how well they were kept informed of progress.",
}

_CHANGES = {
    Verdict.ROSE: "This rose from {earlier} in {before} to {later} in {now}, more than chance explains.",
    Verdict.FELL: "This fell from {earlier} in {before} to {later} in {now}, more than chance explains.",
    Verdict.NO_CLEAR_CHANGE: "There was no clear change between {before} and {now}.",
}


def statement(figure: Figure) -> str:
    """The published sentence of one item."""
    return _SENTENCES[figure.item].format(percent=percent(figure.estimate))


def precision(figure: Figure) -> str:
    """How far the sentence can be trusted: interval, base and period."""
    base = f"{figure.base:,} people answered, about crimes and incidents reported in {figure.run.period}."
    if figure.low is None or figure.high is None:
        return f"{base} They are too few to say how precise this is."
    low, high = percent(figure.low), percent(figure.high)
    return f"We can be 95% confident that the figure for all victims is between {low} and {high}. {base}"


def change_statement(change: Change) -> str:
    """What may be said of the last two quarters: a change is called one only when it is larger than chance."""
    return _CHANGES[Verdict(change.verdict)].format(
        earlier=percent(change.earlier_estimate),
        later=percent(change.later_estimate),
        before=change.earlier,
        now=change.later,
    )


def title(run: AnalysisRun) -> str:
    """The title of a publication."""
    return f"Victim satisfaction, {run.period}"


def slug(run: AnalysisRun) -> str:
    """How a publication is called in its address: its months and the analysis it is from."""
    return f"{run.first_month:%Y-%m}-to-{run.last_month:%Y-%m}-{run.pk}"
