"""Coverage of the intervals of R-indicators and of participation, by simulation."""

from collections.abc import Sequence
from math import sqrt

import numpy as np
import pytest
from scipy.special import expit
from tests.soak import quick_and_soak

from aftercall.methods.arrays import MethodError
from aftercall.methods.participation import participation
from aftercall.methods.representativeness import Indicator, level_indicators, representativeness
from aftercall.methods.response_cells import cells_from_counts, modelled_cells

TRIALS = quick_and_soak(300, 20_000)
SHARES = np.array([5, 30, 20, 10, 10, 5, 3, 2, 5, 10]) / 100
RATES = np.array([0.3, 0.6, 0.5, 0.55, 0.4, 0.45, 0.62, 0.7, 0.2, 0.5])
POPULATION = np.array([120_000, 60_000, 45_000, 30_000, 12_000])


def within(interval: Indicator, truth: float) -> bool:
    return interval.low <= truth <= interval.high


def check_coverage(hits: Sequence[bool], trials: int) -> None:
    """94 to 96 %, and three standard errors of the simulation on either side."""
    allowed = 3 * sqrt(0.05 * 0.95 / trials)
    assert 0.94 - allowed <= sum(hits) / trials <= 0.96 + allowed


@pytest.mark.parametrize("trials", TRIALS)
def test_intervals_of_the_r_indicator_cover_it(trials: int) -> None:
    chance = np.random.default_rng(1)
    truth = 1 - 2 * sqrt(SHARES @ np.square(RATES - SHARES @ RATES))
    sampled = (SHARES * 1500).astype(int)
    drawn = (cells_from_counts(SHARES, sampled, chance.binomial(sampled, RATES)) for _ in range(trials))
    check_coverage([within(representativeness(cells).r, truth) for cells in drawn], trials)


@pytest.mark.parametrize("trials", TRIALS)
def test_intervals_of_partial_indicators_cover_them(trials: int) -> None:
    chance = np.random.default_rng(2)
    sampled = (SHARES * 1500).astype(int)
    truth = sqrt(SHARES[0]) * (RATES[0] - SHARES @ RATES)
    drawn = (cells_from_counts(SHARES, sampled, chance.binomial(sampled, RATES)) for _ in range(trials))
    check_coverage([within(level_indicators(cells, "")[0], truth) for cells in drawn], trials)


@pytest.mark.parametrize("trials", TRIALS)
def test_intervals_of_participation_cover_ratio_and_variation(trials: int) -> None:
    chance = np.random.default_rng(3)
    inclination = POPULATION * np.array([1, 0.8, 1.3, 0.5, 0.7])
    shares, expected = inclination / inclination.sum(), POPULATION / POPULATION.sum()
    variation = sqrt(expected @ np.square(shares / expected - 1))
    found = [participation(chance.multinomial(800, shares), POPULATION) for _ in range(trials)]
    check_coverage([within(one.variation, variation) for one in found], trials)
    check_coverage([within(one.groups[3].ratio, shares[3] / expected[3]) for one in found], trials)


def test_a_missing_community_is_named_and_takes_nothing_else_to_0() -> None:
    found = participation([500, 300, 200, 0], [5000, 3000, 1900, 100])
    assert [group.missing for group in found.groups] == [False, False, False, True]
    assert found.groups[3].ratio.value == 0
    assert found.groups[3].ratio.high > 0
    assert 0 < found.dissimilarity < 0.02
    assert 0 < found.variation.value < 0.2


def test_participants_like_the_population_are_at_no_distance() -> None:
    found = participation([50, 30, 20], [500, 300, 200])
    assert (found.dissimilarity, found.chi_square, found.variation.value) == (0, 0, 0)
    assert found.hellinger == pytest.approx(0, abs=1e-7)
    assert found.by_chance > 0
    assert (found.variation.low, found.df) == (0, 2)


@pytest.mark.parametrize(
    ("participants", "population", "words"),
    [([0, 0], [5, 5], "nobody has taken part"), ([1, 2], [0, 5], "nobody")],
)
def test_what_can_not_be_compared_is_refused(participants: list[int], population: list[int], words: str) -> None:
    with pytest.raises(MethodError, match=words):
        participation(participants, population)


@pytest.mark.parametrize("trials", TRIALS)
def test_intervals_from_the_model_cover_the_r_indicator_of_two_characteristics(trials: int) -> None:
    chance = np.random.default_rng(4)
    age, sex = chance.integers(0, 4, 1200), chance.integers(0, 2, 1200)
    propensity = expit(-0.4 + 0.3 * age - 0.5 * sex)
    truth, ones = 1 - 2 * float(propensity.std()), np.ones(1200)
    drawn = (chance.random(1200) < propensity for _ in range(trials))
    found = [representativeness(modelled_cells({"age": age, "sex": sex}, ones, ones, one)).r for one in drawn]
    check_coverage([within(one, truth) for one in found], trials)
