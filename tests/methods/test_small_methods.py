"""Funnel limits, the reliability of small samples, and the agreement of two coders."""

import numpy as np
import pytest

from aftercall.methods.agreement import cohen_kappa
from aftercall.methods.arrays import MethodError
from aftercall.methods.funnel import Zone, funnel_limits, zones
from aftercall.methods.small_sample import Reliability, reliability


def test_limits_narrow_with_size() -> None:
    limits = funnel_limits(0.8, np.array([25.0, 100.0, 400.0]))
    np.testing.assert_allclose(limits.inner_high[1], 0.8 + 1.959964 * 0.04, rtol=1e-6)
    assert (np.diff(limits.outer_low) > 0).all()
    assert limits.outer_high[0] == 1


def test_zones_of_the_funnel() -> None:
    limits = funnel_limits(0.5, np.full(5, 100.0))
    assert zones(np.array([0.5, 0.39, 0.61, 0.3, 0.7]), limits) == [
        Zone.WITHIN,
        Zone.WARNING_LOW,
        Zone.WARNING_HIGH,
        Zone.ALARM_LOW,
        Zone.ALARM_HIGH,
    ]


@pytest.mark.parametrize(("target", "size"), [(0.0, 10.0), (1.0, 10.0), (0.5, 0.0), (0.5, np.nan)])
def test_impossible_targets_and_sizes_are_refused(target: float, size: float) -> None:
    with pytest.raises(MethodError):
        funnel_limits(target, np.array([size]))


@pytest.mark.parametrize(
    ("n", "deff", "df", "bounds", "expected"),
    [
        (400, 1.2, 390, (0.75, 0.83), Reliability.SOUND),
        (110, 1.5, 100, (0.70, 0.86), Reliability.CAUTION),
        (400, 1.0, 5, (0.70, 0.86), Reliability.CAUTION),
        (29, 0.5, 28, (0.60, 0.85), Reliability.UNRELIABLE),
        (60, 1.0, 59, (0.40, 0.75), Reliability.UNRELIABLE),
        (60, None, 0, (None, None), Reliability.UNRELIABLE),
    ],
)
def test_reliability(
    n: int, deff: float | None, df: int, bounds: tuple[float | None, float | None], expected: Reliability
) -> None:
    assert reliability(n=n, deff=deff, df=df, low=bounds[0], high=bounds[1]) is expected


def test_kappa_of_a_textbook_example() -> None:
    first = np.repeat([0, 0, 1, 1], [20, 5, 10, 15])
    second = np.repeat([0, 1, 0, 1], [20, 5, 10, 15])
    found = cohen_kappa(first, second)
    assert (found.observed, found.expected, found.n) == (pytest.approx(0.7), pytest.approx(0.5), 50)
    assert found.kappa == pytest.approx(0.4)
    assert found.se == pytest.approx(0.1271, abs=1e-3)


def test_kappa_ignores_texts_coded_once_and_is_undefined_for_a_single_code() -> None:
    assert cohen_kappa(np.array([0, 1, -1]), np.array([0, 1, 1])).n == 2
    assert cohen_kappa(np.zeros(3, dtype=int), np.zeros(3, dtype=int)).kappa is None
    with pytest.raises(MethodError, match="no text was coded by both coders"):
        cohen_kappa(np.array([-1]), np.array([0]))
