"""A share over time, with intervals, breaks and changes larger than chance."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from aftercall.charts.scale import Scale, levels_of_shares, scale_of_shares
from aftercall.charts.svg import ACCENT, GRID, INK, PAPER, Drawing, plain, whole_percent

_LEFT, _RIGHT, _TOP, _BOTTOM = 40.0, 330.0, 22.0, 170.0


@dataclass(frozen=True)
class TrendPoint:
    """The figure of one period. place: when it ends, in months from any day. share, low, high: from 0 to 1, or None
    where not shown. joined: whether it can be compared with the figure before, so that a line leads here. hollow: of
    another supplier. change: 1 or -1 where it rose or fell by more than chance explains, otherwise 0."""

    period: str
    place: float
    share: float | None
    low: float | None = None
    high: float | None = None
    joined: bool = True
    hollow: bool = False
    change: int = 0


def trend(title: str, points: Sequence[TrendPoint], description: str = "") -> Markup | None:
    """The chart of these points, the earliest first; None if fewer than two of them are shown. description: what it
    shows, in another language than English."""
    shown = [point for point in points if point.share is not None]
    if len(shown) < 2:
        return None
    across = Scale(points[0].place, points[-1].place, _LEFT, _RIGHT)
    up = scale_of_shares((value for point in shown for value in _values(point)), _BOTTOM, _TOP)
    drawing = Drawing(200)
    grid(drawing, up, _LEFT, _RIGHT)
    _lines(drawing, points, across, up)
    for point in shown:
        _point(drawing, point, across(point.place), up)
    drawing.words(_LEFT, 192, points[0].period)
    drawing.words(_RIGHT, 192, points[-1].period, anchor="end")
    return drawing.svg(title, description or _in_words(shown))


def grid(drawing: Drawing, up: Scale, left: float, right: float) -> None:
    """The levels of a scale of shares, as thin lines from left to right."""
    for level in levels_of_shares(up):
        y = up(level)
        drawing.line(f"M{plain(left)} {plain(y)}H{plain(right)}", colour=GRID, width=1)
        drawing.words(left - 6, y + 4, whole_percent(round(level, 6)), anchor="end")


def _values(point: TrendPoint) -> list[float]:
    return [value for value in (point.share, point.low, point.high) if value is not None]


def _lines(drawing: Drawing, points: Sequence[TrendPoint], across: Scale, up: Scale) -> None:
    """A line between each two neighbours that can be compared."""
    for before, point in itertools.pairwise(points):
        if before.share is not None and point.share is not None and point.joined:
            start = f"M{plain(across(before.place))} {plain(up(before.share))}"
            drawing.line(f"{start}L{plain(across(point.place))} {plain(up(point.share))}", colour=ACCENT, width=2)


def _point(drawing: Drawing, point: TrendPoint, x: float, up: Scale) -> None:
    if point.low is not None and point.high is not None:
        drawing.line(f"M{plain(x)} {plain(up(point.low))}V{plain(up(point.high))}")
    drawing.circle(x, up(point.share or 0.0), 4, fill=PAPER if point.hollow else ACCENT)
    if point.change:
        _arrow(drawing, x, point.change)


def _arrow(drawing: Drawing, x: float, direction: int) -> None:
    """A triangle above the chart that points up or down."""
    base, tip = (15, 4) if direction > 0 else (4, 15)
    drawing.shape(f"M{plain(x - 6)} {base}H{plain(x + 6)}L{plain(x)} {tip}Z", fill=INK)


def _in_words(shown: Sequence[TrendPoint]) -> str:
    first, last = shown[0], shown[-1]
    ends = (f"{whole_percent(one.share or 0.0)} in {_whose(one)}" for one in (first, last))
    changed = [f"{'rose' if one.change > 0 else 'fell'} in {_whose(one)}" for one in shown if one.change]
    more = f" More than chance explains: {', '.join(changed)}." if changed else ""
    return f"From {' to '.join(ends)}.{more} The table has every figure."


def _whose(point: TrendPoint) -> str:
    return f"{point.period} (another supplier)" if point.hollow else point.period
