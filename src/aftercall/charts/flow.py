"""How many are left after each step: from records to sample, and from cases to interviews."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from aftercall.charts.svg import ACCENT, INK, MUTED, PAPER, TINT, Drawing, plain, shortened

_STAGE, _EXIT = 150.0, 160.0
_BOX, _STEP = 50.0, 60.0
_STEM = 75.0


@dataclass(frozen=True)
class FlowStep:
    """A stage that so many reached, or, if leaves, an exit that so many took since the stage above."""

    words: str
    count: int
    leaves: bool = False


def response_flow(title: str, steps: Sequence[FlowStep]) -> Markup:
    """Stages below one another, the exits from each beside the way to the next. The first step and the last are
    stages."""
    drawing = Drawing(_STEP * len(steps) + 10 * (sum(not step.leaves for step in steps) - 1))
    y, stages = 1.0, sum(not step.leaves for step in steps)
    drawing.line(f"M{plain(_STEM)} {plain(y)}V{plain(drawing.height - _BOX)}", colour=MUTED)
    for place, step in enumerate(steps):
        if step.leaves:
            _exit(drawing, y, step)
        else:
            stages -= 1
            y += 10 if place else 0
            _stage(drawing, y, step, first=place == 0, last=stages == 0)
        y += _STEP
    return drawing.svg(title, _in_words(steps))


def _stage(drawing: Drawing, y: float, step: FlowStep, *, first: bool, last: bool) -> None:
    if not first:
        drawing.shape(f"M{plain(_STEM - 6)} {plain(y - 10)}l6 10l6 -10z", fill=MUTED, edge=MUTED)
    drawing.box(1, y, _STAGE, _BOX, fill=ACCENT if last else PAPER, edge=ACCENT if last else INK)
    _named(drawing, 11, y, step, _STAGE, PAPER if last else INK)


def _exit(drawing: Drawing, y: float, step: FlowStep) -> None:
    middle = y + _BOX / 2
    drawing.line(f"M{plain(_STEM)} {plain(middle)}H168", colour=MUTED)
    drawing.shape(f"M168 {plain(middle - 6)}l10 6l-10 6z", fill=MUTED, edge=MUTED)
    drawing.box(179, y, _EXIT, _BOX, fill=TINT, edge=MUTED)
    _named(drawing, 189, y, step, _EXIT, INK)


def _named(drawing: Drawing, x: float, y: float, step: FlowStep, width: float, colour: str) -> None:
    drawing.words(x, y + 22, f"{step.count:,}", size=19, bold=True, colour=colour)
    drawing.words(x, y + 41, shortened(step.words, width - 14, 13), size=13, colour=colour)


def _in_words(steps: Sequence[FlowStep]) -> str:
    said = (f"{'left: ' if step.leaves else ''}{step.words} {step.count:,}" for step in steps)
    return f"{'; '.join(said)}. The table has every figure."
