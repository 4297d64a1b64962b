"""Flags of records. Some are true of a person from a certain day, and only some of the person's records have them."""

import numpy as np
import pyarrow as pa

from aftercall.synthetic.draws import Bools, Draws, Ints
from aftercall.synthetic.faults import words_of_masks
from aftercall.synthetic.people import REFERENCE, People

FLAGS = (
    "do_not_contact",
    "deceased",
    "domestic_abuse",
    "sexual_offence",
    "police_employee",
    "open_complaint",
    "safeguarding",
    "no_safe_number",
    "officer_advised",
)
# A person's flag starts on a day in the two years around the reference day.
ONSET_FROM, ONSET_DAYS = REFERENCE - 365, 730
# Share of persons for whom the flag is or becomes true, and share of their later records that have it.
OF_PERSONS = {
    "do_not_contact": (0.012, 0.6),
    "police_employee": (0.004, 0.8),
    "open_complaint": (0.010, 0.7),
    "safeguarding": (0.015, 0.7),
}
DECEASED_BY_AGE = ((50, 0.0008), (70, 0.003), (200, 0.02))
DECEASED_RECORDED = 0.6
ABUSE_RECORDED, NO_SAFE_NUMBER, NO_SAFE_NUMBER_AFTER_ABUSE, SAFEGUARDING_AFTER_ABUSE, OFFICER = (
    0.96,
    0.003,
    0.08,
    0.05,
    0.008,
)


class Flags:
    """The flags that are true of the victims of a block of records, and those recorded. Arrays: (records,)."""

    def __init__(self, draws: Draws, rows: Ints, people: People, reported: Ints, abuse: Bools, sexual: Bools) -> None:
        self._draws, self._rows, self._people, self._reported = draws, rows, people, reported
        self._true = np.zeros(len(rows), dtype=np.int64)
        self._recorded = np.zeros(len(rows), dtype=np.int64)
        for name, (share, recorded) in OF_PERSONS.items():
            self._of_person(name, draws.chance(name, people.person, share), recorded)
        self._of_person("deceased", self._dies(), DECEASED_RECORDED)
        self._of_record("domestic_abuse", abuse, ABUSE_RECORDED)
        self._of_record("sexual_offence", sexual, 1.0)
        self._of_record(
            "safeguarding", abuse & draws.chance("safeguarding after abuse", rows, SAFEGUARDING_AFTER_ABUSE)
        )
        unsafe = np.where(abuse, NO_SAFE_NUMBER_AFTER_ABUSE, NO_SAFE_NUMBER)
        self._of_record("no_safe_number", draws.chance("no safe number", rows, unsafe))
        self._of_record("officer_advised", draws.chance("officer advised", rows, OFFICER))

    def _dies(self) -> Bools:
        ages = (REFERENCE - self._people.born) / 365.25
        limits, shares = (np.array(column) for column in zip(*DECEASED_BY_AGE, strict=True))
        return self._draws.chance("dies", self._people.person, shares[np.searchsorted(limits, ages, side="right")])

    def _of_person(self, name: str, holds: Bools, recorded: float) -> None:
        onset = ONSET_FROM + self._draws.whole(f"{name} from", self._people.person, ONSET_DAYS)
        self._of_record(name, holds & (self._reported >= onset), recorded)

    def _of_record(self, name: str, true: Bools, recorded: float = 1.0) -> None:
        bit = 1 << FLAGS.index(name)
        self._true |= true * bit
        self._recorded |= (true & self._draws.chance(f"{name} said", self._rows, recorded)) * bit

    def words(self, is_person: Bools) -> tuple[pa.Array, pa.Array]:
        """The flags recorded, and those that are true; none where the victim is not a person."""
        recorded, true = (np.where(is_person, mask, 0) for mask in (self._recorded, self._true))
        return words_of_masks(recorded, FLAGS), words_of_masks(true, FLAGS)
