"""The values of expressions: texts, numbers and truths, and how XPath 1.0 converts and compares them.

A text that is a date in ISO 8601 counts as a number too: the days since 1 January 1970, as a date does in XForms.
"""

import math
import operator
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

type Value = str | float | bool

NAN = math.nan
_NUMBER = re.compile(r"\s*-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)\s*", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FIRST_DAY = date(1970, 1, 1).toordinal()

ORDERINGS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def to_text(value: Value) -> str:
    """A number without an exponent and without needless zeros; a truth as 'true' or 'false'."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return _number_text(value)


def to_number(value: Value) -> float:
    """NaN for a text that is neither a number nor a date; 1 or 0 for a truth."""
    if not isinstance(value, str):
        return float(value)
    if _NUMBER.fullmatch(value):
        return float(value)
    found = to_date(value)
    return NAN if found is None else float(found.toordinal() - _FIRST_DAY)


def to_truth(value: Value) -> bool:
    """False for the empty text, for 0 and for NaN."""
    if isinstance(value, float):
        return value != 0 and not math.isnan(value)
    return bool(value)


def is_nan(value: Value) -> bool:
    """Whether it is the number that a calculation has where a number is missing."""
    return isinstance(value, float) and math.isnan(value)


def to_date(value: Value) -> date | None:
    """The date of a text in ISO 8601 or of a number of days; None for anything else."""
    try:
        if isinstance(value, str) and _DATE.fullmatch(value):
            return date.fromisoformat(value)
        return None if isinstance(value, str) else date.fromordinal(math.floor(value) + _FIRST_DAY)
    except (ValueError, OverflowError):
        return None


def are_equal(left: Value, right: Value) -> bool:
    """As truths if either is one, or else as numbers if either is one, or else as texts."""
    if isinstance(left, bool) or isinstance(right, bool):
        return to_truth(left) == to_truth(right)
    if isinstance(left, float) or isinstance(right, float):
        return to_number(left) == to_number(right)
    return left == right


def remainder(left: float, right: float) -> float:
    """What is left after division, with the sign of the first number."""
    if math.isinf(left) or right == 0:
        return NAN
    return math.fmod(left, right)


def quotient(left: float, right: float) -> float:
    """Division as in IEEE 754, which knows infinity."""
    if right != 0:
        return left / right
    return NAN if left == 0 or math.isnan(left) else math.copysign(math.inf, left) * math.copysign(1, right)


def _number_text(number: float) -> str:
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == int(number):
        return str(int(number))
    return format(Decimal(repr(number)), "f")
