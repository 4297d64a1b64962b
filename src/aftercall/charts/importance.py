"""The importance and performance of drivers (Martilla and James 1977)."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from markupsafe import Markup

from aftercall.charts.svg import MUTED, PAPER, Drawing

_MIDDLE, _CENTRE = 170.0, 120.0
_ACROSS, _UP = 140.0, 80.0
_QUADRANTS = (
    (10, 20, "start", "Begin here"),
    (330, 20, "end", "Keep it up"),
    (10, 231, "start", "Later"),
    (330, 231, "end", "Leave as it is"),
)


@dataclass(frozen=True)
class Driver:
    """A part of the experience. label: its number in the table. performance, importance: on any scale."""

    label: str
    performance: float
    importance: float


def importance_performance(title: str, drivers: Sequence[Driver]) -> Markup | None:
    """Performance from left to right, importance from bottom to top; the lines cross at the two means. None without
    drivers."""
    if not drivers:
        return None
    drawing = Drawing(270)
    drawing.box(1, 1, 338, 238)
    drawing.line("M170 1V239M1 120H339", colour=MUTED)
    for x, y, anchor, words in _QUADRANTS:
        drawing.words(x, y, words, anchor=anchor, size=13)
    drawing.words(0, 260, "← fewer satisfied", size=13)
    drawing.words(_MIDDLE, 260, "↑ matters more", anchor="middle", size=13)
    drawing.words(340, 260, "more satisfied →", anchor="end", size=13)
    places = zip(_from_mean([d.performance for d in drivers]), _from_mean([d.importance for d in drivers]), strict=True)
    for driver, (across, up) in zip(drivers, places, strict=True):
        _mark(drawing, driver.label, _MIDDLE + _ACROSS * across, _CENTRE - _UP * up)
    return drawing.svg(title, f"{len(drivers)} parts, each with its number in the table, which has every figure.")


def _mark(drawing: Drawing, label: str, x: float, y: float) -> None:
    drawing.circle(x, y, 12)
    drawing.words(x, y + 5, label, anchor="middle", colour=PAPER, size=13, bold=True)


def _from_mean(values: Sequence[float]) -> list[float]:
    """Each value's distance from the mean, from -1 to 1."""
    mean = fmean(values)
    reach = max([1e-6, *(abs(value - mean) for value in values)])  # so that mere rounding errors stay near 0
    return [(value - mean) / reach for value in values]
