"""Errors in how people are recorded, at stated rates. The truth lists every fault that was planted."""

from dataclasses import dataclass, fields

import numpy as np
import pyarrow as pa

from aftercall.synthetic.draws import Bools, Draws, Ints


@dataclass(frozen=True)
class ErrorRates:
    """The probability of each fault in a record. Faults in personal data affect only records of people.

    A fault that finds nothing to change (a lost accent where there is none) is not listed in the truth.
    """

    nickname: float = 0.06  # of first names that have a short form
    spelling: float = 0.025  # of first or last name, by ear or mistyped
    lost_accents: float = 0.4  # of names that have any
    swapped_names: float = 0.003  # first and last name in each other's column
    upper_case: float = 0.05
    stray_spaces: float = 0.02
    missing_date_of_birth: float = 0.05
    malformed_date_of_birth: float = 0.002
    wrong_date_of_birth: float = 0.006  # well-formed, but a different day
    missing_sex: float = 0.02
    missing_ethnicity: float = 0.15
    missing_title: float = 0.1
    missing_phone: float = 0.06
    changed_number: float = 0.04
    unsuitable_number: float = 0.002  # freephone, premium rate, UK-wide
    phone_format: float = 0.3  # spaces, dashes, +44, +44 (0)
    missing_email: float = 0.2  # of people who have one
    missing_postcode: float = 0.04
    malformed_reported_on: float = 0.001
    missing_required: float = 0.0005  # category or area
    unknown_victim_kind: float = 0.0005


RATES = ErrorRates()
NAMES = tuple(field.name for field in fields(ErrorRates))
OF_ANY_RECORD = ("malformed_reported_on", "missing_required", "unknown_victim_kind")
MALFORMED_DATES = ("30/02/1980", "00/00/0000", "1979-13-01", "not known", "31-31-1990", "1st of May")


class Faults:
    """The faults drawn for a block of records, and those that took effect."""

    def __init__(self, draws: Draws, rows: Ints, is_person: Bools) -> None:
        """`rows`, `is_person`: shape (records,)."""
        self._drawn = {name: draws.chance(f"fault {name}", rows, getattr(RATES, name)) for name in NAMES}
        for name in NAMES:
            if name not in OF_ANY_RECORD:
                self._drawn[name] &= is_person
        self._mask = np.zeros(len(rows), dtype=np.int64)

    def plant(self, name: str, can: Bools | None = None) -> Bools:
        """The records that have this fault, among those (`can`) that it can change. Noted for the truth."""
        affected = self._drawn[name] if can is None else self._drawn[name] & can
        self._mask |= affected.astype(np.int64) << NAMES.index(name)
        return affected

    def planted(self) -> pa.Array:
        """The names of each record's faults, joined by `;`."""
        return words_of_masks(self._mask, NAMES)


def words_of_masks(masks: Ints, words: tuple[str, ...]) -> pa.Array:
    """The words of each mask (bit n is word n), joined by `;`."""
    distinct, position = np.unique(masks, return_inverse=True)
    texts = [";".join(word for bit, word in enumerate(words) if mask >> bit & 1) for mask in distinct.tolist()]
    return pa.array(texts, pa.string()).take(pa.array(position))
