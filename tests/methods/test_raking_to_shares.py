"""The standard error after raking to shares agrees with a jackknife that rakes again without each person."""

import numpy as np
import pytest

from aftercall.methods.arrays import BoolArray, FloatArray, IntArray
from aftercall.methods.calibration import Calibration
from aftercall.methods.design import Design
from aftercall.methods.estimate import proportion
from aftercall.methods.raking_to_shares import Classification, rake_to_shares

PEOPLE = 220
AGES, SEXES = np.array([3.0, 4.0, 3.0]), np.array([1.0, 1.0])


def sample(silent: float) -> tuple[IntArray, IntArray, BoolArray]:
    """(n,) levels of two classifications, −1 for this share of people, and an answer that depends on both and on
    whether they said."""
    rng = np.random.default_rng(8)
    age = rng.choice(3, size=PEOPLE, p=[0.6, 0.25, 0.15])
    sex = (rng.random(PEOPLE) < np.array([0.3, 0.5, 0.8])[age]).astype(np.int64)
    quiet = rng.random((2, PEOPLE)) < silent
    yes = rng.random(PEOPLE) < 0.4 + 0.15 * age + 0.15 * sex - 0.5 * quiet[0]
    return np.where(quiet[0], -1, age), np.where(quiet[1], -1, sex), yes


def raked(age: IntArray, sex: IntArray) -> Calibration:
    return rake_to_shares(np.ones(len(age)), [Classification("age", age, AGES), Classification("sex", sex, SEXES)])


def jackknife(age: IntArray, sex: IntArray, yes: BoolArray, among: BoolArray) -> float:
    """The standard error by leaving each person out (Quenouille 1956; Tukey 1958)."""
    values: list[float] = []
    for left_out in range(len(age)):
        rest = np.arange(len(age)) != left_out
        weights: FloatArray = raked(age[rest], sex[rest]).weights * among[rest]
        values.append(float(weights @ yes[rest] / weights.sum()))
    return float(np.sqrt((len(age) - 1) * np.var(values)))


@pytest.mark.parametrize("silent", [0.0, 0.3])
@pytest.mark.parametrize("share_who_answered", [1.0, 0.7])
def test_the_standard_error_agrees_with_a_jackknife(silent: float, share_who_answered: float) -> None:
    age, sex, yes = sample(silent)
    among = np.random.default_rng(4).random(PEOPLE) < share_who_answered
    design = Design(weights=np.ones(PEOPLE))
    found = proportion(design, yes, domain=among, calibration=raked(age, sex))
    assert found.se == pytest.approx(jackknife(age, sex, yes, among), rel=0.04)


def test_who_is_known_gets_the_shares_of_the_population_and_the_others_keep_theirs() -> None:
    age, sex, _ = sample(0.3)
    weights = raked(age, sex).weights
    known = age >= 0
    assert weights[~known].sum() == pytest.approx((~known).sum())
    totals = np.bincount(age[known], weights=weights[known])
    assert totals / totals.sum() == pytest.approx(AGES / AGES.sum())


def test_one_classification_has_the_variance_of_strata_formed_afterwards() -> None:
    """Mean per level after Holt and Smith (1979): Σ share² · variance within, and that of who did not say."""
    age, _, yes = sample(0.3)
    calibration = rake_to_shares(np.ones(PEOPLE), [Classification("age", age, AGES)])
    found = proportion(Design(weights=np.ones(PEOPLE)), yes, calibration=calibration)
    known, shares = (age >= 0).mean(), AGES / AGES.sum()
    means = np.array([yes[age == level].mean() for level in range(3)])
    spreads = np.array([yes[age == level].var() for level in range(3)])
    counts = np.bincount(age[age >= 0])
    said, silent = float(shares @ means), float(yes[age < 0].mean())
    within = known**2 * float(shares**2 @ (spreads / counts)) + (1 - known) * yes[age < 0].var() / PEOPLE
    variance = within + known * (1 - known) * (said - silent) ** 2 / PEOPLE
    assert found.se == pytest.approx(np.sqrt(variance * PEOPLE / (PEOPLE - 1)), rel=1e-6)
