"""Random answers of made-up people, by month and by every breakdown."""

from collections.abc import Mapping, Sequence

import numpy as np

from aftercall.methods.linked_cells import SmallestGroup

type Counts = dict[SmallestGroup, tuple[int, int]]


def random_counts(
    rng: np.random.Generator,
    months: Sequence[str],
    breakdowns: Mapping[str, int],
    *,
    people: tuple[int, int] = (60, 300),
    satisfied: Sequence[float] = (0.2, 0.8, 0.95),
) -> Counts:
    """Answers of people of whom most groups are large and some small. breakdowns: how many groups each has. people: the
    range of their number in a month. satisfied: the shares of which one holds for all months."""
    shares = {name: rng.dirichlet(np.full(size, 0.9)) for name, size in breakdowns.items()}
    share_satisfied = rng.choice(np.array(satisfied))
    counts: Counts = {}
    for month in months:
        number = int(rng.integers(*people))
        yes = int(rng.binomial(number, share_satisfied))
        for name, share in shares.items():
            gave, did_not = rng.multinomial(yes, share), rng.multinomial(number - yes, share)
            for place, pair in enumerate(zip(gave.tolist(), did_not.tolist(), strict=True)):
                counts[SmallestGroup(month, name, f"{name} {place}")] = pair
    return counts
