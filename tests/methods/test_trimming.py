import numpy as np
import pytest

from aftercall.methods.arrays import MethodError
from aftercall.methods.trimming import trim_weights

WEIGHTS = np.array([1.0, 2, 3, 4, 20])


def test_the_excess_is_spread_evenly_over_the_other_weights() -> None:
    found = trim_weights(WEIGHTS, upper=10)
    assert found.weights.tolist() == [3.5, 4.5, 5.5, 6.5, 10]
    assert found.trimmed.tolist() == [False, False, False, False, True]
    assert found.after.kish_deff < found.before.kish_deff


def test_trimming_repeats_until_no_weight_is_past_a_bound() -> None:
    found = trim_weights(np.array([1.0, 5, 5, 9]), upper=6)
    assert found.weights.tolist() == pytest.approx([2, 6, 6, 6])


def test_both_bounds_hold_and_the_sum_does_not_change() -> None:
    found = trim_weights(WEIGHTS, lower=2, upper=12)
    assert found.weights.sum() == pytest.approx(WEIGHTS.sum())
    assert (found.weights.min(), found.weights.max()) >= (2, 2)
    assert found.weights.max() <= 12


def test_weights_within_the_bounds_do_not_change() -> None:
    assert trim_weights(WEIGHTS, upper=50).weights.tolist() == WEIGHTS.tolist()


@pytest.mark.parametrize("bounds", [{"upper": 6.0}, {"lower": 7.0}, {"lower": -1.0}, {"upper": float("nan")}])
def test_impossible_bounds_are_refused(bounds: dict[str, float]) -> None:
    with pytest.raises(MethodError, match="bounds"):
        trim_weights(WEIGHTS, **bounds)
