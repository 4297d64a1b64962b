"""The effect of an action: chance is never called one, a real one is found as often as was promised."""

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import pytest
from tests.soak import quick_and_soak

from aftercall.methods.action_effect import (
    Effect,
    Months,
    choose_periods,
    effect,
    for_the_service,
    judge_effect,
    level_per_look,
    pooled,
)
from aftercall.methods.arrays import FloatArray, MethodError
from aftercall.methods.effect_verdict import EffectVerdict
from aftercall.methods.independent_change import Measured, measured
from aftercall.methods.power import PlannedEstimate, power_of_change

AREAS, PEOPLE = 24, 120
# 5 per cent of 1,000, and twice the standard deviation of so many simulated actions.
MOST_OF_1000 = 64
Q1, Q2, Q3, Q4 = (((date(2025, m, 1)), date(2025, m + 2, 1)) for m in (1, 4, 7, 10))


def answered(random: np.random.Generator, levels: FloatArray, n: int = PEOPLE) -> list[Measured]:
    """What a survey of n people measures in each area."""
    shares = random.binomial(n, np.clip(levels, 0.02, 0.98)) / n
    return [measured(p, float(np.sqrt(p * (1 - p) / (n - 1))), n=n, df=n - 1) for p in shares.tolist()]


def simulated_action(
    random: np.random.Generator, *, wobble: float, added: float = 0.0, naive: bool = False, compared: bool = True
) -> Effect:
    """One action on the area that looked weakest. wobble: by how much areas change for reasons of their own. All areas
    also rise by four points for another reason. added: the true effect."""
    levels = random.uniform(0.75, 0.85, AREAS)

    def period(shift: float) -> FloatArray:
        return levels + shift + random.normal(0, wobble, AREAS)

    prompting = answered(random, period(0))
    weakest = min(range(AREAS), key=lambda place: prompting[place].share)
    before = prompting if naive else answered(random, period(0))
    later = period(0.04 if compared else 0)
    later[weakest] += added
    after = answered(random, later)
    others = [(before[place], after[place]) for place in range(AREAS) if place != weakest]
    return effect(before[weakest], after[weakest], others if compared else ())


def declared(found: Sequence[Effect]) -> int:
    return sum(judge_effect(one, expected=0.05) is EffectVerdict.AS_EXPECTED for one in found)


@pytest.mark.parametrize("actions", quick_and_soak(1000, 20_000))
@pytest.mark.parametrize(("wobble", "compared"), [(0.0, True), (0.03, True), (0.0, False)])
def test_of_1000_actions_without_effect_at_most_64_are_called_effective(
    actions: int, wobble: float, *, compared: bool
) -> None:
    random = np.random.default_rng(2020)
    found = [simulated_action(random, wobble=wobble, compared=compared) for _ in range(actions)]
    assert declared(found) <= MOST_OF_1000 * actions / 1000
    # Nor are they called harmful: the test has both sides.
    assert (
        sum(judge_effect(one, expected=-0.05) is EffectVerdict.AS_EXPECTED for one in found)
        <= MOST_OF_1000 * actions / 1000
    )


def test_with_the_prompting_period_as_baseline_chance_would_be_called_an_effect() -> None:
    """Why that period does not count: this is what the test above would find."""
    random = np.random.default_rng(2021)
    assert declared([simulated_action(random, wobble=0.0, naive=True) for _ in range(300)]) > 2 * MOST_OF_1000 * 0.3


def test_without_allowing_for_areas_that_change_by_themselves_chance_would_be_called_an_effect() -> None:
    random = np.random.default_rng(2022)
    found = [simulated_action(random, wobble=0.08, compared=False) for _ in range(300)]
    assert declared(found) > MOST_OF_1000 * 0.3
    assert declared([simulated_action(random, wobble=0.08) for _ in range(300)]) <= MOST_OF_1000 * 0.3


