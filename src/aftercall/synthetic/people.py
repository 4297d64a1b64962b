"""The synthetic population: persons in households in small areas, each a pure function of the seed and its number.

Households are numbered through the small areas in turn; a person is household × 8 + position in the household.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import gcd

import numpy as np
import pyarrow as pa

from aftercall.synthetic.draws import Bools, Draws, Floats, Ints
from aftercall.synthetic.names import lexicon
from aftercall.synthetic.phones import PhoneBook
from aftercall.synthetic.records import OUTSIDE, UNKNOWN, load_records
from aftercall.synthetic.tables import Weighted, compressed_table, small_table

MEMBERS = 8
POOL = 4.0  # households for each record of a year: how widely victims are spread
FROM_HOT, HOT = 0.2, 0.02  # this share of the records belongs to this share of the households
AT_HOME = 0.85  # share of victims who live in the small area of the crime
REFERENCE = np.datetime64("2025-07-01", "D").astype(np.int64)  # the day that ages are drawn for
SIZES = (0.32, 0.34, 0.16, 0.13, 0.05)
# Multiples of the golden ratio are spread evenly, however many there are, so surnames that share a number differ.
GOLDEN = 0.6180339887498949
ETHNIC_GROUPS = ("asian", "black", "mixed", "white", "other")


@dataclass(frozen=True)
class People:
    """Persons as they are, before they are recorded. Arrays have the shape (persons,)."""

    person: Ints
    household: Ints
    place: Ints
    female: Bools
    born: Ints  # days since 1970-01-01
    forename: Ints
    surname: Ints
    ethnicity: Ints
    language: Ints
    phone: Ints  # slot in the phone book
    phone_alt: Ints  # slot, -1 for none


class Places:
    """The small areas of the records, with authority, residents by ethnic group and number of records."""

    def __init__(self) -> None:
        records = load_records()
        known = {row["lsoa"]: row for row in compressed_table("places").to_pylist()}
        rows = [known.get(code) for code in records.places]
        self.authorities = tuple(sorted({row["authority"] for row in known.values()}))
        self.count = np.bincount(records.place, minlength=len(rows))
        self.in_force = np.array([row is not None for row in rows])
        # Areas elsewhere are treated as the county, which is most of the force area.
        self.authority: Ints = np.array([self.authorities.index(row["authority"]) if row else 0 for row in rows])
        everywhere = _residents(known.values())
        self.groups = np.array([_residents([row]) if row else everywhere for row in rows])
        self.lsoa = pa.array([code or None for code in records.places], pa.string())
        self.areas = tuple(self._area(code, row) for code, row in zip(records.places, rows, strict=True))

    def _area(self, code: str, row: dict[str, str] | None) -> str:
        return row["authority"] if row else OUTSIDE if code else UNKNOWN


class SyntheticPopulation:
    """All households of these forces for a seed."""

    def __init__(self, draws: Draws, *, forces: int, scale: float) -> None:
        """`scale`: how many times the real force's year of records each force has."""
        self._draws, self.places, self.phones = draws, Places(), PhoneBook()
        self._pool: Ints = np.ceil(self.places.count * POOL * scale).astype(np.int64)
        self._start: Ints = np.concatenate([[0], np.cumsum(self._pool)])
        self.households = int(self._start[-1]) * forces
        self._sizes = Weighted([0] * len(SIZES), SIZES)
        self._stride = _coprime(self.households)
        self._home = Weighted(np.zeros(len(self._pool), dtype=np.int64), self._pool.astype(np.float64))
        self._ages, self._languages, self.languages = _adult_ages(self.places), *_languages()
        self._ethnic_groups, self._ethnicities, self.ethnicities = _ethnicity(self.places)

    def victims(self, rows: Ints, *, force: Ints, place: Ints, younger: Floats) -> Ints:
        """The victim of each row."""
        first, second = (self._household(f"household {which}", rows, force, place) for which in "ab")
        is_younger = self._head_age(first) <= self._head_age(second)
        household = np.where(is_younger == self._draws.chance("younger of two", rows, younger), first, second)
        return household * MEMBERS + self._member(rows, household)

    def _household(self, name: str, rows: Ints, force: Ints, place: Ints) -> Ints:
        away = self._draws.chance(f"{name} away", rows, 1 - AT_HOME)
        home = np.where(away, self._home.pick(0, self._draws.uniform(f"{name} home", rows)), place)
        hot = self._draws.chance(f"{name} hot", rows, FROM_HOT)
        within = self._draws.uniform(name, rows) * np.where(hot, HOT, 1.0)
        household: Ints = force * self._start[-1] + self._start[home] + (within * self._pool[home]).astype(np.int64)
        return household

    def _size(self, household: Ints) -> Ints:
        return self._sizes.pick(0, self._draws.uniform("size", household)) + 1

    def _member(self, rows: Ints, household: Ints) -> Ints:
        """Usually the same member of a household; sometimes any of them."""
        size = self._size(household)
        usual = self._draws.whole("usual victim", household, np.minimum(size, 3))
        other = self._draws.whole("other member", rows, size)
        return np.where(self._draws.chance("another member", rows, 0.25), other, usual)

    def home(self, household: Ints) -> Ints:
        """The small area of each household."""
        place: Ints = np.searchsorted(self._start, household % self._start[-1], side="right") - 1
        return place

    def _head_age(self, household: Ints) -> Floats:
        """Age in years, with a fraction, from the authority's single years of age from 18."""
        authority = self.places.authority[self.home(household)]
        years = 18 + self._ages.pick(authority, self._draws.uniform("age", household)) - authority * 73
        beyond = -4.0 * np.log1p(-self._draws.uniform("age beyond 90", household) * 0.95)
        fraction: Floats = np.where(years == 90, beyond, self._draws.uniform("birthday", household))
        return years + fraction

    def _age(self, person: Ints, household: Ints, member: Ints) -> Floats:
        """Partners are of similar age, children 18 to 40 years younger; heads under 25 have housemates of their age."""
        head = self._head_age(household)
        near = head + 12 * (self._draws.uniform("partner's age", person) - 0.5)
        child = head - 18 - 22 * self._draws.uniform("child's age", person)
        housemate = np.maximum(near, 18 + self._draws.uniform("birthday of one", person))
        young = np.where(child < 0, self._draws.uniform("baby's age", person) * 3, child)
        return np.where(member == 0, head, np.where((member == 1) | (head < 25), housemate, young))

    def _female(self, person: Ints, household: Ints, member: Ints) -> Bools:
        head = self._draws.chance("head is female", household, 0.5)
        own = self._draws.chance("female", person, 0.5)
        couple = np.where(self._draws.chance("couple of one sex", household, 0.05), head, ~head)
        return np.where(member == 0, head, np.where(member == 1, couple, own))

    def describe(self, person: Ints) -> People:
        """All characteristics of these persons."""
        household, member = person // MEMBERS, person % MEMBERS
        age = self._age(person, household, member)
        female = self._female(person, household, member)
        born = REFERENCE - np.floor(age * 365.25).astype(np.int64)
        slot, turn = self._slot(household)
        place = self.home(household)
        group, ethnicity = self._ethnicity(person, household, place)
        phone, phone_alt = self._numbers(person, member, slot)
        return People(
            person=person,
            household=household,
            place=place,
            female=female,
            born=born,
            forename=self._forename(person, female, born),
            surname=self._surname(person, household, member, age, slot, turn),
            ethnicity=ethnicity,
            language=self._languages.pick(group, self._draws.uniform("language", household)),
            phone=phone,
            phone_alt=phone_alt,
        )

    def _slot(self, household: Ints) -> tuple[Ints, Ints]:
        """The household's telephone number, and how many earlier households have it.

        Numbers are dealt like cards: how many households have a number differs by one at most, and neighbours' numbers
        differ.
        """
        position = household * self._stride % self.households
        return position % self.phones.size, position // self.phones.size

    def _numbers(self, person: Ints, member: Ints, slot: Ints) -> tuple[Ints, Ints]:
        own = self._draws.whole("own number", person, self.phones.size)
        has_own = (member > 0) & self._draws.chance("has own number", person, 0.45)
        phone = np.where(has_own, own, slot)
        other = np.where(has_own, slot, self._draws.whole("other number", person, self.phones.size))
        return phone, np.where(self._draws.chance("has other number", person, 0.2), other, -1)

    def _forename(self, person: Ints, female: Bools, born: Ints) -> Ints:
        year = (born / 365.2425 + 1970).astype(np.int64)
        name = lexicon().forename((~female).astype(np.int64), year, self._draws.uniform("forename", person))
        return self._with_accents(person, name)

    def _surname(self, person: Ints, household: Ints, member: Ints, age: Floats, slot: Ints, turn: Ints) -> Ints:
        shared = lexicon().surname((self._draws.uniform("surname of slot", slot) + turn * GOLDEN) % 1.0)
        own = lexicon().surname(self._draws.uniform("own surname", person))
        differs = (member > 0) & self._draws.chance("other surname", person, np.where(age < 25, 0.15, 0.28))
        double = lexicon().double_barrelled(self._draws.uniform("double surname", household))
        single = self._with_accents(household, np.where(differs, own, shared))
        return np.where(self._draws.chance("double-barrelled", household, 0.02) & ~differs, double, single)

    def _with_accents(self, ids: Ints, name: Ints) -> Ints:
        return np.where(self._draws.chance("accents", ids, 0.3), lexicon().accented[name], name)

    def _ethnicity(self, person: Ints, household: Ints, place: Ints) -> tuple[Ints, Ints]:
        alone = self._draws.chance("ethnicity of one's own", person, 0.06)
        of = np.where(alone, person, -household - 1)
        group = self._ethnic_groups.pick(place, self._draws.uniform("ethnic group", of)) % len(ETHNIC_GROUPS)
        within = self.places.authority[place] * len(ETHNIC_GROUPS) + group
        return group, self._ethnicities.pick(within, self._draws.uniform("ethnicity", of))


