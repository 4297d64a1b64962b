"""The order in which groups are listed: their own where they have one, never alphabetical where they are numbered."""

import re
from collections.abc import Sequence

_UNKNOWN = ("unknown", "not known")
_DIGITS = re.compile(r"([0-9]+)")

type OrderKey = tuple[bool, int, list[tuple[int, str]]]


def order_key(label: str, listed: Sequence[str] = ()) -> OrderKey:
    """A key to sort labels by: those listed first and in that order, then others with numbers by their value, and last
    what is not known. Capitals do not matter."""
    folded = label.casefold()
    names = [name.casefold() for name in listed]
    place = names.index(folded) if folded in names else len(names)
    parts = [(int(part), "") if part.isdecimal() else (-1, part) for part in _DIGITS.split(folded)]
    return folded in _UNKNOWN, place, parts
