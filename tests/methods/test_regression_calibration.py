import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftercall.methods.arrays import MethodError
from aftercall.methods.regression_calibration import Distance, Totals, calibrate

WEIGHTS = np.array([10.0, 20, 30, 20, 10, 10])
AGE = np.array([20.0, 30, 40, 50, 60, 70])


def known(count: float, ages: float) -> Totals:
    return Totals(np.column_stack([np.ones(6), AGE]), np.array([count, ages]), ("people", "age"))


@pytest.mark.parametrize("distance", list(Distance))
@settings(deadline=None)
@given(shift=st.floats(-0.05, 0.05), growth=st.floats(0.9, 1.1))
def test_totals_are_met_within_the_bounds(distance: Distance, shift: float, growth: float) -> None:
    bounds = None if distance is Distance.RAKING else (0.3, 3.0)
    target = known(100 * growth, float(WEIGHTS @ AGE) * growth * (1 + shift))
    found = calibrate(WEIGHTS, target, distance=distance, bounds=bounds)
    np.testing.assert_allclose(found.weights @ target.columns, target.totals, rtol=1e-9)
    factors = found.weights / WEIGHTS
    assert factors.min() >= 0.3 - 1e-12
    assert factors.max() <= 3.0 + 1e-12


def test_values_explained_by_the_columns_have_no_residual() -> None:
    found = calibrate(WEIGHTS, known(110, 4500))
    scores = (3 + 2 * AGE) * found.weights
    np.testing.assert_allclose(found.residuals(scores[:, None]), 0, atol=1e-9)


@pytest.mark.parametrize(
    ("totals", "options", "message"),
    [
        (known(100, 9000), {"bounds": (0.5, 2.0)}, "calibration did not converge.*is furthest from its total"),
        (known(100, 6500), {}, "makes a weight 0 or negative; set bounds"),
        (known(100, np.nan), {}, "age: the population total is missing"),
        (known(100, 4400), {"distance": Distance.LOGIT}, "logit needs two bounds"),
        (known(100, 4400), {"distance": Distance.RAKING, "bounds": (0.5, 2.0)}, "raking allows no bounds"),
        (known(100, 4400), {"bounds": (1.2, 2.0)}, "bounds: the lower must be between 0 and 1"),
    ],
)
def test_totals_that_cannot_be_met_are_refused(totals: Totals, options: dict[str, object], message: str) -> None:
    with pytest.raises(MethodError, match=message):
        calibrate(WEIGHTS, totals, **options)  # type: ignore[arg-type]
