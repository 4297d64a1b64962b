"""Two stages: the variance against one computed unit by unit, and weights from population sizes."""

import numpy as np
import pytest

from aftercall.methods.arrays import MethodError
from aftercall.methods.design import Design, Lonely
from aftercall.methods.estimate import mean, total
from aftercall.methods.stages import Stage, first_stage, next_stage, weights_from_population

# Three of 9 schools, and 2 of 4, 3 of 6 and 2 of 10 of their pupils.
SCHOOL = np.array([5, 5, 7, 7, 7, 8, 8])
PUPIL = np.array([1, 2, 1, 2, 3, 1, 2])
SCHOOLS = np.full(7, 9.0)
PUPILS = np.array([4.0, 4, 6, 6, 6, 10, 10])
VALUES = np.array([3.0, 5, 2, 6, 4, 7, 8])


def two_stage(lonely: Lonely = Lonely.FAIL) -> Design:
    first = first_stage(7, Stage(clusters=SCHOOL, fpc=SCHOOLS))
    weights = weights_from_population((first, next_stage(Stage(clusters=PUPIL, fpc=PUPILS), first)))
    later = (Stage(clusters=PUPIL, fpc=PUPILS),)
    return Design(weights=weights, clusters=SCHOOL, fpc=SCHOOLS, later=later, lonely=lonely)


def test_weights_are_one_over_the_probability_of_selection() -> None:
    np.testing.assert_allclose(two_stage().weights, 9 / 3 * PUPILS / np.array([2, 2, 3, 3, 3, 2, 2]))


def test_the_variance_adds_both_stages() -> None:
    scores = two_stage().weights * VALUES
    schools = [scores[school == SCHOOL] for school in (5, 7, 8)]
    between = (1 - 3 / 9) * 3 * np.var([school.sum() for school in schools], ddof=1)
    within = sum(
        (1 - len(school) / pupils) * len(school) * np.var(school, ddof=1)
        for school, pupils in zip(schools, (4, 6, 10), strict=True)
    )
    assert total(two_stage(), VALUES).se ** 2 == pytest.approx(between + 3 / 9 * within)


def test_a_first_stage_with_replacement_includes_later_stages() -> None:
    weights = two_stage().weights
    one = Design(weights=weights, clusters=SCHOOL)
    both = Design(weights=weights, clusters=SCHOOL, later=(Stage(clusters=PUPIL),))
    assert mean(both, VALUES).se == mean(one, VALUES).se


def test_the_order_of_rows_does_not_matter() -> None:
    order = np.array([6, 0, 3, 1, 5, 2, 4])
    first = two_stage()
    later = (Stage(clusters=PUPIL[order], fpc=PUPILS[order]),)
    mixed = Design(weights=first.weights[order], clusters=SCHOOL[order], fpc=SCHOOLS, later=later)
    assert mean(mixed, VALUES[order]).se == pytest.approx(mean(first, VALUES).se, rel=1e-12)


def test_a_lonely_pupil_is_refused_or_follows_a_rule() -> None:
    kept = np.array([True, True, True, True, True, True, False])
    parts = {"weights": np.ones(6), "clusters": SCHOOL[kept], "fpc": SCHOOLS[kept]}
    later = (Stage(clusters=PUPIL[kept], fpc=PUPILS[kept]),)
    with pytest.raises(MethodError, match="one unit sampled"):
        mean(Design(**parts, later=later), VALUES[kept])
    rules = [
        mean(Design(**parts, later=later, lonely=rule), VALUES[kept]).se for rule in (Lonely.REMOVE, Lonely.ADJUST)
    ]
    assert rules[0] == pytest.approx(rules[1])  # the mean of a school's only stratum is the mean of its strata


def test_weights_need_every_population_size() -> None:
    with pytest.raises(MethodError, match="stage 1: the weights can't be computed without its population sizes"):
        weights_from_population((first_stage(7, Stage(clusters=SCHOOL)),))
