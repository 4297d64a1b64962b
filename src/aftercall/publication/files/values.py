"""The numbers of a line as every file shows them: rounded in one place, and never 0 for what is not shown."""

from dataclasses import dataclass

from aftercall.core.words import rounded_points
from aftercall.publication.models import Comparison, Direction, Mark, PublishedChange, PublishedFigure
from aftercall.results.models import Population
from aftercall.results.words import RELIABILITY_WORDS

# Decimal places of every percentage in a file.
PLACES = 1
SOUND = "Enough answers to rely on"
# What each mark means: why a cell has no number, or a warning.
MARKS = {
    Mark.CONFIDENTIAL: "Not shown, to protect people: too few answered, or other figures would reveal it",
    Mark.LOW: "The percentage rounds to 0 but is not 0",
    Mark.UNRELIABLE: "Based on few answers, so too unreliable to rely on",
    Mark.NOT_AVAILABLE: "Not available: nobody answered, or there are too few answers to calculate it",
    Mark.NOT_APPLICABLE: "Not applicable",
}
POPULATIONS = {
    Population.ALL: "Everyone of the programme who was surveyed",
    Population.CRIME: "Those who reported a crime",
    Population.ANTI_SOCIAL_BEHAVIOUR: "Those who reported anti-social behaviour",
}


@dataclass(frozen=True)
class Values:
    """A line's base, percentage and interval as shown; None for what is not shown. mark: without brackets."""

    base: int | None
    percent: float | None
    low: float | None
    high: float | None
    mark: str


def values_of(figure: PublishedFigure) -> Values:
    """The numbers of a figure. One that rounds to 0 but is not 0 is marked instead."""
    if figure.percent is None:
        return Values(None, None, None, None, figure.mark or Mark.NOT_AVAILABLE.value)
    low, high = rounded(figure.low), rounded(figure.high)
    if figure.mark == Mark.LOW or (figure.percent > 0 and rounded(figure.percent) == 0):
        return Values(figure.base, None, low, high, Mark.LOW.value)
    return Values(figure.base, rounded(figure.percent), low, high, figure.mark)


def rounded(value: float | None) -> float | None:
    """A percentage or a difference in points as shown. A half is rounded away from zero, as on the pages."""
    return None if value is None else rounded_points(value, PLACES)


def how_to_read(figure: PublishedFigure) -> str:
    """Why a figure is not shown, or how far it can be relied on."""
    values = values_of(figure)
    if figure.suppressed:
        return figure.not_shown
    words = [MARKS[Mark(values.mark)]] if values.mark else [str(RELIABILITY_WORDS[figure.reliability]).capitalize()]
    return ". ".join(filter(None, [*words, figure.break_note.removesuffix(".")])) or SOUND


def population_label(name: str) -> str:
    """The label of a population."""
    return str(Population(name).label)


def comparison_label(change: PublishedChange) -> str:
    """The period that a change is compared with, and whether another supplier measured it."""
    words = str(Comparison(change.comparison).label).capitalize()
    return f"{words} (another supplier)" if change.imported else words


def direction_label(change: PublishedChange) -> str:
    """The direction of a change."""
    return str(Direction(change.direction).label)
