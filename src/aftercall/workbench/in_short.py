"""What a publication says, in a few sentences, for readers who only have a minute."""

from collections.abc import Iterator, Sequence

from aftercall.core.words import counted, joined, percent
from aftercall.instrument.series import InstrumentSeries
from aftercall.methods.funnel import Zone
from aftercall.publication.models import Direction, Publication, PublishedChange, PublishedFigure
from aftercall.publication.queries import changes_shown, headlines
from aftercall.results.models import Population
from aftercall.results.periods import period_words
from aftercall.workbench.published import Choice, group_funnel

# The service is organised by these.
_PLACES = ("area", "category")
_CLEAR = {Direction.ROSE: "rose", Direction.FELL: "fell"}


def in_short(publication: Publication, instruments: InstrumentSeries) -> list[str]:
    """The figures for all victims: the overall one, the highest and lowest, what changed, and which areas and
    categories are further from all others than chance explains."""
    figures = [one for one in headlines(publication, instruments) if one.percent is not None]
    changes = [one for one in changes_shown(publication) if one.population == Population.ALL]
    return [
        *overall(figures, instruments),
        *_ends(figures, instruments),
        *change_sentences(changes, instruments),
        *_places(publication, instruments),
    ]


def overall(figures: Sequence[PublishedFigure], instruments: InstrumentSeries) -> Iterator[str]:
    """The overall measure, if it is shown."""
    for one in figures:
        if one.measure == instruments.overall and one.percent is not None:
            known = one.low is not None and one.high is not None
            interval = f"{percent((one.low or 0) / 100)} to {percent((one.high or 0) / 100)}, " if known else ""
            people = counted(one.base or 0, "person", "people")
            yield f"{instruments.label(one.measure)}: {_percent(one)} satisfied ({interval}{people})."


def _ends(figures: Sequence[PublishedFigure], instruments: InstrumentSeries) -> Iterator[str]:
    """The highest and the lowest level of satisfaction, and of the other shares."""
    for is_share, words in ((False, "Satisfaction is highest with"), (True, "Of the other measures, the highest is")):
        kind = [one for one in figures if instruments.measures[one.measure].is_share is is_share]
        ordered = sorted(kind, key=lambda one: one.percent or 0.0)
        if len(ordered) > 1:
            low, high = (f"{instruments.label(one.measure)} ({_percent(one)})" for one in (ordered[0], ordered[-1]))
            lowest = "the lowest is" if is_share else "lowest with"
            yield f"{words} {high}, {lowest} {low}."


def _percent(line: PublishedFigure) -> str:
    return percent((line.percent or 0.0) / 100)


def change_sentences(changes: Sequence[PublishedChange], instruments: InstrumentSeries) -> Iterator[str]:
    """A sentence for each change that chance does not explain, or one that says there is none."""
    tested = [one for one in changes if one.direction != Direction.NOT_COMPARABLE]
    clear = [one for one in tested if one.is_clear]
    for one in clear:
        since = period_words(one.earlier_first_month, one.earlier_last_month)
        points = f"{abs(one.difference or 0):.1f} points"
        verb = _CLEAR[Direction(one.direction)]
        yield f"{instruments.label(one.measure)} {verb} by {points} since {since}: more than chance explains."
    if tested and not clear:
        yield f"Chance explains every difference from earlier results ({counted(len(tested), 'comparison')})."


def _places(publication: Publication, instruments: InstrumentSeries) -> Iterator[str]:
    """Sentences about the groups that are beyond the 99.8% limits in the overall measure."""
    if instruments.overall is None:
        return
    for breakdown in _PLACES:
        found = group_funnel(Choice(publication, Population.ALL, instruments.overall, breakdown))
        if found is None:
            continue
        label = instruments.breakdowns.get(breakdown, breakdown)
        beyond = [
            f"{group} ({percent(found.cells[group].share)}, {'below' if zone is Zone.ALARM_LOW else 'above'})"
            for group, zone in found.zones.items()
            if zone.strength == "alarm"
        ]
        verb = "differs" if len(beyond) == 1 else "differ"
        said = f"{joined(beyond)} {verb}" if beyond else "no group differs"
        yield f"{label}: {said} from the rest by more than chance explains."
