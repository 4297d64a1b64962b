"""Changes larger than chance: their limits against simulation and other integration, and how often nothing is called a
change."""

from math import sqrt

import numpy as np
import pytest
from scipy.special import ndtr
from scipy.stats import multivariate_normal

from aftercall.methods.arrays import FloatArray, MethodError
from aftercall.methods.change_points import PeriodShare, change_points, exceedance


def periods(*shares: float, n: int = 200, deff: float = 1.0) -> list[PeriodShare]:
    return [PeriodShare(share, sqrt(deff * share * (1 - share) / n), n) for share in shares]


def maxima(fractions: FloatArray, count: int) -> FloatArray:
    """The largest |Z| of many series without a change, simulated from its definition: sums of independent normals."""
    parts = np.diff(np.concatenate([[0.0], fractions, [1.0]]))
    noise = np.random.default_rng(5).standard_normal((count, len(parts))) * np.sqrt(parts)
    walk = np.cumsum(noise, axis=1)
    bridge = walk[:, :-1] - fractions * walk[:, -1:]
    return np.asarray(np.abs(bridge / np.sqrt(fractions * (1 - fractions))).max(axis=1))


def test_a_single_gap_is_an_ordinary_test() -> None:
    assert exceedance(1.96, np.array([0.3])) == pytest.approx(2 * ndtr(-1.96), abs=1e-6)


@pytest.mark.parametrize("limit", [1.5, 2.4, 3.0])
def test_three_gaps_agree_with_the_integral_of_the_trivariate_normal(limit: float) -> None:
    t = np.array([0.2, 0.5, 0.9])
    low, high = np.minimum.outer(t, t), np.maximum.outer(t, t)
    inside = multivariate_normal(cov=np.sqrt(low * (1 - high) / (high * (1 - low))), maxpts=50_000, abseps=1e-5, seed=1)
    box = inside.cdf(np.full(3, limit), lower_limit=np.full(3, -limit))
    assert exceedance(limit, t) == pytest.approx(1 - float(box), abs=1e-4)


@pytest.mark.parametrize("gaps", [11, 35])
def test_many_gaps_agree_with_simulation(gaps: int) -> None:
    fractions = np.arange(1, gaps + 1) / (gaps + 1)
    found = maxima(fractions, 20_000)
    for limit in (2.0, 2.8, 3.2):
        share = float((found > limit).mean())
        assert exceedance(limit, fractions) == pytest.approx(share, abs=4 * sqrt(share * (1 - share) / 20_000))


def test_a_change_is_found_where_it_happened_with_both_shares() -> None:
    (found,) = change_points([periods(0.7, 0.72, 0.69, 0.85, 0.86, 0.84)])
    assert [one.place for one in found] == [3]
    assert found[0].before == pytest.approx(0.7033, abs=1e-4)
    assert found[0].after == pytest.approx(0.85)
    assert found[0].low < found[0].difference < found[0].high


def test_a_second_change_is_found_within_its_side() -> None:
    (found,) = change_points([periods(0.6, 0.6, 0.6, 0.9, 0.9, 0.9, 0.75, 0.75, 0.75)])
    assert [one.place for one in found] == [3, 6]


def test_a_clustered_sample_needs_a_larger_change() -> None:
    shares = (0.7, 0.7, 0.7, 0.78, 0.78, 0.78)
    assert change_points([periods(*shares)]) != [()]
    assert change_points([periods(*shares, deff=4.0)]) == [()]


def test_series_side_by_side_are_judged_together() -> None:
    borderline, flat = periods(0.7, 0.7, 0.7, 0.78, 0.78, 0.78, n=130), periods(*[0.7] * 6)
    assert change_points([borderline]) != [()]
    assert change_points([borderline, *[flat] * 9]) == [()] * 10


def test_of_1000_sets_of_series_without_a_change_at_most_64_show_one() -> None:
    """5% and two standard deviations. Three series of 12 months with 40 people a month each."""
    random = np.random.default_rng(11)
    false = 0
    for _ in range(1000):
        counts = random.binomial(40, 0.8, size=(3, 12)) / 40
        false += any(change_points([periods(*row, n=40) for row in counts.tolist()]))
    assert false <= 64


@pytest.mark.parametrize("shares", [(), (0.5,), (1.0, 1.0, 1.0), (0.0, 0.0)])
def test_nothing_is_found_where_nothing_can_vary(shares: tuple[float, ...]) -> None:
    assert change_points([periods(*shares)]) == [()]


def test_months_in_which_everybody_agrees_do_not_make_a_change_certain() -> None:
    assert change_points([periods(1.0, 1.0, 0.9, 1.0, n=10)]) == [()]


def test_the_level_must_be_a_probability() -> None:
    with pytest.raises(MethodError, match="between 0 and"):
        change_points([], level=5)
