"""Chances of sortition against those from the list of every panel."""

import pytest
from tests.methods.sortition_pools import make_pool, make_quotas
from tests.oracle.methods.plain_sortition import every_panel, leximin_by_listing

from aftercall.methods.sortition import panel_rules
from aftercall.methods.sortition_lottery import lottery

# Pools for which there is a panel, and fewer than 400 of them.
SEEDS = (1, 2, 3, 5, 6, 7, 9, 10, 11, 12, 15, 16, 18, 20, 21, 22, 24, 25, 26, 27)


@pytest.mark.parametrize("seed", SEEDS)
def test_chances_are_the_exact_leximin_of_every_panel_that_there_is(seed: int) -> None:
    size, people = 3 + seed % 3, 9 + seed % 5
    pool, quotas = make_pool(people, seed, in_pairs=0.4, features=3), make_quotas(size, slack=0.25, features=3)
    panels = every_panel(pool, quotas, size)
    chances = lottery(rules := panel_rules(pool, quotas, size)).chances(rules)
    expected = leximin_by_listing(panels, people)
    assert [float(chances[person.reference]) for person in pool] == pytest.approx(expected, abs=1e-6)
    assert sum(chances.values()) == size
