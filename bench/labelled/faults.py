"""Faults, and the records that have them."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from bench.labelled.arrays import Floats, Ints, Mask
from bench.labelled.records import Records

# Share of the records that can have the fault, at hardness 1. The first four are lasting, and start in a later record.
RATES = {
    "moved": 0.04, "changed_phone": 0.05, "changed_email": 0.04, "married": 0.015, "only_phone": 0.002,
    "nickname": 0.07, "middle_added": 0.06, "middle_as_first": 0.007, "initial_only": 0.005, "title_in_name": 0.005,
    "typo": 0.035, "swapped": 0.008, "half_dropped": 0.30, "hyphen_lost": 0.20,
    "accents_lost": 0.40, "prefix_variant": 0.15, "caps": 0.05,
    "spaces": 0.02, "unknown_name": 0.003,
    "dob_missing": 0.05, "dob_day_month": 0.008, "dob_digit": 0.008, "dob_year": 0.004, "dob_january": 0.004,
    "dob_placeholder": 0.004,
    "other_phone": 0.04, "recycled_phone": 0.03, "phone_of_relative": 0.03, "phone_of_many": 0.007,
    "phone_placeholder": 0.005, "phone_digit": 0.005,
    "phone_in_alt": 0.03, "phone_missing": 0.06,
    "other_email": 0.03, "email_missing": 0.20, "email_typo": 0.01, "email_placeholder": 0.003,
    "postcode_missing": 0.04, "postcode_typo": 0.01, "postcode_of_scene": 0.01,
    "sex_missing": 0.02, "sex_wrong": 0.003,
}  # fmt: skip


class Faults:
    """Which faults are planted in which record."""

    def __init__(self, rng: np.random.Generator, rows: int, hardness: float) -> None:
        """`rows`: how many records."""
        self.rng, self.hardness = rng, hardness
        self._bits = np.zeros(rows, dtype=np.uint64)

    def draw(self, kind: str, among: Mask, rate: float | Floats | None = None) -> Mask:
        """Pick records for a fault, and note it."""
        chosen = among & (
            self.rng.random(len(among)) < np.asarray(RATES[kind] if rate is None else rate) * self.hardness
        )
        self.note(kind, chosen)
        return chosen

    def lasting(self, kind: str, records: Records, among: Mask) -> Ints:
        """The number of the last change before each record, or -1; changes are numbered through the whole file."""
        change = self.rng.random(len(among)) < RATES[kind] * self.hardness
        change &= among & records.later
        before = np.cumsum(change)
        first = np.maximum.accumulate(np.where(records.later, 0, np.arange(len(among))))
        self.note(kind, before > before[first])
        return np.where(before > before[first], before - 1, -1)

    def note(self, kind: str, chosen: Mask) -> None:
        """Note a fault of these records."""
        self._bits[chosen] |= np.uint64(1 << list(RATES).index(kind))

    def text(self) -> pa.Array:
        """Each record's faults, separated by `;`."""
        kinds, which = np.unique(self._bits, return_inverse=True)
        texts = [";".join(kind for place, kind in enumerate(RATES) if int(bits) >> place & 1) for bits in kinds]
        return pa.array(texts, pa.string()).take(pa.array(which))


def rewritten(column: pa.Array, where: Mask, write: Callable[..., str], *more: Sequence[Any]) -> pa.Array:
    """The column with the chosen texts rewritten. `more`: further arguments of `write`, one for each chosen text."""
    old = column.filter(pa.array(where)).to_pylist()
    new = [None if text is None else write(text, *values) for text, *values in zip(old, *more, strict=True)]
    return pc.replace_with_mask(column, pa.array(where), pa.array(new, pa.string()))


def luck_of(rng: np.random.Generator, where: Mask) -> list[list[float]]:
    """Four numbers in [0, 1) for each chosen record."""
    luck: list[list[float]] = rng.random((int(where.sum()), 4)).tolist()
    return luck
