"""Answers on a scale, as bars of 100% in which each level has its part."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from aftercall.charts.svg import INK, PAPER, WIDTH, Drawing, plain, shortened, whole_percent

_BAR, _ROW, _KEY = 22.0, 48.0, 18.0
# From best to worst. Light in the middle; the worse half is also hatched, so that the two halves differ without colour.
_GOOD = ("#003078", "#1d70b8", "#8eb8dc")
_NEUTRAL = "#f3f2f1"
_BAD = ("#f3c6a5", "#e08a4c", "#a34a0b")
_DARK = {"#003078", "#1d70b8", "#a34a0b"}


@dataclass(frozen=True)
class LikertRow:
    """One bar. shares: of each level, from 0 to 1, together at most 1; empty where they are not shown."""

    label: str
    shares: Sequence[float]
    not_shown: str = "not shown"


@dataclass(frozen=True)
class _Level:
    words: str
    fill: str
    hatched: bool


def likert(title: str, levels: Sequence[str], rows: Sequence[LikertRow]) -> Markup | None:
    """A bar for each row. levels: the answers from best to worst, 7 at most. None without rows."""
    if not rows:
        return None
    tones = _tones(levels)
    top = _KEY * len(tones) + 8
    drawing = Drawing(top + _ROW * len(rows))
    for place, level in enumerate(tones):
        _part(drawing, level, 0.75, place * _KEY + 2, 16, 12)
        drawing.words(24, place * _KEY + 12, level.words)
    for place, row in enumerate(rows):
        _bar(drawing, row, tones, top + place * _ROW)
    return drawing.svg(title, _in_words(levels, rows))


def _tones(levels: Sequence[str]) -> list[_Level]:
    half, odd = divmod(len(levels), 2)
    fills = [*_GOOD[:half], *([_NEUTRAL] if odd else []), *_BAD[len(_BAD) - half :]]
    return [
        _Level(words, fill, place >= half + odd) for place, (words, fill) in enumerate(zip(levels, fills, strict=True))
    ]


def _bar(drawing: Drawing, row: LikertRow, tones: Sequence[_Level], y: float) -> None:
    drawing.words(0, y + 14, shortened(row.label, WIDTH))
    if not row.shares:
        drawing.words(0, y + 36, row.not_shown)
        return
    x, scale = 0.75, WIDTH - 1.5
    for level, share in zip(tones, row.shares, strict=True):
        width = scale * share
        if width > 0:
            _part(drawing, level, x, y + 20, width, _BAR)
        if width > 30:
            _figure(drawing, level, share, x + width / 2, y + 35)
        x += width


def _part(drawing: Drawing, level: _Level, x: float, y: float, width: float, height: float) -> None:
    drawing.box(x, y, width, height, fill=level.fill)
    if level.hatched:
        strokes = range(4, int(width), 6)
        drawing.line(
            "".join(f"M{plain(x + one)} {plain(y + 1)}V{plain(y + height - 1)}" for one in strokes) or "M0 0",
            colour=PAPER,
            width=1,
        )


def _figure(drawing: Drawing, level: _Level, share: float, x: float, y: float) -> None:
    """The share within its part, on a plate of the part's own colour so that no hatching crosses it."""
    drawing.box(x - 15, y - 14, 30, 20, fill=level.fill, edge=level.fill)
    drawing.words(x, y, whole_percent(share), anchor="middle", colour=PAPER if level.fill in _DARK else INK)


def _in_words(levels: Sequence[str], rows: Sequence[LikertRow]) -> str:
    first = rows[0]
    shares = ", ".join(f"{level} {whole_percent(share)}" for level, share in zip(levels, first.shares, strict=False))
    return f"{len(rows)} bars. {first.label}: {shares or first.not_shown}. The table has every figure."
