"""Where the points of a trend are drawn. The same figures are in the table below the picture."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from aftercall.core.words import percent
from aftercall.publication.trends import TrendPoint
from aftercall.results.periods import add_months, months_in

_LEFT, _RIGHT, _TOP, _BOTTOM = 40.0, 330.0, 12.0, 170.0
_STEP = 10

# From a percentage to a place in the picture.
type Height = Callable[[float], float]


@dataclass(frozen=True)
class Mark:
    """A point of the picture: its place, and the ends of its interval if they are known."""

    x: float
    y: float
    y_low: float | None
    y_high: float | None
    imported: bool


@dataclass(frozen=True)
class TrendChart:
    """What a picture of a trend consists of. lines: paths between points that can be compared. grid: the height and
    words of each level. ends: the words under the first and the last point. alternative: the picture in words."""

    marks: list[Mark]
    lines: list[str]
    grid: list[tuple[float, str]]
    ends: tuple[str, str]
    alternative: str


def trend_chart(label: str, points: Sequence[TrendPoint]) -> TrendChart | None:
    """The picture of a trend; None if fewer than two of its figures are shown."""
    shown = [point for point in points if point.percent is not None]
    if len(shown) < 2:
        return None
    least, most = _range(shown)
    span = months_in(points[0].last_month, points[-1].last_month) - 1

    def across(point: TrendPoint) -> float:
        months = months_in(points[0].last_month, point.last_month) - 1
        return round(_LEFT + (_RIGHT - _LEFT) * months / span, 1)

    def height(value: float) -> float:
        return round(_BOTTOM - (_BOTTOM - _TOP) * (value - least) / (most - least), 1)

    marks = {id(point): _mark(point, across(point), height) for point in shown}
    levels = range(least, most + 1, _STEP if most - least <= 5 * _STEP else 2 * _STEP)
    return TrendChart(
        marks=list(marks.values()),
        lines=[_path([marks[id(point)] for point in run]) for run in _comparable(points) if len(run) > 1],
        grid=[(height(level), f"{level}%") for level in levels],
        ends=(points[0].period, points[-1].period),
        alternative=_in_words(label, shown),
    )


def _range(shown: Sequence[TrendPoint]) -> tuple[int, int]:
    """The tens below and above all figures and intervals, in per cent."""
    values = [value for point in shown for value in (point.percent, point.low, point.high) if value is not None]
    least, most = int(min(values) // _STEP) * _STEP, -int(-max(values) // _STEP) * _STEP
    return (least, most) if most > least else (max(least - _STEP, 0), min(most + _STEP, 100))


def _mark(point: TrendPoint, x: float, height: Height) -> Mark:
    low, high = (None if bound is None else height(bound) for bound in (point.low, point.high))
    return Mark(x, height(point.percent or 0.0), low, high, imported=bool(point.supplier))


def _comparable(points: Sequence[TrendPoint]) -> Iterator[list[TrendPoint]]:
    """Rows of points of one supplier that follow each other without a break, or a figure that is missing or not
    shown."""
    row: list[TrendPoint] = []
    for point in points:
        if point.after_break or point.percent is None or (row and not _follows(point, row[-1])):
            yield row
            row = []
        if point.percent is not None:
            row.append(point)
    yield row


def _follows(point: TrendPoint, before: TrendPoint) -> bool:
    return point.supplier == before.supplier and point.first_month <= add_months(before.last_month, 1)


def _path(marks: Sequence[Mark]) -> str:
    return "M" + "L".join(f"{mark.x} {mark.y}" for mark in marks)


def _in_words(label: str, shown: Sequence[TrendPoint]) -> str:
    first, last = shown[0], shown[-1]
    ends = (f"{percent((one.percent or 0.0) / 100)} in {one.whose_period}" for one in (first, last))
    return f"{label}: from {' to '.join(ends)}. The table below has every figure."