def test_several_looks_at_one_action_spend_the_same_5_per_cent() -> None:
    """Four looks, each at all answers so far."""
    random, wrong, once = np.random.default_rng(2023), 0, 0
    for _ in range(1000):
        before, shares = answered(random, np.array([0.8]), 400)[0], random.binomial(100, 0.8, 4).cumsum()
        looks = [
            effect(before, measured(s / n, float(np.sqrt(s / n * (1 - s / n) / n)), n=n, df=n - 1), level=level)
            for level in (0.05, level_per_look(4))
            for s, n in zip(shares.tolist(), (100, 200, 300, 400), strict=True)
        ]
        any_of = [
            any(judge_effect(one, expected=1) is not EffectVerdict.NO_CLEAR_CHANGE for one in looks[i : i + 4])
            for i in (0, 4)
        ]
        once, wrong = once + any_of[0], wrong + any_of[1]
    assert wrong <= MOST_OF_1000 < once


@pytest.mark.parametrize("actions", quick_and_soak(600, 20_000))
def test_a_true_effect_is_found_as_often_as_was_promised(actions: int) -> None:
    random = np.random.default_rng(2024)
    found = [simulated_action(random, wobble=0.0, added=0.12) for _ in range(actions)]
    parts = [PlannedEstimate(share=share, n=PEOPLE).variance for share in (0.77, 0.93)]
    promised = power_of_change(0.12, [*parts, sum(parts) / (AREAS - 1)])
    assert declared(found) / actions == pytest.approx(promised, abs=0.06)
    covered = sum(one.low < 0.12 < one.high for one in found if one.low is not None and one.high is not None)
    assert covered / actions > 0.93


def test_by_hand_one_group_is_compared_with_another() -> None:
    before, after = Measured(0.60, 0.03, 400), Measured(0.70, 0.04, 400)
    found = effect(before, after, [(Measured(0.70, 0.02, 400), Measured(0.72, 0.02, 400))])
    assert (found.difference, found.own, found.others) == pytest.approx((0.08, 0.10, 0.02))
    assert found.high is not None
    assert found.high - 0.08 == pytest.approx(1.96 * (0.0025 + 0.0008) ** 0.5, abs=0.001)
    assert judge_effect(found, expected=0.05) is EffectVerdict.NO_CLEAR_CHANGE
    assert judge_effect(effect(before, Measured(0.75, 0.04, 400)), expected=-0.05) is EffectVerdict.OPPOSITE


@pytest.mark.parametrize(
    ("starts_on", "seen", "before", "after"),
    [
        (date(2025, 10, 1), [Q1], [Q2, Q3], [Q4]),
        (date(2025, 7, 1), [Q1], [Q2], [Q3, Q4]),
        # It started within the third quarter, which is then neither.
        (date(2025, 8, 15), [Q1], [Q2], [Q4]),
        # A quarter that had been seen may have looked weak too, so it counts only if there is no other.
        (date(2025, 10, 1), [Q1, Q2], [Q3], [Q4]),
        (date(2025, 7, 1), [Q1, Q2], [Q2], [Q3, Q4]),
    ],
)
def test_the_prompting_period_is_never_the_baseline(
    starts_on: date, seen: list[Months], before: list[Months], after: list[Months]
) -> None:
    periods, last = [Q1, Q2, Q3, Q4, (Q1[0], Q4[1])], date(2025, 12, 1)
    chosen = choose_periods(
        periods, prompting=Q1, seen=seen, starts_on=starts_on, in_place_on=starts_on, last_month=last
    )
    assert (list(chosen.before), list(chosen.after)) == (before, after)


def test_periods_are_pooled_by_their_people_and_without_the_finite_population() -> None:
    both = pooled([Measured(0.6, 0.03, 99), Measured(0.8, 0.03, 299)], [100, 300])
    assert both.share == pytest.approx(0.75)
    assert both.se == pytest.approx(0.03 * (1 + 9) ** 0.5 / 4)
    assert for_the_service(Measured(0.6, 0.03, 99), 0.19).se == pytest.approx(0.03 / 0.9)


def test_what_cannot_be_judged_says_so() -> None:
    nothing = effect(Measured(0.5, 0.1, 0), Measured(0.6, 0.1, 30))
    assert judge_effect(nothing, expected=0.1) is EffectVerdict.NOT_JUDGED
    wrong: tuple[Callable[[], object], ...] = (
        lambda: judge_effect(nothing, expected=0),
        lambda: pooled([], []),
        lambda: level_per_look(0),
        lambda: for_the_service(Measured(0.5, 0.1, 9), 1.0),
        lambda: effect(Measured(0.5, 0.1, 9), Measured(0.5, 0.1, 9), level=2),
    )
    for call in wrong:
        with pytest.raises(MethodError):
            call()
