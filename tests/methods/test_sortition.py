"""Sortition: quotas and households, as fair as another program's, the same again from the same seed."""

from collections import Counter
from dataclasses import replace

import pytest
from tests.methods.sortition_pools import make_pool, make_quotas

from aftercall.methods.arrays import MethodError
from aftercall.methods.sortition import Candidate, Quota, panel_rules, remaining, violations, without
from aftercall.methods.sortition_leximin import leximin
from aftercall.methods.sortition_lottery import draw_panel, lottery

DRAWS = 1000
# People, size and seed of a pool, and the smallest chance that `maximin` of sortition-algorithms 0.12.15 gives with the
# same quotas and households. It was run separately, and is not part of this project.
OTHERS = [
    (60, 8, 1, 0.11428571),
    (120, 10, 2, 0.06849315),
    pytest.param(200, 12, 3, 0.05172414, marks=pytest.mark.soak),
    pytest.param(300, 16, 4, 0.03743316, marks=pytest.mark.soak),
    pytest.param(500, 24, 5, 0.03630363, marks=pytest.mark.soak),
]


@pytest.mark.parametrize(("people", "size", "seed", "smallest"), OTHERS)
def test_the_smallest_chance_is_no_smaller_than_anothers(people: int, size: int, seed: int, smallest: float) -> None:
    chances = leximin(panel_rules(make_pool(people, seed), make_quotas(size, slack=0.08), size)).chances
    assert chances.min() >= smallest - 0.001


def test_no_panel_breaks_a_quota_or_takes_two_of_a_household_and_chances_hold() -> None:
    pool, quotas = make_pool(60, 1, in_pairs=0.6), make_quotas(8, slack=0.1)
    rules = panel_rules(pool, quotas, 8)
    chosen_from = lottery(rules)
    panels = [draw_panel(rules, chosen_from, bytes([i // 256, i % 256])) for i in range(DRAWS)]
    assert not any(violations(pool, quotas, 8, panel) for panel in panels)
    drawn = Counter(reference for panel in panels for reference in panel)
    for reference, chance in chosen_from.chances(rules).items():
        expected = float(chance)
        assert abs(drawn[reference] / DRAWS - expected) < 5 * (expected * (1 - expected) / DRAWS) ** 0.5 + 1e-9
    assert draw_panel(rules, chosen_from, b"again") == draw_panel(rules, chosen_from, b"again")


def test_the_order_of_the_pool_does_not_matter() -> None:
    pool, quotas = make_pool(20, 3), make_quotas(4, slack=0.3)
    rules, reversed_rules = panel_rules(pool, quotas, 4), panel_rules(pool[::-1], quotas, 4)
    assert draw_panel(rules, lottery(rules), b"s") == draw_panel(reversed_rules, lottery(reversed_rules), b"s")


def test_who_declined_is_replaced_and_quotas_still_hold() -> None:
    pool, quotas = make_pool(40, 3), make_quotas(6, slack=0.2)
    rules = panel_rules(pool, quotas, 6)
    panel = draw_panel(rules, lottery(rules), b"first")
    stay, gone = panel[2:], panel[:2]
    rest = without(pool, stay=stay, gone=gone)
    again = panel_rules(rest, remaining(quotas, pool, stay), 2)
    added = draw_panel(again, lottery(again), b"second")
    assert not set(added) & set(panel)
    assert not violations(pool, quotas, 6, (*stay, *added))


def test_quotas_that_can_not_be_met_are_named_with_what_would_do() -> None:
    pool = [Candidate(f"P{i}", "", {"sex": "male" if i else "female"}) for i in range(6)]
    with pytest.raises(MethodError, match="change: sex female, at least 1 instead of 2"):
        leximin(panel_rules(pool, [Quota("sex", "female", 2, 3), Quota("sex", "male", 0, 3)], 4))
    together = [replace(person, household="one") for person in pool]
    with pytest.raises(MethodError, match="too few households"):
        leximin(panel_rules(together, [Quota("sex", "female", 0, 3), Quota("sex", "male", 0, 3)], 4))


@pytest.mark.parametrize(
    ("people", "quotas", "size", "words"),
    [
        (["a", "a"], [("s", "x", 0, 2)], 1, "in the pool twice"),
        (["a"], [("s", "y", 0, 2)], 1, "a: there is no quota for their value of s"),
        (["a"], [("s", "x", 3, 2)], 1, "is no range"),
        (["a"], [("s", "x", 0, 2), ("s", "x", 0, 1)], 1, "is there twice"),
        (["a"], [("s", "x", 0, 2)], 2, "fewer than the panel"),
        (["a"], [], 1, "no quotas"),
        (["a"], [("s", "x", 0, 2)], 0, "at least one person"),
    ],
)
def test_what_makes_no_sense_is_refused(
    people: list[str], quotas: list[tuple[str, str, int, int]], size: int, words: str
) -> None:
    pool = [Candidate(name, "", {"s": "x"}) for name in people]
    with pytest.raises(MethodError, match=words):
        panel_rules(pool, [Quota(*quota) for quota in quotas], size)


def test_every_fault_of_a_panel_is_named() -> None:
    pool = [Candidate("a", "h", {"s": "x"}), Candidate("b", "h", {"s": "x"})]
    found = violations(pool, [Quota("s", "x", 0, 1)], 3, ["a", "b", "b", "c"])
    assert len(found) == 5
