"""What kind of value a column holds, recognised from the form of its values and never from what they say."""

import re
from collections.abc import Callable, Sequence
from enum import StrEnum

from aftercall.frames.profiling.date_forms import date_forms

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"\+?\(?\d[\d ()-]{8,20}")
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d+([.]\d+)?")
_YES_NO = {"y", "n", "yes", "no", "true", "false", "0", "1", "t", "f"}
_MOST = 0.8  # of the rows with a value
_MAX_CODES = 100  # different values
_ROWS_PER_CODE = 3


class Shape(StrEnum):
    """The kind of value of most rows. CODES: few values, often repeated. UNIQUE: a different one in every row."""

    EMPTY = "empty"
    DATE = "date"
    EMAIL = "email"
    PHONE = "phone"
    POSTCODE = "postcode"
    YES_NO = "yes_no"
    CODES = "codes"
    NUMBER = "number"
    UNIQUE = "unique"
    TEXT = "text"


type Counts = Sequence[tuple[str, int]]  # values and their numbers of rows


def shape_of(counts: Counts) -> Shape:
    """The shape of a column. `counts`: its values that are not blank, with the number of rows of each."""
    if not counts:
        return Shape.EMPTY
    if sum(form.rows for form in date_forms(counts)) >= _MOST * _rows(counts):
        return Shape.DATE
    return next((shape for shape, fits in _TESTS if fits(counts)), Shape.TEXT)


def _mostly(fits: Callable[[str], object]) -> Callable[[Counts], bool]:
    return lambda counts: sum(rows for value, rows in counts if fits(value)) >= _MOST * _rows(counts)


def _rows(counts: Counts) -> int:
    return sum(rows for _, rows in counts)


def _is_phone(value: str) -> bool:
    return bool(_PHONE.fullmatch(value)) and 9 <= sum(sign.isdigit() for sign in value) <= 15


def _are_codes(counts: Counts) -> bool:
    return len(counts) <= _MAX_CODES and _rows(counts) >= _ROWS_PER_CODE * len(counts)


# The first that fits: a telephone number may also be a number, and so may a code.
_TESTS: tuple[tuple[Shape, Callable[[Counts], bool]], ...] = (
    (Shape.EMAIL, _mostly(_EMAIL.fullmatch)),
    (Shape.POSTCODE, _mostly(_POSTCODE.fullmatch)),
    (Shape.YES_NO, _mostly(lambda value: value.lower() in _YES_NO)),
    (Shape.PHONE, _mostly(_is_phone)),
    (Shape.CODES, _are_codes),
    (Shape.UNIQUE, lambda counts: len(counts) == _rows(counts) > 1),
    (Shape.NUMBER, _mostly(_NUMBER.fullmatch)),
)
