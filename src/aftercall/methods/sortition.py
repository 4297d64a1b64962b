"""Sortition: who may be on a panel. People, quotas, one person a household.

People whose values are the same, and whose households have the same composition, are interchangeable: any rule that is
as fair as possible gives them the same chance. So a panel is first chosen as a *composition*, how many people of each
kind, and then its people by lot within each kind.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from aftercall.methods.arrays import FloatArray, IntArray, MethodError


@dataclass(frozen=True)
class Candidate:
    """Someone who would take part. household: nobody else with the same one can be on the same panel; empty if alone.
    values: by feature, such as {"sex": "female"}."""

    reference: str
    household: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class Quota:
    """How many people with a value a panel has, both ends included."""

    feature: str
    value: str
    low: int
    high: int

    @property
    def name(self) -> str:
        """As in messages."""
        return f"{self.feature} {self.value}"


type Values = tuple[str, ...]
type Household = tuple[Values, ...]  # the values of its members, in order


@dataclass(frozen=True)
class Kind:
    """Interchangeable people. values: by quota feature. household: index of the composition of their household."""

    values: Values
    household: int
    members: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class PanelRules:
    """What a panel must fulfil, by kind.

    size: people on it. kinds: in a fixed order. households: how many there are of each composition. matrix: (quotas,
    kinds) whether a kind counts for a quota. lows, highs: (quotas,).
    """

    size: int
    quotas: tuple[Quota, ...]
    kinds: tuple[Kind, ...]
    households: tuple[int, ...]
    matrix: IntArray
    lows: IntArray
    highs: IntArray
    household_of: Mapping[str, str]

    @property
    def people(self) -> FloatArray:
        """(kinds,) people of each kind."""
        return np.array([len(kind.members) for kind in self.kinds], dtype=np.float64)

    @property
    def of_household(self) -> IntArray:
        """(compositions, kinds) whether a kind lives in such a household."""
        rows = np.array([kind.household for kind in self.kinds])
        return np.asarray(rows[None, :] == np.arange(len(self.households))[:, None], dtype=np.int64)


def panel_rules(pool: Sequence[Candidate], quotas: Sequence[Quota], size: int) -> PanelRules:
    """The rules for a pool. Raises MethodError, naming person or quota, where they make no sense."""
    check_quotas(quotas, size)
    _check_pool(pool, quotas, size)
    features = tuple(dict.fromkeys(quota.feature for quota in quotas))
    homes = _homes(pool, features)
    compositions = sorted(set(homes.values()))
    number = {composition: index for index, composition in enumerate(compositions)}
    members: dict[tuple[Values, int], list[str]] = defaultdict(list)
    for person in pool:
        members[_values(person, features), number[homes[_home(person)]]].append(person.reference)
    kinds = tuple(Kind(values, home, tuple(sorted(members[values, home]))) for values, home in sorted(members))
    counted = Counter(homes.values())
    return PanelRules(
        size,
        tuple(quotas),
        kinds,
        tuple(counted[composition] for composition in compositions),
        np.array(
            [[kind.values[features.index(q.feature)] == q.value for kind in kinds] for q in quotas], dtype=np.int64
        ),
        np.array([quota.low for quota in quotas], dtype=np.int64),
        np.array([quota.high for quota in quotas], dtype=np.int64),
        {person.reference: _home(person) for person in pool},
    )


def violations(pool: Iterable[Candidate], quotas: Iterable[Quota], size: int, panel: Sequence[str]) -> list[str]:
    """What is wrong with a panel, one line each; none if it fulfils everything."""
    people = {person.reference: person for person in pool}
    found = [f"{reference} is not in the pool" for reference in panel if reference not in people]
    chosen = [people[reference] for reference in panel if reference in people]
    if len(set(panel)) != len(panel):
        found.append("someone is on the panel twice")
    if len(panel) != size:
        found.append(f"the panel has {len(panel)} people instead of {size}")
    for quota in quotas:
        count = sum(person.values[quota.feature] == quota.value for person in chosen)
        if not quota.low <= count <= quota.high:
            found.append(f"{quota.name}: {count} instead of {quota.low} to {quota.high}")
    homes = Counter(_home(person) for person in chosen)
    return found + ["two people of one household" for count in homes.values() if count > 1]


def without(pool: Sequence[Candidate], *, stay: Sequence[str], gone: Iterable[str]) -> list[Candidate]:
    """Who may replace people: everybody but those who stay, those in their households, and those who are gone."""
    staying, left = set(stay), set(gone)
    taken = {_home(person) for person in pool if person.reference in staying}
    return [person for person in pool if person.reference not in left and _home(person) not in taken]


def remaining(quotas: Iterable[Quota], pool: Iterable[Candidate], stay: Sequence[str]) -> list[Quota]:
    """What the quotas still ask for, once these people are on the panel."""
    staying = [person for person in pool if person.reference in set(stay)]
    have = Counter((feature, value) for person in staying for feature, value in person.values.items())
    return [
        Quota(q.feature, q.value, max(q.low - have[q.feature, q.value], 0), max(q.high - have[q.feature, q.value], 0))
        for q in quotas
    ]


def _values(person: Candidate, features: Sequence[str]) -> Values:
    return tuple(person.values[feature] for feature in features)


def _home(person: Candidate) -> str:
    """Those who live alone have a household of their own, whose name no other can have."""
    return f"household {person.household}" if person.household else f"alone {person.reference}"


def _homes(pool: Sequence[Candidate], features: Sequence[str]) -> dict[str, Household]:
    members: dict[str, list[Values]] = defaultdict(list)
    for person in pool:
        members[_home(person)].append(_values(person, features))
    return {home: tuple(sorted(values)) for home, values in members.items()}


def check_quotas(quotas: Sequence[Quota], size: int) -> None:
    """Raises MethodError for quotas that make no sense, whoever is in the pool."""
    if size < 1:
        raise MethodError("a panel needs at least one person")
    if not quotas:
        raise MethodError("there are no quotas; add at least one")
    for quota in quotas:
        if not 0 <= quota.low <= quota.high:
            raise MethodError(f"quota {quota.name}: {quota.low} to {quota.high} is no range")
    repeated = [key for key, count in Counter((q.feature, q.value) for q in quotas).items() if count > 1]
    if repeated:
        raise MethodError(f"quota {' '.join(repeated[0])} is there twice")


def _check_pool(pool: Sequence[Candidate], quotas: Sequence[Quota], size: int) -> None:
    references = Counter(person.reference for person in pool)
    if twice := [reference for reference, count in references.items() if count > 1]:
        raise MethodError(f"{twice[0]} is in the pool twice")
    known: dict[str, set[str]] = defaultdict(set)
    for quota in quotas:
        known[quota.feature].add(quota.value)
    for person in pool:
        for feature, values in known.items():
            if person.values.get(feature) not in values:
                raise MethodError(f"{person.reference}: there is no quota for their value of {feature}")
    if len(pool) < size:
        raise MethodError(f"the pool has {len(pool)} people, fewer than the panel's {size}")
