"""The population: households and the people in them, by code."""

from dataclasses import dataclass

import numpy as np
from bench.labelled.arrays import Floats, Ints, Mask
from bench.labelled.names import BRITISH, Names

LAST_BIRTH = int(np.datetime64("2024-12-31").astype(int))
YEAR_START = LAST_BIRTH + 1
YEAR = 365.25
FORCES = 43
LANDLINE = 1_000_000_000  # codes of numbers: landlines from here on, mobiles below
KINDS = {"single": 0.30, "couple": 0.25, "family": 0.19, "lone": 0.10, "grown": 0.07, "three": 0.04, "sharers": 0.05}
HEAD_AGES = np.array([(18, 95), (20, 88), (22, 52), (18, 52), (44, 75), (30, 56), (18, 35)])
NOBODY, HEAD, PARTNER, CHILD, ELDER, SHARER = range(6)


@dataclass
class World:
    """One value for each person. The people of a household are adjacent, its head first."""

    household: Ints
    start: Ints  # the household's first person
    size: Ints
    role: Ints
    woman: Mask
    born: Ints  # days since 1970
    heritage: Ints
    place: Ints  # hostel, halls or care home, or -1
    twin: Mask  # twin of the previous person
    first: Ints
    middle: Ints  # or -1
    last: Ints
    second: Ints  # second half of a double-barrelled name, or -1
    other: Ints  # surname before or after marriage
    by_middle: Mask  # known by the middle name
    mobile: Ints  # or -1
    landline: Ints  # or -1
    mail: Ints  # the person whose name is in the address, or -1
    family_mail: Mask
    postcode: Ints

    @property
    def age(self) -> Floats:
        """In years, at the start of the year."""
        return (YEAR_START - self.born) / YEAR


def household_roles(rng: np.random.Generator, kind: Ints) -> Ints:
    """Who is in each household, shape (households, 6)."""
    roles = np.zeros((len(kind), 6), dtype=np.int64)
    name = np.array(list(KINDS))[kind]
    roles[:, 0] = HEAD
    roles[np.isin(name, ["couple", "family"]), 1] = PARTNER
    roles[np.isin(name, ["grown", "three"]) & (rng.random(len(kind)) < 0.75), 1] = PARTNER
    children = np.where(
        np.isin(name, ["family", "lone", "grown", "three"]),
        rng.choice([1, 2, 3, 4], len(kind), p=[0.42, 0.4, 0.13, 0.05]),
        0,
    )
    children = np.where(name == "three", np.minimum(children, 2), children)
    for slot in range(4):
        roles[children > slot, slot + 2] = CHILD
    elder = rng.random(len(kind))
    roles[(name == "three") & (elder < 0.6), 4] = ELDER
    roles[(name == "three") & ((elder > 0.4) | (elder >= 0.6)), 5] = ELDER
    sharers = rng.integers(1, 5, len(kind))
    for slot in range(1, 5):
        roles[(name == "sharers") & (sharers >= slot), slot] = SHARER
    return roles


def household_births(rng: np.random.Generator, kind: Ints, roles: Ints, head_age: Floats) -> tuple[Ints, Mask]:
    """Birth dates and twins, shape (households, 6). Children who are not born yet lose their role."""
    count = len(kind)
    born = np.repeat(YEAR_START - head_age * YEAR, 6).reshape(count, 6)
    born[:, 1] = np.minimum(born[:, 0] + rng.normal(0, 4 * YEAR, count), YEAR_START - 17 * YEAR)
    sharer = roles == SHARER
    born[sharer] = YEAR_START - rng.uniform(18, 38, sharer.sum()) * YEAR
    elder = roles == ELDER
    born[elder] -= rng.uniform(20, 38, elder.sum()) * YEAR
    youngest = np.where(kind == list(KINDS).index("grown"), 18.0, 0.1)
    parent_age = 17 + rng.random(count) * np.maximum(np.minimum(41, head_age - youngest) - 17, 0)
    at = born[:, 0] + parent_age * YEAR
    twin = np.zeros_like(sharer)
    for slot in range(2, 6):
        child = roles[:, slot] == CHILD
        if slot > 2:
            twin[:, slot] = child & (rng.random(count) < 0.03)
            at = at + np.where(twin[:, slot], 0, 300 + rng.exponential(800, count))
        born[:, slot] = np.where(child, at, born[:, slot])
        roles[child & (at > LAST_BIRTH), slot] = NOBODY
    return np.minimum(born, LAST_BIRTH).astype(np.int64), twin & (roles == CHILD)


