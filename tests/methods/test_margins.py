"""Levels of a margin that are too small to be weighted on their own."""

import numpy as np

from aftercall.methods.margins import Margin, merge_small_levels


def test_a_small_level_joins_the_smallest_that_is_large_enough() -> None:
    assert merge_small_levels({"a": 60, "b": 25, "c": 3}, 20) == {"c": "b"}


def test_a_level_without_respondents_is_merged_too() -> None:
    assert merge_small_levels({"a": 60, "b": 0}, 20) == {"b": "a"}


def test_where_no_level_is_large_enough_all_become_one() -> None:
    assert merge_small_levels({"a": 6, "b": 2}, 20) == {"a": "all", "b": "all"}


def test_ties_go_by_name() -> None:
    assert merge_small_levels({"b": 20, "a": 20, "c": 1}, 20) == {"c": "a"}


def test_a_merged_margin_adds_up_the_totals() -> None:
    margin = Margin("area", np.array([0, 1, 2, 1]), np.array([500.0, 300.0, 20.0]), ("a", "b", "c"))
    merged = margin.merged({"c": "b"})
    assert merged.labels == ("a", "b")
    assert merged.codes.tolist() == [0, 1, 1, 1]
    assert merged.totals.tolist() == [500, 320]
    assert margin.merged({}) is margin
