import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftercall.methods.arrays import MethodError
from aftercall.methods.calibration import Calibration
from aftercall.methods.design import Design
from aftercall.methods.estimate import mean, proportion, ratio, total
from aftercall.methods.margins import Margin
from aftercall.methods.post_stratification import post_stratify
from aftercall.methods.raking import rake

DESIGN = Design(weights=np.array([2.0, 2, 3, 3, 5, 5]), strata=np.array([0, 0, 1, 1, 2, 2]))
YES = np.array([1.0, 0, 1, 1, 0, 1])


def test_a_proportion_by_hand() -> None:
    found = proportion(DESIGN, YES)
    assert found.estimate == pytest.approx(13 / 20)
    assert (found.n, found.weighted_n, found.df) == (6, 20, 3)
    # The strata add 2 (w/W)^2 (y - y')^2 / 2 = (w/W)^2 where the two differ: (2/20)^2 + (5/20)^2.
    assert found.se == pytest.approx((0.01 + 0.0625) ** 0.5)


def test_a_missing_answer_leaves_the_base_but_not_the_design() -> None:
    missing = np.where(np.arange(6) == 0, np.nan, YES)
    assert proportion(DESIGN, missing) == proportion(DESIGN, YES, domain=np.arange(6) > 0)


def test_true_and_false_are_1_and_0() -> None:
    assert proportion(DESIGN, YES == 1) == proportion(DESIGN, YES)


@pytest.mark.parametrize("interval", ["logit", "beta", "wilson", "mean", "asin", "xlogit"])
@pytest.mark.parametrize("answer", [0.0, 1.0])
def test_a_proportion_of_0_or_1_has_a_clopper_pearson_interval(interval: str, answer: float) -> None:
    found = proportion(DESIGN, np.full(6, answer), interval=interval)
    assert (found.estimate, found.se, found.deff) == (answer, 0, None)
    width = 1 - 0.025 ** (1 / 6)
    expected = (0, width) if answer == 0 else (1 - width, 1)
    assert (found.low, found.high) == pytest.approx(expected)


def test_no_interval_without_degrees_of_freedom() -> None:
    fpc = np.array([4.0, 4, 6, 6, 10, 10])
    found = proportion(Design(weights=DESIGN.weights, strata=DESIGN.strata, fpc=fpc), YES, domain=np.arange(6) % 2 == 0)
    assert (found.n, found.df, found.low, found.high) == (3, 0, None, None)


def test_a_census_has_no_sampling_error() -> None:
    found = proportion(Design(weights=np.ones(6), fpc=np.full(6, 6.0)), YES)
    assert (found.se, found.low, found.high, found.deff) == (0, found.estimate, found.estimate, None)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: proportion(DESIGN, YES * 2), "row 1, 3, 4, 6: the indicator is neither 0 nor 1"),
        (lambda: proportion(DESIGN, YES, interval="exact"), "no interval is called exact; use one of logit, beta"),
        (lambda: proportion(DESIGN, YES, confidence=95), "the level of confidence is 95; it must be between 0 and 1"),
        (lambda: proportion(DESIGN, YES, domain=np.zeros(6, dtype=bool)), "no row of the domain has a value"),
        (lambda: proportion(DESIGN, np.full(6, np.nan)), "no row of the domain has a value"),
        (lambda: mean(DESIGN, np.full(6, np.inf)), "a value is infinite"),
        (lambda: mean(DESIGN, YES[:3]), "values: 3 rows, but the weights have 6"),
        (lambda: mean(DESIGN, YES, confidence=0), "the level of confidence is 0"),
        (lambda: ratio(DESIGN, YES, np.zeros(6)), "the ratio's denominator adds up to 0"),
    ],
)
def test_invalid_arguments_are_refused(call: object, message: str) -> None:
    assert callable(call)
    with pytest.raises(MethodError) as refused:
        call()
    assert message in str(refused.value)


def test_a_calibration_belongs_to_its_design() -> None:
    margin = Margin("m", np.array([0, 0, 0, 1, 1, 1]), np.array([10.0, 10]))
    calibration = post_stratify(np.ones(6), margin)
    with pytest.raises(MethodError, match="the calibration did not start from the weights of the design"):
        proportion(DESIGN, YES, calibration=calibration)


def test_an_estimate_fixed_by_the_margins_has_no_error() -> None:
    codes = YES.astype(np.int64)
    adjustments: list[Calibration] = [
        post_stratify(DESIGN.weights, Margin("yes", codes, np.array([8.0, 12]))),
        rake(DESIGN.weights, [Margin("yes", codes, np.array([8.0, 12]))]),
    ]
    for calibration in adjustments:
        found = proportion(DESIGN, YES, calibration=calibration)
        assert found.estimate == pytest.approx(0.6)
        assert found.se == pytest.approx(0, abs=1e-12)


ORDINARY = st.floats(-1e3, 1e3).filter(lambda value: value == 0 or abs(value) > 1e-100)
VALUES = st.lists(ORDINARY, min_size=6, max_size=6).map(np.array)


@settings(deadline=None)
@given(VALUES, st.floats(0.01, 100))
def test_the_scale_of_the_weights_does_not_affect_a_mean(values: np.ndarray, scale: float) -> None:
    scaled = Design(weights=DESIGN.weights * scale, strata=DESIGN.strata)
    one, other = mean(DESIGN, values), mean(scaled, values)
    assert other.estimate == pytest.approx(one.estimate, rel=1e-9, abs=1e-9)
    assert other.se == pytest.approx(one.se, rel=1e-9, abs=1e-9)


@settings(deadline=None)
@given(VALUES)
def test_domains_add_up_to_the_total(values: np.ndarray) -> None:
    first = np.array([True, False, True, False, True, True])
    parts = [total(DESIGN, values, domain=domain).estimate for domain in (first, ~first)]
    assert sum(parts) == pytest.approx(total(DESIGN, values).estimate, rel=1e-9, abs=1e-6)


@settings(deadline=None)
@given(st.lists(st.booleans(), min_size=6, max_size=6).map(np.array), st.sampled_from(["logit", "beta", "wilson"]))
def test_an_interval_contains_its_estimate_and_lies_between_0_and_1(yes: np.ndarray, interval: str) -> None:
    found = proportion(DESIGN, yes, interval=interval)
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low <= found.estimate + 1e-12
    assert found.estimate - 1e-12 <= found.high <= 1


@pytest.mark.parametrize("unit", [1e-300, 1e300])
def test_values_whose_squares_underflow_or_overflow(unit: float) -> None:
    values = np.array([1.0, 2.0, 4.0])
    with pytest.raises(MethodError, match="another unit"):
        mean(Design(weights=np.ones(3)), values * unit)
    with pytest.raises(MethodError, match="another unit"):
        total(Design(weights=np.full(3, unit)), values)
    plain, scaled = mean(Design(weights=np.ones(3)), values), mean(Design(weights=np.full(3, unit)), values)
    assert (scaled.estimate, scaled.se) == pytest.approx((plain.estimate, plain.se))
