"""Areas by size and share, within the limits that chance explains (Spiegelhalter 2005)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from aftercall.charts.scale import Scale, round_maximum, scale_of_shares
from aftercall.charts.svg import ACCENT, INK, MUTED, PAPER, Drawing, plain, whole_percent
from aftercall.charts.trend import grid

_LEFT, _RIGHT, _TOP, _BOTTOM = 40.0, 330.0, 12.0, 215.0


@dataclass(frozen=True)
class FunnelArea:
    """An area. label: its number in the table, shown beside the mark unless it is within the limits. size: its
    effective number of interviews. zone: how far chance explains its distance from the target."""

    label: str
    size: float
    share: float
    zone: Literal["within", "warning", "alarm"]


@dataclass(frozen=True)
class FunnelLimits:
    """The limits at these sizes, the smallest first: 95% (inner) and 99.8% (outer)."""

    sizes: Sequence[float]
    inner_low: Sequence[float]
    inner_high: Sequence[float]
    outer_low: Sequence[float]
    outer_high: Sequence[float]


def funnel(title: str, areas: Sequence[FunnelArea], target: float, limits: FunnelLimits) -> Markup | None:
    """The funnel plot of these areas around a target; None if there are none."""
    if not areas:
        return None
    largest = round_maximum(max(*limits.sizes, *(area.size for area in areas)))
    across = Scale(0.0, largest, _LEFT, _RIGHT)
    up = scale_of_shares([target, *limits.outer_low, *limits.outer_high, *(a.share for a in areas)], _BOTTOM, _TOP)
    drawing = Drawing(270)
    grid(drawing, up, _LEFT, _RIGHT)
    drawing.line(f"M{plain(_LEFT)} {plain(up(target))}H{plain(_RIGHT)}", colour=INK)
    for values, dashes in _curves(limits):
        drawing.line(_curve(limits.sizes, values, across, up), colour=MUTED, dashes=dashes)
    for area in sorted(areas, key=lambda one: one.zone != "within"):
        _mark(drawing, area, across(area.size), up(area.share))
    _foot(drawing, largest)
    return drawing.svg(title, _in_words(areas, target))


def _curves(limits: FunnelLimits) -> list[tuple[Sequence[float], str]]:
    """Each limit and its dashes: 95% is dashed, 99.8% is solid."""
    inner = [(values, "5 3") for values in (limits.inner_low, limits.inner_high)]
    return [*inner, (limits.outer_low, ""), (limits.outer_high, "")]


def _curve(sizes: Sequence[float], values: Sequence[float], across: Scale, up: Scale) -> str:
    places = (f"{plain(across(size))} {plain(up(value))}" for size, value in zip(sizes, values, strict=True))
    return "M" + "L".join(places)


def _mark(drawing: Drawing, area: FunnelArea, x: float, y: float) -> None:
    """A hollow circle within the limits, a full one beyond 95%, a square beyond 99.8%."""
    if area.zone == "alarm":
        drawing.box(x - 5, y - 5, 10, 10, fill=INK)
    else:
        drawing.circle(x, y, 4, fill=PAPER if area.zone == "within" else ACCENT)
    if area.zone != "within":
        left = x > _RIGHT - 30
        drawing.words(x - 8 if left else x + 8, y + 4, area.label, anchor="end" if left else "start", bold=True)


def _foot(drawing: Drawing, largest: float) -> None:
    drawing.words(_LEFT, _BOTTOM + 16, "0", anchor="middle")
    drawing.words(_RIGHT, _BOTTOM + 16, f"{largest:,.0f}", anchor="end")
    drawing.words((_LEFT + _RIGHT) / 2, _BOTTOM + 16, "Effective interviews", anchor="middle")
    for x, zone, words in ((46, "within", "within"), (123, "warning", "beyond 95%"), (225, "alarm", "beyond 99.8%")):
        _key(drawing, x, zone, words)


def _key(drawing: Drawing, x: float, zone: str, words: str) -> None:
    y = 257.0
    if zone == "alarm":
        drawing.box(x - 5, y - 5, 10, 10, fill=INK)
    else:
        drawing.circle(x, y, 4, fill=PAPER if zone == "within" else ACCENT)
    drawing.words(x + 10, y + 4, words)


def _in_words(areas: Sequence[FunnelArea], target: float) -> str:
    beyond = [
        f"{area.label} ({'below' if area.share < target else 'above'})" for area in areas if area.zone != "within"
    ]
    said = f"Beyond what chance explains: {', '.join(beyond)}" if beyond else "All are within what chance explains"
    return f"{len(areas)} areas around {whole_percent(target)}. {said}. The table has every figure."
