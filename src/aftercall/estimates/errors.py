"""What a person can mend in the data, the design file or the options of `aftercall estimate`."""

from collections.abc import Iterator
from contextlib import contextmanager

from aftercall.methods.arrays import MethodError


class BadInput(Exception):
    """The text is one line: file, key and row where known, and what to mend. It never repeats a personal value."""


@contextmanager
def mending(where: str) -> Iterator[None]:
    """Say where a method was asked for what it can't do."""
    try:
        yield
    except MethodError as error:
        raise BadInput(f"{where}: {error}") from None
