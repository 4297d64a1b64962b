"""Crossed figures are those of the engine, whoever is asked about."""

import numpy as np
import pyarrow as pa
import pytest

from aftercall.estimates.run import estimate_table, weight_table
from aftercall.estimates.weighting import WeightedSample
from aftercall.workbench.crossing import all_of, cross, is_group, scales

DOCUMENT = {
    "design": {"strata": "stratum", "weights": "weight"},
    "estimate": [{"kind": "proportion", "variable": "whole"}],
    "weighting": [{"method": "rake", "margins": {"area": {"north": 500, 'it\'s "south"': 700}}}],
}


@pytest.fixture(scope="module")
def table() -> pa.Table:
    random = np.random.default_rng(3)
    n = 400
    return pa.table(
        {
            "stratum": random.choice(["a", "b"], n),
            "weight": np.full(n, 3.0),
            "area": random.choice(["north", 'it\'s "south"'], n),
            "month reported": random.choice(["2025-01", "2025-02"], n),
            "whole": pa.array([None if one < 0.1 else one < 0.8 for one in random.random(n)], pa.bool_()),
            "nobody": pa.array([None] * n, pa.bool_()),
            "level of whole": random.choice(["fairly_satisfied", "neither"], n),
        }
    )


@pytest.fixture(scope="module")
def weighted(table: pa.Table) -> WeightedSample:
    return weight_table(table, DOCUMENT)


def test_every_cell_is_what_the_engine_estimates(table: pa.Table, weighted: WeightedSample) -> None:
    by = ["area", "month reported"]
    request = {"kind": "proportion", "variable": "whole", "level": True, "interval": "wilson", "by": by}
    rows = estimate_table(table, DOCUMENT | {"estimate": [request]}).rows
    cells = cross(weighted, DOCUMENT, ["whole"], by)
    assert [(one.groups, one.base, one.gave, one.share, one.se, one.low, one.high, one.df) for one in cells] == [
        (r["domain"], r["n"], r["count"], r["estimate"], r["se"], r["low"], r["high"], r["df"]) for r in rows
    ]
    assert len(cells) == 4


def test_a_base_gives_the_same_as_the_group_that_it_is(weighted: WeightedSample) -> None:
    """Also if the group's name has quotation marks."""
    for cell in cross(weighted, DOCUMENT, ["whole"], ["area"]):
        (alone,) = cross(weighted, DOCUMENT, ["whole"], [], is_group("area", cell.groups["area"]))
        assert (alone.base, alone.gave) == (cell.base, cell.gave)
        assert (alone.share, alone.se) == pytest.approx((cell.share, cell.se), rel=1e-12)


def test_measures_and_groups_that_nobody_answered_are_left_out(weighted: WeightedSample) -> None:
    assert [one.measure for one in cross(weighted, DOCUMENT, ["nobody", "whole"], [])] == ["whole"]
    assert cross(weighted, DOCUMENT, ["nobody", "unknown"], []) == []
    assert cross(weighted, DOCUMENT, ["whole"], [], is_group("area", "east")) == []
    assert cross(weighted, DOCUMENT, ["whole"], [], "missing(whole)") == []


def test_the_levels_of_a_scale_add_up(weighted: WeightedSample) -> None:
    found = scales(weighted, DOCUMENT, ["whole", "nobody"])
    assert set(found) == {"whole"}
    assert sum(found["whole"].values()) == pytest.approx(1)
    assert scales(weighted, DOCUMENT, ["nobody"]) == {}
    assert scales(weighted, DOCUMENT, ["whole"], is_group("area", "east")) == {}


def test_conditions_are_joined() -> None:
    assert all_of([]) is None
    assert all_of(["a == 1", "b == 2"]) == "a == 1 and b == 2"
