"""Changes between independent samples, judged together by Holm's method."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from tests.soak import quick_and_soak

from aftercall.methods.arrays import MethodError
from aftercall.methods.change import Direction
from aftercall.methods.independent_change import Change, Measured, change, holm, judge, measured

SHARES = st.floats(0.05, 0.95)
ERRORS = st.floats(0.001, 0.2)
BASES = st.integers(5, 3000)


@given(SHARES, ERRORS, BASES, SHARES, ERRORS, BASES)
def test_a_change_is_welchs_test_as_scipy_has_it(p1: float, s1: float, n1: int, p2: float, s2: float, n2: int) -> None:
    """scipy takes standard deviations, which are the standard errors times √n."""
    expected = stats.ttest_ind_from_stats(p2, s2 * sqrt(n2), n2, p1, s1 * sqrt(n1), n1, equal_var=False)
    found = change(Measured(p1, s1, n1 - 1), Measured(p2, s2, n2 - 1))
    assert found.p_value == pytest.approx(expected.pvalue, rel=1e-6, abs=1e-12)
    df = (s1**2 + s2**2) ** 2 / (s1**4 / (n1 - 1) + s2**4 / (n2 - 1))
    assert (found.low, found.high) == pytest.approx(stats.t.interval(0.95, df, p2 - p1, sqrt(s1**2 + s2**2)), rel=1e-6)


def plain_holm(p_values: list[float]) -> list[bool]:
    """Holm's own description: from the smallest, reject as long as each is below 5% of what is left."""
    rejected = [False] * len(p_values)
    for tested, place in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        if p_values[place] >= 0.05 / (len(p_values) - tested):
            break
        rejected[place] = True
    return rejected


@given(st.lists(st.floats(0, 1), max_size=12))
def test_holm_rejects_what_its_step_by_step_description_rejects(p_values: list[float]) -> None:
    judged = judge([Change(0.1, None, None, p) for p in p_values])
    near = any(abs(one.adjusted_p - 0.05) < 1e-12 for one in judged if one.adjusted_p is not None)
    assert near or [one.direction is Direction.ROSE for one in judged] == plain_holm(p_values)


def test_holm_gives_what_r_gives() -> None:
    """p.adjust(c(0.01, 0.04, 0.03, 0.005), method = "holm")."""
    assert holm(np.array([0.01, 0.04, 0.03, 0.005])) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert len(holm(np.array([]))) == 0


def test_everybody_satisfied_twice_is_no_certain_change() -> None:
    earlier, later = (measured(share, 0.0, n=n, df=n - 1) for share, n in ((1.0, 12), (0.0, 3)))
    assert 0 < earlier.se < later.se
    assert change(earlier, earlier).p_value == 1


def test_a_change_without_degrees_of_freedom_is_not_tested() -> None:
    [judged] = judge([change(Measured(0.5, 0.1, 0), Measured(0.9, 0.1, 20))])
    assert (judged.adjusted_p, judged.direction) == (None, Direction.NO_CLEAR_CHANGE)
    with pytest.raises(MethodError, match="nobody answered"):
        measured(0.5, 0.1, n=0, df=3)


@pytest.mark.parametrize("publications", quick_and_soak(400, 20_000))
def test_chance_alone_makes_at_most_5_per_cent_of_publications_name_a_change(publications: int) -> None:
    """Ten measures, each compared with two earlier periods in which everything was alike: 20 changes that depend on
    each other. At most 5% of publications may name any, up to what chance explains of so many simulated ones."""
    random = np.random.default_rng(19)
    shares, n = random.uniform(0.6, 0.95, size=10), 300
    wrong = 0
    for _ in range(publications):
        now, before, year = (random.binomial(n, shares) / n for _ in range(3))
        changes = [
            change(*(measured(p, sqrt(p * (1 - p) / (n - 1)), n=n, df=n - 1) for p in (earlier[place], now[place])))
            for earlier in (before, year)
            for place in range(len(shares))
        ]
        wrong += any(one.direction is not Direction.NO_CLEAR_CHANGE for one in judge(changes))
    assert wrong <= stats.binom.ppf(0.9999, publications, 0.05)
