import numpy as np
import pytest

from aftercall.methods.arrays import MethodError
from aftercall.methods.change import Direction, benjamini_hochberg, judge_changes
from aftercall.methods.design import Design
from aftercall.methods.difference import Difference, mean_difference, proportion_difference
from aftercall.methods.estimate import proportion


def quarters(first: tuple[int, int], second: tuple[int, int]) -> Difference:
    """Two quarters, each one stratum, from (asked, satisfied)."""
    asked = [first[0], second[0]]
    quarter = np.repeat([0, 1], asked)
    satisfied = np.concatenate([np.arange(asked[0]) < first[1], np.arange(asked[1]) < second[1]])
    design = Design(weights=np.ones(len(quarter)), strata=quarter)
    return proportion_difference(design, satisfied, first=quarter == 0, second=quarter == 1)


def test_two_strata_are_independent() -> None:
    found = quarters((100, 70), (100, 80))
    assert found.estimate == pytest.approx(0.1)
    assert found.covariance == pytest.approx(0, abs=1e-15)
    assert found.se == pytest.approx((0.21 / 99 + 0.16 / 99) ** 0.5)
    assert (found.n, found.df) == ((100, 100), 198)


def test_domains_that_cross_strata_are_not_independent() -> None:
    design = Design(weights=np.ones(8), strata=np.repeat([0, 1], 4))
    values, second = np.array([1.0, 2, 3, 9, 4, 5, 8, 1]), np.tile([False, True], 4)
    found = mean_difference(design, values, first=~second, second=second)
    assert found.covariance != 0
    assert found.estimate == found.second - found.first


def test_unanimous_quarters_are_still_uncertain() -> None:
    found = quarters((12, 12), (12, 10))
    apart = proportion(Design(weights=np.ones(12)), np.arange(12) < 10)
    assert found.se > apart.se
    assert found.p_value is not None
    assert found.p_value > 0.05
    same = quarters((5, 5), (5, 5))
    assert (same.estimate, same.p_value) == (0, 1)
    assert same.low is not None
    assert same.low < 0


def test_a_difference_without_degrees_of_freedom_is_not_tested() -> None:
    design = Design(weights=np.ones(2), strata=np.array([0, 1]), fpc=np.ones(2))
    found = mean_difference(design, np.array([1.0, 2]), first=np.array([True, False]), second=np.array([False, True]))
    assert (found.df, found.low, found.high, found.p_value) == (0, None, None, None)
    assert judge_changes([found])[0].direction is Direction.NO_CLEAR_CHANGE


def test_the_difference_of_two_full_populations_is_certain() -> None:
    design = Design(weights=np.ones(4), strata=np.array([0, 0, 1, 1]), fpc=np.full(4, 2.0))
    first = np.array([True, True, False, False])
    assert mean_difference(design, np.array([1.0, 2, 3, 5]), first=first, second=~first).p_value == 0
    assert mean_difference(design, np.array([1.0, 2, 1, 2]), first=first, second=~first).p_value == 1


def test_the_direction_of_a_change() -> None:
    family = [quarters((400, 280), (400, 330)), quarters((400, 330), (400, 280)), quarters((400, 280), (400, 290))]
    assert [change.direction for change in judge_changes(family)] == [
        Direction.ROSE,
        Direction.FELL,
        Direction.NO_CLEAR_CHANGE,
    ]


def test_one_change_of_many_needs_stronger_evidence_than_a_single_one() -> None:
    borderline = quarters((400, 280), (400, 307))
    assert borderline.p_value is not None
    assert 0.02 < borderline.p_value < 0.05
    assert judge_changes([borderline])[0].direction is Direction.ROSE
    among_many = judge_changes([borderline, *[quarters((400, 280), (400, 281))] * 9])
    assert among_many[0].direction is Direction.NO_CLEAR_CHANGE


def test_benjamini_and_hochberg_as_in_r() -> None:
    # p.adjust(c(0.01, 0.02, 0.03, 0.04, 0.05), "BH") and p.adjust(c(0.05, 0.001, 0.3), "BH")
    np.testing.assert_allclose(benjamini_hochberg(np.array([0.01, 0.02, 0.03, 0.04, 0.05])), 0.05)
    np.testing.assert_allclose(benjamini_hochberg(np.array([0.05, 0.001, 0.3])), [0.075, 0.003, 0.3])


def test_the_level_of_the_test_is_between_0_and_1() -> None:
    with pytest.raises(MethodError, match="the level of the test is 5; it must be between 0 and 1"):
        judge_changes([], level=5)
    assert judge_changes([]) == ()
