"""Areas as tiles of equal size, so that a small one is as visible as a large one."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from aftercall.charts.svg import INK, MUTED, PAPER, TINT, WIDTH, Drawing, plain, shortened

# From the worst to the best, each darker than the one before: readable without colour, and each tile has its figure.
_FILLS = ("#ffffff", "#d2e2f1", "#8eb8dc", "#1d70b8", "#003078")
_DARK = set(_FILLS[3:])
_GAP = 4.0
# Areas that hardly differ look alike.
_LEAST_RANGE = 0.2


@dataclass(frozen=True)
class Tile:
    """An area. column, row: its place, from 0. share: from 0 to 1, None where not shown. words: its figure. note: a
    mark of what makes it stand out, such as ▼; empty otherwise."""

    name: str
    column: int
    row: int
    share: float | None
    words: str
    note: str = ""


def tile_map(title: str, tiles: Sequence[Tile]) -> Markup | None:
    """The tiles at their places, darker the higher the share, between the lowest and the highest. None without
    tiles."""
    if not tiles:
        return None
    columns = max(tile.column for tile in tiles) + 1
    width = (WIDTH - _GAP * (columns - 1)) / columns
    height = min(width, 58.0)
    drawing = Drawing((height + _GAP) * (max(tile.row for tile in tiles) + 1) - _GAP)
    shown = [tile.share for tile in tiles if tile.share is not None]
    for tile in tiles:
        place = (tile.column * (width + _GAP), tile.row * (height + _GAP))
        _tile(drawing, tile, place, (width, height), _fill(tile.share, shown))
    return drawing.svg(title, _in_words(tiles))


def in_rows(names: Sequence[str], *, columns: int = 3) -> dict[str, tuple[int, int]]:
    """A place for each name, in their order, from left to right and from top to bottom."""
    return {name: (place % columns, place // columns) for place, name in enumerate(names)}


def _fill(share: float | None, shown: Sequence[float]) -> str:
    if share is None:
        return TINT
    middle, reach = (min(shown) + max(shown)) / 2, max(max(shown) - min(shown), _LEAST_RANGE)
    return _FILLS[int(((share - middle) / reach + 0.5) * (len(_FILLS) - 1) + 0.5)]


def _tile(drawing: Drawing, tile: Tile, place: tuple[float, float], size: tuple[float, float], fill: str) -> None:
    (x, y), (width, height) = place, size
    colour = PAPER if fill in _DARK else INK
    drawing.box(x + 0.75, y + 0.75, width - 1.5, height - 1.5, fill=fill, edge=MUTED)
    if tile.share is None:  # a line across, so that it is not taken for a low figure
        drawing.line(
            f"M{plain(x + 1)} {plain(y + height - 1)}L{plain(x + width - 1)} {plain(y + 1)}", colour=MUTED, width=0.5
        )
    small = 11 if width > 60 else 9
    drawing.words(x + 5, y + small + 5, shortened(tile.name, width - 6, small), colour=colour, size=small)
    drawing.words(x + 5, y + height - 9, f"{tile.words} {tile.note}".rstrip(), colour=colour, bold=True, size=small + 3)


def _in_words(tiles: Sequence[Tile]) -> str:
    shown = [tile for tile in tiles if tile.share is not None]
    if not shown:
        return f"{len(tiles)} areas, none of them shown."
    low, high = (pick(shown, key=lambda tile: tile.share or 0.0) for pick in (min, max))
    return (
        f"{len(tiles)} areas. Lowest: {low.name}, {low.words}. Highest: {high.name}, {high.words}. "
        "The table has every figure."
    )
