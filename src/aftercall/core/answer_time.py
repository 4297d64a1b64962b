"""Hides how long an answer took within steps of a tenth of a second.

For a person with a case, rows change; for anyone else, none do. That takes a fraction of a millisecond, which many
requests together could show. Sent at whole steps, nearly all answers take the same number of them.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

STEP = 0.1  # seconds: many times the difference, and still not felt


@contextmanager
def in_whole_steps() -> Iterator[None]:
    """Let the block take a whole number of steps, whatever it does."""
    start = time.perf_counter()
    try:
        yield
    finally:
        time.sleep(STEP - (time.perf_counter() - start) % STEP)
