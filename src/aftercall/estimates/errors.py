"""Errors of the methods, reported as errors in the data or the design file."""

from collections.abc import Iterator
from contextlib import contextmanager

from aftercall.errors import BadInput
from aftercall.methods.arrays import MethodError


@contextmanager
def as_bad_input(where: str) -> Iterator[None]:
    """Turn a MethodError into BadInput that names the place, such as a key of the design file."""
    try:
        yield
    except MethodError as error:
        raise BadInput(f"{where}: {error}") from None
