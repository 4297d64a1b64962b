"""When a process looks for objects that nothing uses any more. With as many as a command has, that takes long."""

import atexit
import gc
import sys

_NEW_OBJECTS = 100_000  # before Python looks; more often takes 4% of the time for a small frame


def collect_seldom() -> None:
    """Look seldom, and not at the end: then the interpreter would look through everything twice, which takes half a
    second for a command that needs the database."""
    gc.set_threshold(_NEW_OBJECTS)
    atexit.register(_leave_everything)


def _leave_everything() -> None:
    # The engine would report as leaked what is then never freed.
    if "_duckdb" not in sys.modules:
        gc.freeze()
