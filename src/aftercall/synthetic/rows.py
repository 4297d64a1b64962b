"""The rows of an extract: one for every real record with a victim, or any number modelled on them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from aftercall.synthetic.draws import Draws, Ints
from aftercall.synthetic.records import MONTHS, Records, load_records

TWO_VICTIMS = 0.0003  # share of even rows that belong to the crime of the row before, like 9 pairs of the real year


@dataclass(frozen=True)
class Rows:
    """A block of rows before people are assigned. Arrays have the shape (rows,)."""

    ids: Ints  # unique over all rows and months
    category: Ints
    place: Ints
    force: Ints
    crime_ref: pa.Array
    victim_ref: pa.Array


@dataclass(frozen=True)
class Month:
    """The rows of one month: how many, and a function that returns those from `start` to before `stop`."""

    first: date
    size: int
    rows: Callable[[int, int], Rows]

    @property
    def name(self) -> str:
        """Year and month, as in file names."""
        return f"{self.first:%Y-%m}"


def _ids(first: date, start: int, stop: int) -> Ints:
    return (np.int64(first.year * 12 + first.month) << np.int64(40)) + np.arange(start, stop)


def real_month(first: date) -> Month:
    """The rows of a month of 2025: every record that has a victim."""
    records = load_records()
    begin, end = np.searchsorted(records.month, [first.month - 1, first.month])
    return Month(first, int(end - begin), lambda start, stop: _real(records, first, int(begin), start, stop))


def _real(records: Records, first: date, begin: int, start: int, stop: int) -> Rows:
    here = slice(begin + start, begin + stop)
    refs, victims = pa.array(records.refs[here]), pa.array(records.victims[here])
    return Rows(
        ids=_ids(first, start, stop),
        category=records.category[here],
        place=records.place[here],
        force=np.zeros(stop - start, dtype=np.int64),
        crime_ref=refs,
        victim_ref=pc.binary_join_element_wise(refs, victims, "-"),
    )


def modelled_month(draws: Draws, first: date, size: int, forces: int) -> Month:
    """A month of any size: each row has category and place of a real record, and a random force."""
    return Month(first, size, lambda start, stop: _modelled(draws, first, forces, start, stop))


def _modelled(draws: Draws, first: date, forces: int, start: int, stop: int) -> Rows:
    records, ids = load_records(), _ids(first, start, stop)
    model = draws.whole("model", ids, len(records.refs))
    second = (ids % 2 == 1) & draws.chance("second victim", ids, TWO_VICTIMS)
    crime = np.arange(start, stop) + 1 - second
    # Both victims of a crime are in the same force.
    force = draws.whole("force", ids - second, forces)
    refs = pc.binary_join_element_wise(f"S-{first:%y%m}", _digits(crime), "-")
    return Rows(
        ids=ids,
        category=records.category[model],
        place=records.place[model],
        force=force,
        crime_ref=refs,
        victim_ref=pc.binary_join_element_wise(
            refs, pa.array(["V1", "V2"]).take(pa.array(second.astype(np.int8))), "-"
        ),
    )


def _digits(numbers: Ints) -> pa.Array:
    return pc.utf8_lpad(pa.array(numbers).cast(pa.string()), width=8, padding="0")


def is_real(first: date) -> bool:
    """Whether there are real records of this month."""
    return f"{first:%Y-%m}" in MONTHS
