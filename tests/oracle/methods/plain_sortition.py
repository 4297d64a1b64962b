"""Leximin chances from the list of every permitted panel: slow, plain, and without compositions or prices."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from scipy.optimize import linprog

from aftercall.methods.sortition import Candidate, Quota

_TIGHT = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}


def every_panel(pool: Sequence[Candidate], quotas: Sequence[Quota], size: int) -> list[tuple[int, ...]]:
    """Every permitted panel, as places in the pool."""
    return [panel for panel in combinations(range(len(pool)), size) if _permitted([pool[i] for i in panel], quotas)]


def _permitted(people: Sequence[Candidate], quotas: Sequence[Quota]) -> bool:
    homes = [person.household for person in people if person.household]
    counts = [(q.low, sum(p.values[q.feature] == q.value for p in people), q.high) for q in quotas]
    return len(homes) == len(set(homes)) and all(low <= count <= high for low, count, high in counts)


def leximin_by_listing(panels: Sequence[tuple[int, ...]], people: int) -> list[float]:
    """The leximin chance of each person. A person's chance is fixed when it cannot be larger than the smallest."""
    member = np.array([[i in panel for panel in panels] for i in range(people)], dtype=float)
    fixed: dict[int, float] = {}
    while len(fixed) < people:
        smallest = _largest(member, fixed, None)
        for person in [i for i in range(people) if i not in fixed]:
            if _largest(member, fixed, person, smallest) <= smallest + 1e-8:
                fixed[person] = smallest
    return [fixed[i] for i in range(people)]


def _largest(member: np.ndarray, fixed: dict[int, float], person: int | None, floor: float = 0.0) -> float:
    """The largest smallest chance of those who are not fixed; or that of one person, if all others have the floor."""
    people, panels = member.shape
    rows, limits = [], []
    for i in range(people):
        z = 1.0 if person is None and i not in fixed else 0.0
        rows.append(np.append(-member[i], z))
        limits.append(-fixed[i] if i in fixed else (0.0 if person is None else -floor))
    goal = np.append(np.zeros(panels), 1.0) if person is None else np.append(member[person], 0.0)
    result = linprog(
        -goal,
        A_ub=np.array(rows),
        b_ub=np.array(limits) + 1e-11,
        A_eq=[[1.0] * panels + [0.0]],
        b_eq=[1.0],
        bounds=[(0, None)] * (panels + 1),
        options=_TIGHT,
    )
    return float(-result.fun)
