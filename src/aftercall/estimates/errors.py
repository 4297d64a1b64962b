"""Errors of the methods, reported as errors in the data or the design file."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from aftercall.errors import BadInput
from aftercall.methods.arrays import MethodError

TOO_EXTREME = "its numbers are too large, too small or too alike to calculate with; check them, or use another unit"


@contextmanager
def as_bad_input(where: str) -> Iterator[None]:
    """Turn a MethodError, and numbers that can't be calculated with, into BadInput that names the place, such as a key
    of the design file."""
    try:
        yield
    except MethodError as error:
        raise BadInput(f"{where}: {error}") from None
    except (ArithmeticError, np.linalg.LinAlgError):
        raise BadInput(f"{where}: {TOO_EXTREME}") from None
