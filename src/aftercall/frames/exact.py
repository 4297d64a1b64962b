"""Exact numbers from files whose author is not trusted."""

import re
from fractions import Fraction

_PLAIN = re.compile(r"[0-9]{1,4000}(/[0-9]{1,4000}|\.[0-9]{1,30})?")


def exact_fraction(value: object) -> Fraction:
    """A fraction such as 3/20, or a decimal such as 0.15, exactly as written.

    Powers of ten are refused, because they could fill the memory. Errors: ValueError, TypeError, ZeroDivisionError.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise TypeError
    text = str(value)
    if not _PLAIN.fullmatch(text):
        raise ValueError
    return Fraction(text)


def whole_number(value: object) -> int:
    """A count. Errors: TypeError."""
    if type(value) is not int:
        raise TypeError
    return value


def root(value: Fraction, degree: int) -> Fraction:
    """The degree-th root of a number of at least 0, rounded down to a multiple of 2**-64, so the same everywhere."""
    return Fraction(_integer_root((value.numerator << 64 * degree) // value.denominator, degree), 1 << 64)


def _integer_root(number: int, degree: int) -> int:
    """The largest integer whose degree-th power is at most `number`, by bisection."""
    low, high = 0, 1 << (number.bit_length() // degree + 1)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if middle**degree <= number else (low, middle)
    return low
