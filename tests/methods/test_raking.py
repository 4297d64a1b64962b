import numpy as np
import pytest

from aftercall.methods.arrays import MethodError
from aftercall.methods.margins import Margin
from aftercall.methods.post_stratification import post_stratify
from aftercall.methods.raking import rake

SEX = np.array([0, 0, 1, 1, 1])
AREA = np.array([0, 1, 0, 1, 1])
START = np.array([1.0, 2, 3, 4, 5])


def margin(codes: np.ndarray, *totals: float, name: str = "sex", labels: tuple[str, ...] = ()) -> Margin:
    return Margin(name, codes, np.array(totals), labels)


def test_start_weights_keep_their_ratios_within_levels() -> None:
    found = rake(START, [margin(SEX, 10, 20), margin(AREA, 12, 18, name="area")])
    assert found.weights[3] / found.weights[4] == pytest.approx(4 / 5)  # the same levels, so the same factor
    odds = found.weights / START
    assert odds[0] * odds[3] == pytest.approx(odds[1] * odds[2])  # factors multiply, so no interaction is added


def test_weights_that_already_meet_the_margins_do_not_change() -> None:
    found = rake(START, [margin(SEX, 3, 12), margin(AREA, 4, 11, name="area")])
    assert found.weights == pytest.approx(START)
    assert found.diagnostics.iterations == 1


def test_diagnostics_give_before_after_and_target() -> None:
    found = rake(START, [margin(SEX, 6, 12, labels=("female", "male"))]).diagnostics
    assert [(level.level, level.before, level.after, level.target) for level in found.levels] == [
        ("female", 3, 6, 6),
        ("male", 12, 12, 12),
    ]
    assert (found.smallest_factor, found.largest_factor) == (1, 2)
    assert (found.before.smallest, found.before.largest, found.before.sum) == (1, 5, 15)
    assert found.before.kish_deff == pytest.approx(5 * 55 / 15**2)
    assert found.before.effective_size == pytest.approx(15**2 / 55)
    assert found.before.largest_to_median == pytest.approx(5 / 3)


@pytest.mark.parametrize(
    ("margins", "message"),
    [
        ([], "no margins to rake to"),
        ([margin(SEX[:3], 1, 1)], "margin sex: 3 rows, but the weights have 5"),
        ([margin(SEX, 10)], "margin sex: row 3, 4, 5 has a level without a population total"),
        ([margin(SEX - 1, 10, 10)], "margin sex: row 1, 2 has a level without a population total"),
        (
            [margin(SEX, 10, 10, 5, labels=("f", "m", "x"))],
            "margin sex, level x: nobody in the sample represents a population of 5",
        ),
        ([margin(SEX, 0, 10)], "margin sex, level 0: occurs in the sample, but its population total is 0"),
        ([margin(SEX, -1, 10)], "margin sex, level 0: the population total is missing or below 0"),
        ([margin(SEX, np.nan, 10)], "margin sex, level 0: the population total is missing or below 0"),
        ([margin(SEX, 10, 10), margin(AREA, 10, 11, name="area")], "margins disagree: sex adds up to 20, area to 21"),
    ],
)
def test_margins_that_cannot_be_met_are_refused(margins: list[Margin], message: str) -> None:
    with pytest.raises(MethodError) as refused:
        rake(START, margins)
    assert message in str(refused.value)


def test_a_level_in_neither_sample_nor_population_is_ignored() -> None:
    assert rake(START, [margin(SEX, 10, 20, 0)]).weights.sum() == pytest.approx(30)


def test_margins_that_contradict_each_other_in_the_sample_do_not_converge() -> None:
    same = np.array([0, 0, 1, 1, 1])
    with pytest.raises(MethodError, match="raking did not converge in 50 iterations; margin"):
        rake(START, [margin(same, 10, 20), margin(same, 12, 18, name="copy")], max_iterations=50)


def test_weights_must_be_above_0() -> None:
    with pytest.raises(MethodError, match="row 1: the weight is missing or not above 0"):
        rake(START - 1, [margin(SEX, 10, 20)])


def test_post_stratification_meets_its_margin_in_one_step() -> None:
    found = post_stratify(START, margin(SEX, 6, 24))
    assert found.weights == pytest.approx([2, 4, 6, 8, 10])
    with pytest.raises(MethodError, match="nobody in the sample"):
        post_stratify(START, margin(SEX, 6, 24, 1))


def test_residuals_after_post_stratification_have_no_weighted_mean_in_any_level() -> None:
    found = post_stratify(START, margin(SEX, 6, 24))
    per_person = found.residuals(np.array([[1.0], [5], [2], [7], [4]]))[:, 0] / found.weights
    assert np.bincount(SEX, weights=START * per_person) == pytest.approx(0, abs=1e-12)
