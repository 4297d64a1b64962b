"""The power to find a change, against simulation and the tests' own rule."""

import numpy as np
import pytest

from aftercall.methods.arrays import MethodError
from aftercall.methods.independent_change import change, measured
from aftercall.methods.power import PlannedEstimate, detectable_change, power_of_change


def planned(n: float, *shares: float, deff: float = 1.0) -> list[float]:
    return [PlannedEstimate(share=share, n=n, deff=deff).variance for share in shares]


def test_the_textbook_number_of_people() -> None:
    """Fleiss, Levin and Paik: from 60% to 70%, power 80%, without continuity correction about 356 people each."""
    assert power_of_change(0.10, planned(355, 0.60, 0.70)) == pytest.approx(0.80, abs=0.005)
    assert power_of_change(0.10, planned(1.5 * 355, 0.60, 0.70, deff=1.5)) == pytest.approx(0.80, abs=0.005)


def test_the_promised_power_is_what_the_test_afterwards_has() -> None:
    random, n, shares, wins = np.random.default_rng(20), 300, (0.70, 0.80), 0
    for _ in range(2000):
        found = [measured(p, (p * (1 - p) / n) ** 0.5, n=n, df=n - 1) for p in random.binomial(n, shares) / n]
        one = change(*found)
        wins += one.p_value is not None and one.p_value < 0.05 and one.difference > 0
    assert wins / 2000 == pytest.approx(power_of_change(0.10, planned(n, *shares), df=2 * n - 2), abs=0.025)


def test_the_detectable_change_is_found_with_its_power() -> None:
    parts = planned(200, 0.7, 0.7, deff=1.2)
    smallest = detectable_change(parts, power=0.8)
    assert power_of_change(-smallest, parts) == pytest.approx(0.8)
    assert power_of_change(smallest, parts, level=0.025) < 0.8


def test_a_census_leaves_nothing_to_chance_but_the_service_does() -> None:
    whole = PlannedEstimate(share=0.5, n=90, fraction=0.9)
    assert whole.variance == pytest.approx(PlannedEstimate(share=0.5, n=900).variance)


def test_what_cannot_be_planned_is_refused() -> None:
    for wrong in (lambda: planned(0, 0.5), lambda: power_of_change(0.1, [0.0])):
        with pytest.raises(MethodError):
            wrong()
    with pytest.raises(MethodError, match=r"power is 0\.01"):
        detectable_change([0.1], power=0.01)
    with pytest.raises(MethodError, match="level"):
        power_of_change(0.1, [0.1], level=0)