def _residents(rows: Iterable[dict[str, str]]) -> list[int]:
    """The residents of all these small areas, by ethnic group."""
    counts = zip(*([int(row[group]) for group in ETHNIC_GROUPS] for row in rows), strict=True)
    return [sum(column) for column in counts]


def _coprime(number: int) -> int:
    stride = max(1, int(number * GOLDEN))
    while gcd(stride, number) > 1:
        stride += 1
    return stride


def _adult_ages(places: Places) -> Weighted:
    rows = [row for row in compressed_table("ages").to_pylist() if int(row["age"]) >= 18]
    rows.sort(key=lambda row: (row["authority"], int(row["age"])))
    authority = [places.authorities.index(row["authority"]) for row in rows]
    return Weighted(authority, [float(row["residents"]) for row in rows])


def _languages() -> tuple[Weighted, pa.Array]:
    rows = sorted(small_table("languages"), key=lambda row: ETHNIC_GROUPS.index(row["ethnic_group"]))
    group = [ETHNIC_GROUPS.index(row["ethnic_group"]) for row in rows]
    return Weighted(group, [float(row["share"]) for row in rows]), pa.array([row["language"] for row in rows])


def _ethnicity(places: Places) -> tuple[Weighted, Weighted, pa.Array]:
    """The five groups by small area, and the nineteen within each of the five by authority."""
    groups = Weighted(np.repeat(np.arange(len(places.groups)), len(ETHNIC_GROUPS)), places.groups.ravel())
    rows = compressed_table("ethnicity").to_pylist()
    keyed = [
        (
            places.authorities.index(row["authority"]) * len(ETHNIC_GROUPS) + ETHNIC_GROUPS.index(row["ethnic_group"]),
            row,
        )
        for row in rows
    ]
    keyed.sort(key=lambda pair: (pair[0], pair[1]["ethnicity"]))
    within = Weighted([key for key, _ in keyed], [float(row["residents"]) for _, row in keyed])
    return groups, within, pa.array([row["ethnicity"] for _, row in keyed])
