"""Telephone numbers: only those that Ofcom reserves for drama."""

import numpy as np
import pyarrow as pa

from aftercall.synthetic.draws import Ints
from aftercall.synthetic.tables import compressed_table

# Nobody has such a number at home; a few records get one as the fault `unsuitable_number`.
UNSUITABLE = ("Freephone", "Premium rate", "UK-wide")
# Reserved, but validators refuse them, because the public numbering metadata lacks their prefix.
UNKNOWN_TO_CHECKERS = ("Fictional/no area (01632)", "Nottingham (0115)")
BLOCK = 1000
COMPACT, NATIONAL, INTERNATIONAL, TRUNK_ZERO, DASHED = range(5)


def _blocks() -> list[tuple[str, str]]:
    """Area and first number of each block whose range was checked against a source."""
    rows = compressed_table("drama_numbers").to_pylist()
    return [(row["area"], row["first"]) for row in rows if row["status"] != "recalled only"]


def _numbers(first: str) -> list[tuple[str, str]]:
    """(area code, rest) of every number in a block."""
    *code, rest = first.split(" ")
    return [(" ".join(code), rest[:-3] + f"{n:03d}") for n in range(BLOCK)]


def _formats(code: str, rest: str) -> tuple[str, ...]:
    area, *between = code.split(" ")
    middle = "".join(between)
    national = f"{code} {rest}"
    compact = national.replace(" ", "")
    return compact, national, f"+44{compact[1:]}", f"+44 (0){area[1:]} {middle}{rest}", f"{area}-{middle}{rest}"


class PhoneBook:
    """Every usable number, by slot, in each format that people use."""

    def __init__(self) -> None:
        blocks = _blocks()
        usable = [first for area, first in blocks if area not in UNSUITABLE + UNKNOWN_TO_CHECKERS]
        unsuitable = [first for area, first in blocks if area in UNSUITABLE]
        slots = [_formats(*number) for first in usable for number in _numbers(first)]
        self.size = len(slots)
        self.unsuitable = len(unsuitable) * BLOCK
        texts = [form for forms in zip(*slots, strict=True) for form in forms]
        texts += [_formats(*number)[COMPACT] for first in unsuitable for number in _numbers(first)]
        self._texts = pa.array([*texts, None], pa.string())

    def written(self, slot: Ints, form: Ints) -> pa.Array:
        """The numbers of these slots in these formats; null for a negative slot."""
        return self._texts.take(pa.array(np.where(slot < 0, len(self._texts) - 1, form * self.size + slot)))

    @property
    def first_unsuitable(self) -> int:
        """The slot, in the format COMPACT, where the unsuitable numbers start."""
        return self.size * (DASHED + 1)
