"""Levels that too few respondents stand for."""

from collections import Counter

from aftercall.results.weighting import merge_small_levels


def test_a_small_level_joins_the_smallest_that_is_large_enough() -> None:
    totals, respondents = Counter(a=500, b=300, c=20), Counter(a=60, b=25, c=3)
    assert merge_small_levels(totals, respondents) == {"a": "a", "b": "b", "c": "b"}


def test_a_level_that_nobody_answered_for_is_merged_too() -> None:
    assert merge_small_levels(Counter(a=500, b=3), Counter(a=60)) == {"a": "a", "b": "a"}


def test_where_no_level_is_large_enough_they_are_all_one() -> None:
    assert merge_small_levels(Counter(a=50, b=30), Counter(a=6, b=2)) == {"a": "all", "b": "all"}


def test_ties_go_by_name() -> None:
    assert merge_small_levels(Counter(b=9, a=9, c=1), Counter(a=20, b=20, c=1))["c"] == "a"
