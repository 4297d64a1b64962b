"""Rows that each represent several people give the same estimates as one row per person."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftercall.methods.arrays import FloatArray, IntArray, MethodError
from aftercall.methods.association import association
from aftercall.methods.calibration import Calibration
from aftercall.methods.contrast import contrast
from aftercall.methods.design import Design, Lonely
from aftercall.methods.difference import mean_difference, proportion_difference
from aftercall.methods.estimate import mean, proportion, ratio, total
from aftercall.methods.groups import Groups
from aftercall.methods.margins import Margin
from aftercall.methods.post_stratification import post_stratify
from aftercall.methods.raking import rake
from aftercall.methods.regression import Terms, linear_regression
from aftercall.methods.regression_calibration import Totals, calibrate
from aftercall.methods.table import share_tables
from aftercall.methods.table_sums import Classification

TOTALS = {"a": np.array([0.5, 0.3, 0.2]), "b": np.array([0.45, 0.55])}


@dataclass(frozen=True, eq=False)
class Sample:
    """A design with the columns of its rows."""

    design: Design
    columns: dict[str, IntArray]

    def calibrated(self, kind: str) -> Calibration | None:
        margins = [Margin(name, self.columns[name], share * 900) for name, share in TOTALS.items()]
        weights, groups = self.design.weights, self.design.groups
        if kind == "plain":
            return None
        if kind == "raked":
            return rake(weights, margins, counts=None if groups is None else groups.counts)
        if kind == "post-stratified":
            return post_stratify(weights, margins[0])
        columns = np.column_stack([self.columns[name] == level for name in "ab" for level in range(len(TOTALS[name]))])
        known = Totals(columns.astype(float), np.concatenate(list(TOTALS.values())) * 900, tuple("abcde"))
        return calibrate(weights, known)


def people(seed: int, lonely: str) -> Sample:
    random = np.random.default_rng(seed)
    size = 300
    columns = {name: random.integers(0, kinds, size) for name, kinds in {"a": 3, "b": 2, "y": 4, "d": 3}.items()}
    strata = random.integers(0, 4, size)
    strata[0] = 9
    population = np.bincount(strata, minlength=10) * 4.0
    design = Design(weights=random.uniform(1, 5, size), strata=strata, fpc=population[strata], lonely=Lonely(lonely))
    return Sample(design, columns)


def collapsed(sample: Sample) -> Sample:
    design = sample.design
    keys = np.column_stack([design.strata, design.fpc, *sample.columns.values()])
    distinct, group = np.unique(keys, axis=0, return_inverse=True)
    group = group.reshape(-1)
    counts, sums = np.bincount(group), np.bincount(group, weights=design.weights)
    spreads = np.bincount(group, weights=np.square(design.weights - (sums / counts)[group]))
    made = Design(
        weights=sums,
        strata=distinct[:, 0].astype(int),
        fpc=distinct[:, 1],
        lonely=design.lonely,
        groups=Groups(counts, spreads),
    )
    return Sample(made, dict(zip(sample.columns, distinct[:, 2:].astype(int).T, strict=True)))


def figures(sample: Sample, kind: str) -> dict[str, Any]:
    y, d = sample.columns["y"].astype(float), sample.columns["d"]
    y[y == 3] = np.nan
    options: dict[str, Any] = {"calibration": sample.calibrated(kind)}
    design, pair = sample.design, {"first": d == 0, "second": d == 1}
    terms = Terms(np.column_stack([np.ones(design.size), d == 1]), ("(Intercept)", "d"))
    return {
        "proportion": vars(proportion(design, np.where(np.isnan(y), np.nan, y == 1), domain=d == 1, **options)),
        "mean": vars(mean(design, y, domain=d == 2, **options)),
        "total": vars(total(design, y, domain=d != 2, **options)),
        "ratio": vars(ratio(design, y, d + 1.0, **options)),
        "rise": vars(proportion_difference(design, np.where(np.isnan(y), np.nan, y == 1), **pair, **options)),
        "growth": vars(mean_difference(design, y, **pair, **options)),
        "contrast": vars(contrast(design, y, [d == i for i in range(3)], np.array([-1, 0.4, 0.6]), **options)),
        "test": vars(association(design, sample.columns["y"], d, **options)),
        "slope": vars(linear_regression(design, y, terms, **options).coefficients[1]),
    }


@pytest.mark.parametrize("kind", ["plain", "raked", "post-stratified", "calibrated"])
@pytest.mark.parametrize("lonely", ["adjust", "average", "remove"])
@settings(deadline=None, max_examples=10)
@given(st.integers(0, 10_000))
def test_every_figure(kind: str, lonely: str, seed: int) -> None:
    sample = people(seed, lonely)
    groups = collapsed(sample)
    assert groups.design.size < sample.design.size
    one_by_one, together = figures(sample, kind), figures(groups, kind)
    for name, expected in one_by_one.items():
        assert together[name].keys() == expected.keys()
        for part in expected.keys() - {"term"}:
            assert together[name][part] == pytest.approx(expected[part], rel=1e-10, abs=1e-11), (name, part)


@pytest.mark.parametrize("kind", ["plain", "raked", "post-stratified"])
@settings(deadline=None, max_examples=10)
@given(st.integers(0, 10_000))
def test_tables(kind: str, seed: int) -> None:
    def table(sample: Sample) -> tuple[FloatArray, FloatArray, IntArray, IntArray]:
        variable = Classification(np.where(sample.columns["y"] == 3, -1, sample.columns["y"]), 3)
        (found,) = share_tables(sample.design, [variable], sample.columns["d"], 3, sample.calibrated(kind))
        return found.estimate, found.se, found.n, found.df

    sample = people(seed, "adjust")
    for one_by_one, together in zip(table(sample), table(collapsed(sample)), strict=True):
        np.testing.assert_allclose(together, one_by_one, rtol=1e-11, atol=1e-11)


def test_equal_weights_are_collapsed_without_rounding() -> None:
    groups = Groups(np.array([3, 5]), np.zeros(2))
    design = Design(weights=np.array([0.3, 0.5]), strata=np.array([0, 1]), groups=groups)
    assert proportion(design, np.array([True, False])).se == 0


@pytest.mark.parametrize(
    "make",
    [
        lambda: Groups(np.array([0, 2]), np.zeros(2)),
        lambda: Groups(np.array([1, 2]), np.array([0, np.nan])),
        lambda: Design(weights=np.ones(2), clusters=np.arange(2), groups=Groups(np.ones(2, dtype=int), np.zeros(2))),
    ],
)
def test_impossible_groups_are_refused(make: Callable[[], object]) -> None:
    with pytest.raises(MethodError):
        make()
