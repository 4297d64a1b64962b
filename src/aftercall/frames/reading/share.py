"""How much of the extracts has been read, by their bytes."""

from collections.abc import Sequence
from pathlib import Path

from aftercall.frames.reading.source import Source
from aftercall.frames.watching import Tick


def share_read(extracts: Sequence[Path], source: Source, tick: Tick) -> Tick:
    """A tick that is told of the running query's share, and tells of the share of all bytes read. It never goes
    back."""
    sizes = [path.stat().st_size if path.is_file() else 0 for path in extracts]
    most = 0.0

    def tell(query: float | None) -> None:
        nonlocal most
        begun = sizes[: len(source.files)]
        if begun:
            read = sum(begun[:-1]) + _read_of_file(begun[-1], source, query)
            most = max(most, min(read / max(sum(sizes), 1), 1.0))
        tick(most)

    return tell


def _read_of_file(size: int, source: Source, query: float | None) -> float:
    position = source.position
    if position is None:
        return size * (query or 0)
    try:
        return position()
    except ValueError:  # closed: it has been read
        return size
