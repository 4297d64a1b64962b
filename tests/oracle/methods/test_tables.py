"""Tables from sums over cells give the same estimates as separate proportions."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftercall.methods import joined_margins, threads
from aftercall.methods.arrays import FloatArray, IntArray
from aftercall.methods.calibration import Calibration
from aftercall.methods.design import Design, DomainDf, Lonely
from aftercall.methods.estimate import proportion
from aftercall.methods.margins import Margin
from aftercall.methods.post_stratification import post_stratify
from aftercall.methods.raking import rake
from aftercall.methods.table import share_tables
from aftercall.methods.table_sums import Classification


def drawn(seed: int, rows: int, lonely: str) -> tuple[Design, IntArray, list[Classification], IntArray]:
    """A sample with a lonely stratum, two variables with missing values, and domains that leave some rows out."""
    random = np.random.default_rng(seed)
    strata = random.integers(0, 4, rows)
    strata[0] = 9
    population = np.bincount(strata, minlength=10) * 4.0
    design = Design(weights=random.uniform(1, 5, rows), strata=strata, fpc=population[strata], lonely=Lonely(lonely))
    variables = [Classification(random.integers(-1, 3, rows), 3), Classification(random.integers(0, 2, rows), 2)]
    domains = random.integers(-1, 3, rows)
    domains[:2] = 0
    return design, strata, variables, domains


def calibrated(design: Design, kind: str, seed: int) -> Calibration | None:
    random = np.random.default_rng(seed)
    margins = []
    for name, size in (("a", 3), ("b", 2)):
        codes = np.concatenate([np.arange(size), random.integers(0, size, design.size - size)])
        margins.append(Margin(name, codes, np.bincount(codes, weights=design.weights) * 1.0))
    reweighted = design.weights * random.uniform(0.8, 1.2, design.size)
    targets = [Margin(m.name, m.codes, np.bincount(m.codes, weights=reweighted)) for m in margins]
    if kind == "plain":
        return None
    return rake(design.weights, targets) if kind == "raked" else post_stratify(design.weights, targets[0])


def one_by_one(
    design: Design, variable: Classification, domain: IntArray, calibration: Calibration | None, count: int
) -> tuple[FloatArray, FloatArray]:
    found = [
        [
            proportion(
                design,
                np.where(variable.codes < 0, np.nan, variable.codes == level),
                domain=domain == number,
                calibration=calibration,
            )
            for level in range(variable.level_count)
        ]
        for number in range(count)
    ]
    return np.array([[f.estimate for f in row] for row in found]), np.array([[f.se for f in row] for row in found])


@pytest.mark.parametrize("lonely", ["adjust", "average", "remove"])
@pytest.mark.parametrize("kind", ["plain", "raked", "post-stratified"])
@settings(deadline=None, max_examples=15)
@given(st.integers(0, 10_000), st.integers(60, 120))
def test_share_tables(kind: str, lonely: str, seed: int, rows: int) -> None:
    design, _, variables, domains = drawn(seed, rows, lonely)
    calibration = calibrated(design, kind, seed)
    for variable, found in zip(variables, share_tables(design, variables, domains, 3, calibration), strict=True):
        estimate, se = one_by_one(design, variable, domains, calibration, 3)
        np.testing.assert_allclose(found.estimate, estimate, rtol=1e-10)
        np.testing.assert_allclose(found.se, se, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("whose", DomainDf)
def test_degrees_of_freedom(whose: DomainDf) -> None:
    design, _, variables, domains = drawn(5, 100, "adjust")
    design = replace(design, domain_df=whose)
    for variable, found in zip(variables, share_tables(design, variables, domains, 3), strict=True):
        answered = [(domains == number) & (variable.codes >= 0) for number in range(3)]
        assert found.df.tolist() == [design.degrees_of_freedom(rows) for rows in answered]


def test_tables_in_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """As for large tables, and with margins too large to be joined."""
    monkeypatch.setattr(threads, "_MIN_ROWS", 0)
    monkeypatch.setattr(joined_margins, "_SMALL", 5)
    design, _, variables, domains = drawn(5, 100, "average")
    calibration = calibrated(design, "raked", 5)
    for variable, found in zip(variables, share_tables(design, variables, domains, 3, calibration), strict=True):
        estimate, se = one_by_one(design, variable, domains, calibration, 3)
        np.testing.assert_allclose(found.estimate, estimate, rtol=1e-10)
        np.testing.assert_allclose(found.se, se, rtol=1e-7, atol=1e-9)
