"""The records: which person was a victim, and on which day."""

from dataclasses import dataclass

import numpy as np
from bench.labelled.arrays import Ints, Mask
from bench.labelled.world import YEAR_START, World


@dataclass(frozen=True)
class Records:
    """One value for each record of a person, in the order of persons and days."""

    person: Ints
    later: Mask  # not the person's first
    day: Ints  # days since 1970
    joint: Mask  # second victim of the previous record's crime


def choose_records(rng: np.random.Generator, world: World, rows: int, repeats: int) -> Records:
    """`rows` records, of which `repeats` are of people with an earlier one. Some households have more than others."""
    people = len(world.household)
    risk = rng.gamma(0.6, 1.0, people)[world.start] + 0.05
    risk *= np.select([world.age < 10, world.age < 16], [0.15, 0.6], 1.0) * np.where(world.place >= 0, 2, 1)
    first = max(rows - repeats, 1)
    wanted = min(people, int(first * 1.05) + 50)
    # Sorted first, because the order of the partition depends on the processor.
    victims = rng.permutation(np.sort(np.argpartition(rng.exponential(1, people) / risk, wanted - 1)[:wanted]))
    count = rng.geometric(min(first / rows * 1.006, 1.0), wanted)
    heavy = rng.random(wanted) < 0.0001
    count[heavy] = np.exp(rng.uniform(np.log(10), np.log(100), heavy.sum())).astype(np.int64)
    person = np.sort(np.repeat(victims, count)[:rows])  # cut before sorting, or the last households would lose theirs
    later = np.concatenate([[False], person[1:] == person[:-1]])[: len(person)]
    day = YEAR_START + rng.integers(0, 365, len(person))
    day = day[np.lexsort((day, person))]
    once = ~later & ~np.concatenate([later[1:], [False]])
    same_household = np.concatenate([[False], world.household[person[1:]] == world.household[person[:-1]]])[
        : len(person)
    ]
    joint = (
        once & np.concatenate([[False], once[:-1]])[: len(person)] & same_household & (rng.random(len(person)) < 0.35)
    )
    joint &= ~np.concatenate([[False], joint[:-1]])[: len(person)]
    day = np.where(joint, np.concatenate([day[:1], day[:-1]]), day)
    return Records(person, later, day, joint)