def place_of_residents(rng: np.random.Generator, residents: int) -> Ints:
    """The place of each resident: hostel (0, 3, …), hall (1, 4, …) or care home (2, 5, …), with 30 to 300 in each."""
    sizes = np.exp(rng.uniform(np.log(30), np.log(300), residents // 30 + 1)).astype(np.int64)
    return np.repeat(np.arange(len(sizes)), sizes)[:residents]


def people_of_households(rng: np.random.Generator, wanted: int, names: Names) -> World:
    """About as many people as wanted, without names and contacts."""
    homes, residents = int(wanted / 2.2) + 20, int(wanted * 0.04)
    kind = np.concatenate([rng.choice(len(KINDS), homes, p=list(KINDS.values())), np.zeros(residents, dtype=np.int64)])
    place = np.concatenate([np.full(homes, -1), place_of_residents(rng, residents)])
    low, high = HEAD_AGES[kind].T
    low, high = (
        np.select([place < 0, place % 3 == 0, place % 3 == 1], values) for values in ((low, 18, 18), (high, 65, 22))
    )
    low, high = np.where(low == 0, 75, low), np.where(high == 0, 100, high)
    roles = household_roles(rng, kind)
    born, twin = household_births(rng, kind, roles, low + rng.random(len(kind)) * (high - low))
    woman = rng.random(roles.shape) < 0.5
    woman[:, 1] = np.where((roles[:, 1] == PARTNER) & (rng.random(len(kind)) < 0.96), ~woman[:, 0], woman[:, 1])
    woman[:, 4:] = np.where(roles[:, 4:] == ELDER, [False, True], woman[:, 4:])
    for slot in range(3, 6):
        woman[:, slot] = np.where(twin[:, slot] & (rng.random(len(kind)) < 0.35), woman[:, slot - 1], woman[:, slot])
    family = rng.choice(len(names.heritages), len(kind), p=[group.share for group in names.heritages])
    own = rng.choice(len(names.heritages), roles.shape, p=[group.share for group in names.heritages])
    mixed = (roles == SHARER) | ((roles == PARTNER) & (rng.random(roles.shape) < 0.07))
    heritage = np.where(mixed, own, family[:, None])
    streets = max(FORCES, homes // 15)
    postcode = np.where(place < 0, rng.integers(0, streets, len(kind)), streets + place)
    household, member = np.nonzero(roles)
    size = np.bincount(household)
    start = np.repeat(np.cumsum(size) - size, size)
    none, no = np.full(len(household), -1), np.zeros(len(household), dtype=np.bool_)
    pick = (household, member)
    return World(
        household, start, size[household], roles[pick], woman[pick], born[pick], heritage[pick], place[household],
        twin[pick], none, none, none, none, none, no, none, none, none, no, postcode[household],
    )  # fmt: skip


def given_names(rng: np.random.Generator, names: Names, heritage: Ints, woman: Mask, born: Ints) -> Ints:
    """A first name for each person, by group, sex and year of birth."""
    found = np.zeros(len(heritage), dtype=np.int64)
    listed = np.array(sorted({year for year, _ in names.years}))
    year = listed[np.abs(np.searchsorted((listed[1:] + listed[:-1]) / 2, 1970 + born / YEAR))]
    for (each, sex), pool in names.years.items():
        here = np.flatnonzero((heritage == BRITISH) & (year == each) & (woman == sex))
        found[here] = pool.pick(rng, len(here))
    for sex, pool in names.rare.items():
        here = np.flatnonzero((heritage == BRITISH) & (woman == sex) & (rng.random(len(found)) < 0.12))
        found[here] = pool.pick(rng, len(here))
    for sex, codes in names.hyphened.items():
        here = np.flatnonzero((heritage == BRITISH) & (woman == sex) & (rng.random(len(found)) < 0.006))
        found[here] = rng.choice(codes, len(here))
    for group, ways in enumerate(names.heritages):
        for sex, pool in ways.first.items():
            here = np.flatnonzero((heritage == group) & (woman == sex))
            found[here] = pool.pick(rng, len(here))
    return np.where(rng.random(len(found)) < 0.3, names.accented[found], found)


def family_names(rng: np.random.Generator, names: Names, heritage: Ints) -> Ints:
    """A family name for each person, by group."""
    found = np.zeros(len(heritage), dtype=np.int64)
    for group, ways in enumerate(names.heritages):
        here = np.flatnonzero(heritage == group)
        found[here] = ways.last.pick(rng, len(here))
    return found


def as_borne(rng: np.random.Generator, names: Names, world: World, last: Ints) -> Ints:
    """Surnames in the forms of men and women: -ska, Begum, Kaur."""
    last = np.where(world.woman & (rng.random(len(last)) < 0.85), names.feminine[last], last)
    for group, ways in enumerate(names.heritages):
        if ways.wife is not None:
            here = np.flatnonzero(world.woman & (world.heritage == group) & (rng.random(len(last)) < ways.wife_share))
            last[here] = ways.wife.pick(rng, len(here))
    return last


def give_first_names(rng: np.random.Generator, names: Names, world: World) -> None:
    """First and middle names; children may have those of parents, grandparents and twins."""
    count = len(world.household)
    world.first = given_names(rng, names, world.heritage, world.woman, world.born)
    has_middle = rng.random(count) < np.where(world.heritage == BRITISH, 0.75, 0.3)
    world.middle = np.where(has_middle, given_names(rng, names, world.heritage, world.woman, world.born - 9000), -1)
    called = np.isin(world.heritage, [1, 2]) & ~world.woman & (rng.random(count) < 0.35)
    world.middle = np.where(called, world.first, world.middle)
    world.first = np.where(called, rng.choice(names.mohammeds, count), world.first)
    world.by_middle = called
    child, luck = world.role == CHILD, rng.random(count)
    for role, back in ((HEAD, world.start), (PARTNER, world.start + 1), (ELDER, world.start + world.size - 1)):
        older = np.minimum(back, count - 1)
        same = (
            child
            & (world.role[older] == role)
            & (world.woman[older] == world.woman)
            & (luck < (0.01 if role == ELDER else 0.02))
        )
        world.first = np.where(same, world.first[older], world.first)
    name_twins(rng, names, world)


def name_twins(rng: np.random.Generator, names: Names, world: World) -> None:
    """A quarter of twins have similar names, a quarter the same initial."""
    initials: dict[tuple[bool, str], list[int]] = {}
    for sex in (False, True):
        for code in names.years[1984, sex].codes.tolist():
            initials.setdefault((sex, names.first[code][0]), []).append(code)
    for person in np.flatnonzero(world.twin).tolist():
        way, which = rng.random(2)
        pairs = names.twins[bool(world.woman[person])]
        before = int(world.first[person - 1])
        same_initial = [
            code for code in initials.get((bool(world.woman[person]), names.first[before][0]), []) if code != before
        ]
        if way < 0.25:
            world.first[person - 1], world.first[person] = pairs[int(which * len(pairs))]
        elif way < 0.5 and same_initial:
            world.first[person] = same_initial[int(which * len(same_initial))]
        elif world.first[person] == before:
            world.first[person] = names.accented[pairs[int(which * len(pairs))][0]]


def give_surnames(rng: np.random.Generator, names: Names, world: World) -> None:
    """One or several surnames per family: unmarried or remarried parents, children of both, double-barrelled names."""
    count = len(world.household)
    own = family_names(rng, names, world.heritage)
    head = own[world.start]
    partner_at = np.minimum(world.start + 1, count - 1)
    paired = (world.role[partner_at] == PARTNER) & (world.size > 1)
    married = rng.random(count)[world.start] < 0.72
    partner = np.where(married | ~paired, head, own[partner_at])
    luck, child = rng.random(count), world.role == CHILD
    line = np.select(
        [world.role == HEAD, world.role == PARTNER, world.role == ELDER, child & (luck < 0.85), child],
        [head, partner, head, head, partner],
        own,
    )
    alone = child & ~paired & (rng.random(count)[world.start] < 0.35)
    line = np.where(alone, own[np.minimum(world.start + world.size - 1, count - 1)], line)  # the absent parent's
    eldest = np.concatenate([[False], ~child[:-1]]) & child
    line = np.where(eldest & paired & (rng.random(count) < 0.10), own, line)
    both = child & paired & (head != partner) & (rng.random(count)[world.start] < 0.15)
    joined = (world.role == PARTNER) & married & (rng.random(count) < 0.05) & (own != head)
    world.second = np.where(both, partner, np.where(joined, head, -1))
    line = np.where(both, head, np.where(joined, own, line))
    world.last = as_borne(rng, names, world, line)
    world.last = np.where(world.second >= 0, line, world.last)
    world.other = as_borne(rng, names, world, np.where(own == line, family_names(rng, names, world.heritage), own))


def give_contacts(rng: np.random.Generator, world: World) -> None:
    """Numbers and addresses: a landline per household, mostly personal mobiles and e-mail, parents' for children."""
    count, age = len(world.household), world.age
    me = np.arange(count)
    has = rng.random(count) < np.select([age < 12, age < 16, age < 75, age < 88], [0.05, 0.8, 0.94, 0.7], 0.4)
    shares = (world.role == PARTNER) & (rng.random(count) < 0.05)
    parent = np.where(
        rng.random(count) < 0.5,
        world.start,
        np.where(world.role[np.minimum(world.start + 1, count - 1)] == PARTNER, world.start + 1, world.start),
    )
    parent = np.minimum(parent, world.start + world.size - 1)
    child = (age < 14) & (world.role == CHILD)
    world.mobile = np.select([shares, has, child], [world.start, me, parent], -1)
    wired = (rng.random(count) < np.clip(age / 100, 0.15, 0.85))[world.start]
    world.landline = np.where(wired & (world.role != SHARER), LANDLINE + world.household, -1)
    in_place = world.place >= 0
    switchboard = LANDLINE + count + world.place
    world.landline = np.where(in_place, switchboard, world.landline)
    world.mobile = np.where(in_place & (rng.random(count) < np.where(world.place % 3 == 2, 0.7, 0.4)), -1, world.mobile)
    has_mail = rng.random(count) < np.select([age < 13, age < 70, age < 85], [0.05, 0.93, 0.6], 0.25)
    world.mail = np.select([has_mail, child], [me, parent], -1)
    family = (
        (rng.random(count) < 0.09)[world.start] & (world.size > 1) & (world.role != SHARER) & (rng.random(count) < 0.85)
    )
    world.mail, world.family_mail = np.where(family, world.start, world.mail), family


def make_world(rng: np.random.Generator, wanted: int, names: Names) -> World:
    """About as many people as wanted."""
    world = people_of_households(rng, wanted, names)
    give_first_names(rng, names, world)
    give_surnames(rng, names, world)
    give_contacts(rng, world)
    return world
