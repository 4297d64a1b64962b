"""Random publication histories, attacked by a plain twin with another solver; and the fewest cells, by trying all."""

from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest
from tests.oracle.methods.plain_attacker import LEAST_VALUES, inferred, possible_values
from tests.oracle.methods.random_tables import Counts, random_counts
from tests.soak import quick_and_soak

from aftercall.methods import joint_suppression as joint
from aftercall.methods.joint_suppression import CellState, hide_jointly
from aftercall.methods.linked_cells import CellKey, LinkedCells, SmallestGroup
from aftercall.methods.table_suppression import hide_cells

_SIZES = {"category": 5, "area": 4, "sex": 3}


def random_history(rng: np.random.Generator, months: list[str]) -> Iterator[list[CellKey]]:
    """Publications one after another: quarters, the year so far, and breakdowns that are added later."""
    names = list(_SIZES)
    for last in range(3, len(months) + 1, 3):
        periods = [frozenset(months[last - 3 : last]), frozenset(months[:last])]
        for period in dict.fromkeys(periods if rng.random() < 0.8 else periods[::-1]):
            shown = names[: int(rng.integers(1, 4))]
            yield [CellKey(period), *(CellKey(period, n, f"{n} {g}") for n in shown for g in range(_SIZES[n]))]


@pytest.mark.parametrize("histories", quick_and_soak(4, 200))
def test_nothing_hidden_can_be_inferred_from_a_whole_history(histories: int) -> None:
    for seed in range(histories):
        rng = np.random.default_rng(seed)
        months = [f"month {number:02}" for number in range(1, 10)]
        counts = random_counts(rng, months, _SIZES)
        keys: list[CellKey] = []
        states: list[int] = []
        for publication in random_history(rng, months):
            new = [key for key in publication if key not in keys]
            hidden = decide([*keys, *new], [*states, *[CellState.OPEN] * len(new)], counts)
            keys += new
            states = [CellState.HIDDEN_BEFORE if is_hidden else CellState.SHOWN for is_hidden in hidden]
        found = [key for key, state in zip(keys, states, strict=True) if state == CellState.HIDDEN_BEFORE]
        assert list(inferred(counts, set(keys) - set(found), found)) == []
        assert len(found) < len(keys)


def decide(keys: list[CellKey], states: list[int], counts: Counts) -> list[bool]:
    cells = LinkedCells(keys, counts)
    costs = np.array([1.0 if key.breakdown else 50.0 for key in keys])
    found: list[bool] = hide_jointly(cells.tables, np.array(states), costs, differences=cells.differences).tolist()
    return found


@pytest.mark.parametrize("histories", quick_and_soak(1, 50))
def test_a_number_that_was_given_away_is_narrowed_no_further_and_stops_nothing(histories: int) -> None:
    """Each publication is decided after one hidden figure of those before was shown by mistake."""
    for seed in range(histories):
        rng = np.random.default_rng(seed)
        months = [f"month {number}" for number in range(1, 7)]
        counts = random_counts(rng, months, _SIZES)
        states: dict[CellKey, CellState] = {}
        for publication in random_history(rng, months):
            before = _hidden(states)
            if before:
                states[before.pop(int(rng.integers(len(before))))] = CellState.SHOWN
            known = possible_values(counts, set(states) - set(before), before)
            drafted = states | {key: CellState.OPEN for key in publication if key not in states}
            try:
                hidden = decide(list(drafted), list(drafted.values()), counts)
            except joint.CannotProtectError:
                continue  # one of its own numbers follows from those before
            decided = [CellState.HIDDEN_BEFORE if is_hidden else CellState.SHOWN for is_hidden in hidden]
            states = dict(zip(drafted, decided, strict=True))
            assert set(before) <= set(_hidden(states))
            found = possible_values(counts, set(states) - set(_hidden(states)), before)
            assert all(found[one] >= min(values, LEAST_VALUES) for one, values in known.items())


def _hidden(states: dict[CellKey, CellState]) -> list[CellKey]:
    return [key for key, state in states.items() if state == CellState.HIDDEN_BEFORE]


def test_what_is_public_can_be_published_again_but_nothing_new_that_follows_from_it() -> None:
    areas = {"north": (10, 5), "south": (90, 60), "west": (40, 60)}
    january = frozenset({"January"})
    counts = {SmallestGroup("January", "area", name): pair for name, pair in areas.items()}
    keys = [CellKey(january), *(CellKey(january, "area", name) for name in areas)]
    given_away = [CellState.SHOWN, CellState.HIDDEN_BEFORE, CellState.SHOWN, CellState.SHOWN]
    assert decide(keys, list(given_away), counts) == [False, True, False, False]
    with pytest.raises(joint.CannotProtectError):
        decide(keys, [CellState.SHOWN, CellState.HIDDEN, CellState.SHOWN, CellState.SHOWN], counts)


@pytest.mark.parametrize("seed", range(4))
def test_no_smaller_set_of_cells_would_protect(seed: int) -> None:
    rng = np.random.default_rng(seed)
    sizes = {"area": 4, "sex": 3}
    counts = random_counts(rng, ["one"], sizes)
    period = frozenset({"one"})
    keys = [CellKey(period), *(CellKey(period, n, f"{n} {g}") for n, size in sizes.items() for g in range(size))]
    cells = LinkedCells(keys, counts)
    small = cells.tables.too_small(joint.THE_RULE)
    found = np.array(decide(keys, [CellState.OPEN] * len(keys), counts))
    costs = np.array([1.0 if key.breakdown else 50.0 for key in keys])
    for choice in product([False, True], repeat=len(keys)):
        hidden = np.array(choice)
        if (hidden | ~small).all() and costs[hidden].sum() < costs[found].sum():
            assert joint.inferred(cells.tables, hidden, differences=cells.differences)


@pytest.mark.parametrize("seed", range(3))
def test_breakdowns_solved_by_themselves_protect_as_well_and_cost_no_more(seed: int) -> None:
    rng = np.random.default_rng(seed)
    months = [f"month {number}" for number in range(1, 7)]
    counts = random_counts(rng, months, _SIZES)
    periods = [frozenset(months[:3]), frozenset(months[3:]), frozenset(months)]
    keys = [CellKey(p, n, f"{n} {g}") for p in periods for n, size in _SIZES.items() for g in range(size)]
    cells = LinkedCells([*(CellKey(period) for period in periods), *keys], counts)
    states, costs = np.full(len(cells.keys), CellState.OPEN), np.array([50.0] * 3 + [1.0] * len(keys))
    hidden = hide_cells(cells, states, costs)
    jointly = hide_jointly(cells.tables, states, costs, differences=cells.differences)
    assert not joint.inferred(cells.tables, hidden, differences=cells.differences)
    assert costs[hidden].sum() <= 1.15 * costs[jointly].sum()


def test_breakdowns_are_solved_jointly_where_everybody_is_not_known_for_each_span() -> None:
    counts = random_counts(np.random.default_rng(1), ["one", "two", "three"], {"area": 3, "sex": 2})
    periods = [frozenset({"one", "two"}), frozenset({"two", "three"})]
    keys = [CellKey(period, "area", f"area {number}") for period in periods for number in range(3)]
    cells = LinkedCells([*(CellKey(period) for period in periods), *keys], counts)
    hidden = hide_cells(cells, np.full(len(cells.keys), CellState.OPEN), np.ones(len(cells.keys)))
    assert not joint.inferred(cells.tables, hidden, differences=cells.differences)
