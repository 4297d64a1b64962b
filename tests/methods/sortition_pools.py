"""Made-up pools for tests of sortition."""

from collections.abc import Mapping
from math import ceil, floor
from random import Random

from aftercall.methods.sortition import Candidate, Quota

POOL_SHARES = {
    "sex": {"female": 0.6, "male": 0.4},
    "age": {"18 to 34": 0.1, "35 to 54": 0.3, "55 and over": 0.6},
    "ethnic group": {"White": 0.9, "other": 0.1},
    "area": {"north": 0.3, "south": 0.2, "east": 0.25, "west": 0.25},
}
TARGETS = {
    "sex": {"female": 0.5, "male": 0.5},
    "age": {"18 to 34": 0.3, "35 to 54": 0.35, "55 and over": 0.35},
    "ethnic group": {"White": 0.85, "other": 0.15},
    "area": {"north": 0.25, "south": 0.25, "east": 0.25, "west": 0.25},
}


def make_pool(people: int, seed: int, *, in_pairs: float = 0.2, features: int = 4) -> list[Candidate]:
    """A pool in which older people and women volunteer more, and some share a household."""
    chance = Random(seed)
    shares = dict(list(POOL_SHARES.items())[:features])
    return [
        Candidate(f"P{number:04}", f"H{number // 2}" if chance.random() < in_pairs else "", _values(shares, chance))
        for number in range(people)
    ]


def _values(shares: Mapping[str, Mapping[str, float]], chance: Random) -> dict[str, str]:
    return {name: chance.choices(list(levels), list(levels.values()))[0] for name, levels in shares.items()}


def make_quotas(size: int, *, slack: float = 0.1, features: int = 4) -> list[Quota]:
    """Quotas around the population's shares."""
    return [
        Quota(name, value, max(floor(size * (share - slack)), 0), ceil(size * (share + slack)))
        for name, levels in list(TARGETS.items())[:features]
        for value, share in levels.items()
    ]
