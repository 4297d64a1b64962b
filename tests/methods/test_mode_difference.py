"""The difference between modes: by hand, by a slow jackknife, and where it cannot be calculated."""

from math import sqrt

import numpy as np
import pytest

from aftercall.methods.arrays import FloatArray, MethodError
from aftercall.methods.mode_difference import compare_modes

RNG = np.random.default_rng(21)


def test_two_cells_by_hand() -> None:
    """Standardised to the telephone's shares of two areas: 0.5 × 0.9 + 0.5 × 0.4 against 0.5 × 0.8 + 0.5 × 0.4."""
    values, second, area = people((10, 8, False, "a"), (10, 4, False, "b"), (30, 27, True, "a"), (10, 4, True, "b"))
    found = compare_modes(values, np.ones(len(values)), second, [area])
    assert found.first.share == pytest.approx(0.6)
    assert found.second.share == pytest.approx(31 / 40)
    assert found.difference.difference == pytest.approx(0.175)
    assert found.adjusted
    assert found.adjusted.difference == pytest.approx(0.65 - 0.6)
    pooled = sqrt(20 / 19 * 0.6 * 0.4 / 20 + 40 / 39 * 0.775 * 0.225 / 40)
    assert found.difference.se == pytest.approx(pooled)


def people(
    *cells: tuple[int, int, bool, str],
) -> tuple[FloatArray, "np.ndarray[tuple[int], np.dtype[np.bool_]]", list[str]]:
    """Cells of people: how many, how many of them gave the answer, whether they are in the second group, their area."""
    values = [float(place < gave) for n, gave, _, _ in cells for place in range(n)]
    second = [is_second for n, _, is_second, _ in cells for _ in range(n)]
    return np.array(values), np.array(second), [area for n, _, _, area in cells for _ in range(n)]


def test_the_standard_error_is_that_of_a_jackknife() -> None:
    n = 240
    second = RNG.random(n) < 0.4
    area, sex = RNG.choice(["a", "b", "c"], n), RNG.choice(["f", "m"], n)
    values = (RNG.random(n) < 0.4 + 0.2 * (area == "a") + 0.1 * second).astype(np.float64)
    weights = RNG.uniform(0.5, 2, n)
    found = compare_modes(values, weights, second, [area.tolist(), sex.tolist()])
    assert found.adjusted
    assert found.adjusted.difference == pytest.approx(plainly(values, weights, second, area, sex), abs=1e-9)
    left_out = np.array(
        [plainly(*(np.delete(one, place) for one in (values, weights, second, area, sex))) for place in range(n)]
    )
    variance = sum(
        (len(own) - 1) / len(own) * np.sum((own - own.mean()) ** 2) for own in (left_out[second], left_out[~second])
    )
    assert found.adjusted.se == pytest.approx(sqrt(variance), rel=0.04)


def plainly(values: FloatArray, weights: FloatArray, second: FloatArray, *classifications: FloatArray) -> float:
    """The adjusted difference, person by person: raked thirty times over."""
    raked = weights.copy()
    total = weights[~second].sum()
    for _ in range(30):
        for levels in classifications:
            for level in set(levels.tolist()):
                rows = second & (levels == level)
                raked[rows] *= weights[~second & (levels == level)].sum() / total / raked[rows].sum() * 1
    share = np.sum(raked[second] * values[second]) / np.sum(raked[second])
    return float(share - np.sum(weights[~second] * values[~second]) / total)


def test_levels_that_hardly_anybody_of_the_second_group_has_are_merged() -> None:
    values, second, area = people((10, 8, False, "a"), (10, 4, False, "b"), (30, 20, True, "a"), (2, 1, True, "c"))
    found = compare_modes(values, np.ones(len(values)), second, [area])
    assert found.adjusted == found.difference


def test_where_everybody_agrees_the_interval_is_not_empty() -> None:
    values, second, area = people((40, 40, False, "a"), (30, 30, True, "a"))
    found = compare_modes(values, np.ones(len(values)), second, [area])
    assert (found.first.share, found.difference.difference) == (1, 0)
    assert found.difference.low < 0 < found.difference.high


def test_all_of_few_who_agree_do_not_differ_from_nearly_all_of_many() -> None:
    """Newcombe's interval for 41 of 41 against 376 of 405, from Wilson's: 0.9143 to 1, and 0.8992 to 0.9498."""
    values, second, area = people((405, 376, False, "a"), (41, 41, True, "a"))
    found = compare_modes(values, np.ones(len(values)), second, [area])
    assert found.difference.low == pytest.approx(29 / 405 - sqrt(0.0857**2 + 0.0214**2), abs=0.002)
    assert found.difference.high == pytest.approx(29 / 405 + 376 / 405 - 0.8992, abs=0.002)
    assert found.adjusted == found.difference


def test_where_all_of_a_group_agree_the_weighted_interval_is_as_wide() -> None:
    values, second, area = people((30, 30, False, "a"), (30, 30, False, "b"), (30, 27, True, "a"), (10, 4, True, "b"))
    found = compare_modes(values, np.ones(len(values)), second, [area])
    assert found.adjusted
    assert found.adjusted.difference == pytest.approx(0.65 - 1)
    width = found.difference.high - found.difference.low
    assert found.adjusted.high - found.adjusted.low == pytest.approx(width)


@pytest.mark.parametrize("share", [0.5, 0.93, 0.97])
def test_intervals_of_modes_that_do_not_differ_hold_0_as_often_as_they_say(share: float) -> None:
    rng, trials = np.random.default_rng(7), 400
    second, area = np.arange(240) < 40, ["a"] * 240
    held = 0
    for _ in range(trials):
        found = compare_modes((rng.random(240) < share).astype(np.float64), np.ones(240), second, [area])
        held += found.difference.low <= 0 <= found.difference.high
    assert held / trials >= 0.93


def test_a_group_of_one_is_none() -> None:
    with pytest.raises(MethodError, match="two people"):
        compare_modes(np.ones(3), np.ones(3), np.array([True, False, False]), [])
