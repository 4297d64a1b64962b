"""How much of the extracts has been read, measured in bytes."""

from collections.abc import Sequence
from pathlib import Path

from aftercall.frames.reading.source import Source
from aftercall.frames.watching import Tick


def reading_progress(extracts: Sequence[Path], source: Source, tick: Tick) -> Tick:
    """A tick that receives the running query's share, and reports to `tick` the share of all bytes read.

    What it reports never decreases.
    """
    sizes = [path.stat().st_size if path.is_file() else 0 for path in extracts]
    highest = 0.0

    def report(query: float | None) -> None:
        nonlocal highest
        started = sizes[: len(source.files)]
        if started:
            read = sum(started[:-1]) + _bytes_read(started[-1], source, query)
            highest = max(highest, min(read / max(sum(sizes), 1), 1.0))
        tick(highest)

    return report


def _bytes_read(size: int, source: Source, query: float | None) -> float:
    position = source.position
    if position is None:
        return size * (query or 0)
    try:
        return position()
    except ValueError:  # closed, because it has been read
        return size
