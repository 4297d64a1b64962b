"""Where the points of a trend are drawn in its picture. The table below it has the same figures."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from aftercall.core.dates import months_later
from aftercall.core.words import percent
from aftercall.publication.trends import TrendPoint
from aftercall.results.periods import months_in

_LEFT, _RIGHT, _TOP, _BOTTOM = 40.0, 330.0, 12.0, 170.0
_STEP = 10

# From a percentage to a height in the picture.
type Height = Callable[[float], float]


@dataclass(frozen=True)
class PlottedPoint:
    """A point of the picture: its position, and that of the ends of its interval if they are known."""

    x: float
    y: float
    y_low: float | None
    y_high: float | None
    imported: bool


@dataclass(frozen=True)
class TrendChart:
    """What a picture of a trend consists of. lines: paths between points that can be compared. grid: the height and
    words of each level. ends: the words under the first and the last point. alternative: the picture in words."""

    points: list[PlottedPoint]
    lines: list[str]
    grid: list[tuple[float, str]]
    ends: tuple[str, str]
    alternative: str


def trend_chart(label: str, points: Sequence[TrendPoint]) -> TrendChart | None:
    """The picture of a trend; None if fewer than two of its figures are shown."""
    shown = [point for point in points if point.percent is not None]
    if len(shown) < 2:
        return None
    lowest, highest = _range(shown)
    span = months_in(points[0].last_month, points[-1].last_month) - 1

    def across(point: TrendPoint) -> float:
        months = months_in(points[0].last_month, point.last_month) - 1
        return round(_LEFT + (_RIGHT - _LEFT) * months / span, 1)

    def height(value: float) -> float:
        return round(_BOTTOM - (_BOTTOM - _TOP) * (value - lowest) / (highest - lowest), 1)

    plotted = {id(point): _plotted(point, across(point), height) for point in shown}
    levels = range(lowest, highest + 1, _STEP if highest - lowest <= 5 * _STEP else 2 * _STEP)
    return TrendChart(
        points=list(plotted.values()),
        lines=[_path([plotted[id(point)] for point in run]) for run in _comparable(points) if len(run) > 1],
        grid=[(height(level), f"{level}%") for level in levels],
        ends=(points[0].period, points[-1].period),
        alternative=_in_words(label, shown),
    )


def _range(shown: Sequence[TrendPoint]) -> tuple[int, int]:
    """The multiples of ten below and above all figures and intervals, in per cent."""
    values = [value for point in shown for value in (point.percent, point.low, point.high) if value is not None]
    lowest, highest = int(min(values) // _STEP) * _STEP, -int(-max(values) // _STEP) * _STEP
    return (lowest, highest) if highest > lowest else (max(lowest - _STEP, 0), min(highest + _STEP, 100))


def _plotted(point: TrendPoint, x: float, height: Height) -> PlottedPoint:
    low, high = (None if bound is None else height(bound) for bound in (point.low, point.high))
    return PlottedPoint(x, height(point.percent or 0.0), low, high, imported=bool(point.supplier))


def _comparable(points: Sequence[TrendPoint]) -> Iterator[list[TrendPoint]]:
    """Runs of points of one supplier that follow each other without a break, or a figure that is missing or not
    shown."""
    run: list[TrendPoint] = []
    for point in points:
        if point.after_break or point.percent is None or (run and not _follows(point, run[-1])):
            yield run
            run = []
        if point.percent is not None:
            run.append(point)
    yield run


def _follows(point: TrendPoint, before: TrendPoint) -> bool:
    return point.supplier == before.supplier and point.first_month <= months_later(before.last_month, 1)


def _path(plotted: Sequence[PlottedPoint]) -> str:
    return "M" + "L".join(f"{one.x} {one.y}" for one in plotted)


def _in_words(label: str, shown: Sequence[TrendPoint]) -> str:
    first, last = shown[0], shown[-1]
    ends = (f"{percent((one.percent or 0.0) / 100)} in {one.whose_period}" for one in (first, last))
    return f"{label}: from {' to '.join(ends)}. The table below has every figure."
