"""Copies sent many times are marked, and hardly anybody else; without them and with weights the truth comes back."""

import numpy as np
import pytest
from tests.methods.flooded import AGES, TEMPLATE, Flooded, flooded
from tests.soak import quick_and_soak

from aftercall.methods.arrays import BoolArray
from aftercall.methods.design import Design
from aftercall.methods.estimate import proportion
from aftercall.methods.floods import FloodRule, Sign, Submissions, look_for_floods, normalised
from aftercall.methods.margins import Margin
from aftercall.methods.raking import rake

LEAST_PRECISION, LEAST_RECALL = 0.99, 0.97


@pytest.mark.parametrize("seeds", quick_and_soak(range(1), range(200)))
def test_of_10000_answers_with_3000_copies_the_copies_are_marked_and_the_weighted_result_returns(seeds: range) -> None:
    """Hardly anybody else is marked. An interval of 95% covers the truth in about 95 of 100 simulations without the
    copies, and in none with them."""
    covered = 0
    for seed in seeds:
        simulated = flooded(honest=7_000, copies=3_000, seed=seed)
        marked = look_for_floods(simulated.submissions).rows
        right = (marked & simulated.is_flood).sum()
        assert right / marked.sum() >= LEAST_PRECISION
        assert right / simulated.is_flood.sum() >= LEAST_RECALL
        assert interval(simulated, np.ones(10_000, dtype=np.bool_))[1] < simulated.truth
        low, high = interval(simulated, ~marked)
        covered += low <= simulated.truth <= high
    assert covered >= 0.9 * len(seeds)


def interval(simulated: Flooded, kept: BoolArray) -> tuple[float, float]:
    """The 95% interval of the share who support the proposal, weighted to the ages of the population."""
    ages, supports = simulated.ages[kept], simulated.supports[kept]
    weights = np.ones(len(ages))
    raked = rake(weights, [Margin("age", ages, np.array(AGES) * len(ages))])
    found = proportion(Design(weights=weights), supports, calibration=raked)
    assert found.low is not None
    assert found.high is not None
    return found.low, found.high


def few(texts: list[str], *, apart: float = 1.0, seconds: float = 300.0) -> Submissions:
    """Answers that differ in everything but the text."""
    rng = np.random.default_rng(7)
    size = len(texts)
    return Submissions(np.arange(size) * apart, rng.integers(0, 5, (size, 8)), texts, np.full(size, seconds))


def test_what_few_people_say_alike_is_no_flood() -> None:
    assert not look_for_floods(few([TEMPLATE] * 9)).rows.any()
    assert look_for_floods(few([TEMPLATE] * 10)).rows.all()


def test_many_people_may_write_the_same_few_words() -> None:
    assert not look_for_floods(few(["More police on the street!"] * 500)).rows.any()


def test_capitals_and_punctuation_do_not_hide_a_copy() -> None:
    assert normalised("  More POLICE,  please!! ") == "more police please"


def test_the_same_answers_are_marked_only_within_minutes() -> None:
    rng = np.random.default_rng(3)
    choices = rng.integers(0, 5, (400, 8))
    choices[:20] = choices[0]
    at = rng.random(400) * 20 * 86_400
    spread = Submissions(at, choices, [""] * 400, np.full(400, 300.0))
    assert not look_for_floods(spread).rows.any()
    at = at.copy()
    at[:20] = 500 + np.arange(20) * 20
    burst = look_for_floods(Submissions(at, choices, [""] * 400, np.full(400, 300.0)))
    assert set(np.flatnonzero(burst.rows)) == set(range(20))
    assert set(burst.signs[:20]) == {Sign.SAME_ANSWERS}
    assert len(set(burst.groups[:20])) == 1


def test_what_most_people_think_is_no_flood_on_a_busy_day() -> None:
    """Half of all people give the same answers, and a thousand come within ten minutes."""
    rng = np.random.default_rng(4)
    choices = rng.integers(0, 5, (3_000, 8))
    choices[rng.random(3_000) < 0.5] = 1
    at = np.concatenate([rng.random(2_000) * 20 * 86_400, 5 * 86_400 + rng.random(1_000) * 600])
    assert not look_for_floods(Submissions(at, choices, [""] * 3_000, np.full(3_000, 300.0))).rows.any()


def test_many_answers_faster_than_anybody_reads_are_marked() -> None:
    marked = look_for_floods(few([""] * 30, seconds=3.0))
    assert set(marked.signs) == {Sign.TOO_FAST}
    assert not look_for_floods(few([""] * 30, apart=3_600.0, seconds=3.0)).rows.any()


def test_nothing_is_marked_where_nobody_answered() -> None:
    empty = Submissions(np.zeros(0), np.zeros((0, 3), dtype=np.int64), [], np.zeros(0))
    assert len(look_for_floods(empty, FloodRule()).rows) == 0
