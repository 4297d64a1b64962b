"""Rows with people: the lines of an extract, and the truth behind each."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from aftercall.synthetic.draws import Bools, Draws, Floats, Ints
from aftercall.synthetic.faults import Faults
from aftercall.synthetic.flags import Flags
from aftercall.synthetic.offences import KINDS, PERSON, load_offences
from aftercall.synthetic.people import MEMBERS, People, SyntheticPopulation
from aftercall.synthetic.records import load_records
from aftercall.synthetic.rows import Month, Rows
from aftercall.synthetic.writing import Writing, blank

COLUMNS = (
    "crime_ref",
    "victim_ref",
    "reported_on",
    "category",
    "offence_code",
    "area",
    "lsoa",
    "victim_kind",
    "title",
    "first_name",
    "last_name",
    "date_of_birth",
    "sex",
    "ethnicity",
    "language",
    "phone",
    "phone_alt",
    "email",
    "postcode",
    "address",
    "flags",
)
TRUTH = pa.schema(
    [
        ("crime_ref", pa.string()),
        ("victim_ref", pa.string()),
        ("reported_on", pa.date32()),
        ("category", pa.string()),
        ("victim_kind", pa.string()),
        ("person", pa.int64()),
        ("household", pa.int64()),
        ("age", pa.int16()),
        ("sex", pa.string()),
        ("language", pa.string()),
        ("errors", pa.string()),
        ("true_flags", pa.string()),
    ]
)
# Women are recorded as victims of domestic abuse about twice as often as men; the factors preserve the overall rate.
ABUSE_OF_WOMEN, ABUSE_OF_MEN = 1.35, 0.65
WEEKDAYS = (1.02, 0.97, 0.96, 0.97, 1.03, 1.05, 1.0)  # relative number of reports, Monday to Sunday


@dataclass(frozen=True)
class Block:
    """Some rows of a month: the columns as text, and the truth."""

    columns: dict[str, pa.Array]
    truth: pa.Table


@dataclass(frozen=True)
class _Drawn:
    """What is drawn for the rows of a block before they are written."""

    rows: Rows
    offence: Ints
    kind: Ints
    people: People
    reported: Ints  # days since 1970-01-01
    is_person: Bools


class Extractor:
    """Assigns people of one population to rows."""

    def __init__(self, draws: Draws, population: SyntheticPopulation, forces: int) -> None:
        records = load_records()
        self._draws, self._population = draws, population
        self._offences = load_offences(records.categories)
        self._categories = pa.array(records.categories)
        self._writing = Writing(draws, population, forces)

    def block(self, month: Month, start: int, stop: int) -> Block:
        """The rows of a month from `start` to before `stop`."""
        drawn = self._draw(month, start, stop)
        faults = Faults(self._draws, drawn.rows.ids, drawn.is_person)
        recorded, true = self._flags(drawn).words(drawn.is_person)
        columns = {
            **self._of_record(drawn, faults, month.first),
            **self._writing.person(drawn.rows.ids, drawn.people, drawn.is_person, drawn.reported, faults),
            "postcode": self._writing.postcode(drawn.rows, drawn.people, drawn.is_person, faults),
            "address": self._writing.address(drawn.rows.ids, drawn.people, drawn.is_person),
            "flags": recorded,
        }
        return Block({name: columns[name] for name in COLUMNS}, self._truth(drawn, faults, true))

    def _draw(self, month: Month, start: int, stop: int) -> _Drawn:
        rows = month.rows(start, stop)
        offence = self._offences.offence(self._draws, rows.ids, rows.category)
        kind = self._offences.kind(self._draws, rows.ids, offence)
        younger = self._offences.younger[offence]
        person = self._population.victims(rows.ids, force=rows.force, place=rows.place, younger=younger)
        reported = _reported(month.first, self._draws.uniform("reported", rows.ids))
        return _Drawn(rows, offence, kind, self._population.describe(person), reported, kind == PERSON)

    def _flags(self, drawn: _Drawn) -> Flags:
        rate = self._offences.domestic_abuse[drawn.offence]
        tilted = rate * np.where(drawn.people.female, ABUSE_OF_WOMEN, ABUSE_OF_MEN)
        abuse = self._draws.chance("domestic abuse", drawn.rows.ids, tilted)
        sexual = self._offences.sexual[drawn.offence]
        return Flags(self._draws, drawn.rows.ids, drawn.people, drawn.reported, abuse, sexual)

    def _of_record(self, drawn: _Drawn, faults: Faults, first: date) -> dict[str, pa.Array]:
        rows, writing = drawn.rows, self._writing
        unnamed = faults.plant("missing_required")
        no_area = self._draws.chance("which required", rows.ids, 0.5)
        return {
            "crime_ref": rows.crime_ref,
            "victim_ref": rows.victim_ref,
            "reported_on": writing.reported_on(rows.ids, drawn.reported, faults, first),
            "category": blank(self._categories.take(pa.array(rows.category)), unnamed & ~no_area),
            "offence_code": self._offences.codes.take(pa.array(drawn.offence)),
            "area": blank(writing.area(rows), unnamed & no_area),
            "lsoa": self._population.places.lsoa.take(pa.array(rows.place)),
            "victim_kind": writing.victim_kind(drawn.kind, faults),
        }

    def _truth(self, drawn: _Drawn, faults: Faults, flags: pa.Array) -> pa.Table:
        people, nobody = drawn.people, ~drawn.is_person
        columns = {
            "crime_ref": drawn.rows.crime_ref,
            "victim_ref": drawn.rows.victim_ref,
            "reported_on": pa.array(drawn.reported.astype(np.int32)).cast(pa.date32()),
            "category": self._categories.take(pa.array(drawn.rows.category)),
            "victim_kind": pa.array(KINDS).take(pa.array(drawn.kind)),
            "person": pa.array(people.person, mask=nobody),
            "household": pa.array(people.person // MEMBERS, mask=nobody),
            "age": pa.array(_age(people.born, drawn.reported).astype(np.int16), mask=nobody),
            "sex": blank(pa.array(["male", "female"]).take(pa.array(people.female.astype(np.int8))), nobody),
            "language": blank(self._population.languages.take(pa.array(people.language)), nobody),
            "errors": faults.planted(),
            "true_flags": flags,
        }
        return pa.table(columns, schema=TRUTH)


def _reported(first: date, uniform: Floats) -> Ints:
    """A day of the month for each number in [0, 1), weighted by day of the week."""
    begin, end = np.datetime64(first, "D"), np.datetime64(first, "M") + np.timedelta64(1, "M")
    days = np.arange(begin, end.astype("datetime64[D]")).astype(np.int64)
    weight = np.array(WEEKDAYS)[(days + 3) % 7]  # 1970-01-01 was a Thursday
    edges = np.cumsum(weight) / weight.sum()
    return days[np.searchsorted(edges[:-1], uniform, side="right")]


def _age(born: Ints, on: Ints) -> Ints:
    """The number of completed years between two days."""
    birth, day = born.astype("datetime64[D]"), on.astype("datetime64[D]")
    months = day.astype("datetime64[M]").astype(np.int64) - birth.astype("datetime64[M]").astype(np.int64)
    not_yet = (day - day.astype("datetime64[M]")) < (birth - birth.astype("datetime64[M]"))
    years: Ints = np.maximum((months - not_yet) // 12, 0)
    return years
