"""A published figure as whoever has the published files knows it."""

from aftercall.methods.funnel import Whole
from aftercall.publication.models import PublishedFigure

_Z = 1.96


def as_published(line: PublishedFigure) -> Whole | None:
    """Share, standard error and base, with the decimals of the published files; the standard error follows from the
    interval. None where the figure is not shown or has no interval."""
    if line.percent is None or line.base is None or line.low is None or line.high is None:
        return None
    percentage, low, high = (round(value, 1) for value in (line.percent, line.low, line.high))
    return Whole(percentage / 100, (high - low) / 200 / _Z, line.base)
