from dataclasses import asdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftercall.methods.arrays import MethodError
from aftercall.methods.outcome_rates import Outcomes, outcome_rates

CASES = Outcomes(
    complete=400,
    partial=20,
    refusal=100,
    non_contact=60,
    other=20,
    unknown_household=80,
    unknown_other=20,
    not_eligible=150,
)


def test_every_rate_by_hand() -> None:
    found = outcome_rates(CASES)
    expected = {
        "e": 600 / 750,
        "rr1": 400 / 700,
        "rr2": 420 / 700,
        "rr3": 400 / 680,
        "rr4": 420 / 680,
        "rr5": 400 / 600,
        "rr6": 420 / 600,
        "coop1": 400 / 540,
        "coop2": 420 / 540,
        "coop3": 400 / 520,
        "coop4": 420 / 520,
        "ref1": 100 / 700,
        "ref2": 100 / 680,
        "ref3": 100 / 600,
        "con1": 540 / 700,
        "con2": 540 / 680,
        "con3": 540 / 600,
    }
    assert asdict(found) == pytest.approx(expected)


def test_e_can_be_given() -> None:
    assert outcome_rates(CASES, e=0).rr3 == outcome_rates(CASES).rr5
    assert outcome_rates(CASES, e=1).rr3 == outcome_rates(CASES).rr1


def test_without_cases_there_are_no_rates() -> None:
    assert set(asdict(outcome_rates(Outcomes())).values()) == {None}


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(MethodError, match="refusal: -1 cases; a count can't be negative"):
        Outcomes(refusal=-1)
    with pytest.raises(MethodError, match="e is 2; it must be between 0 and 1"):
        outcome_rates(CASES, e=2)


COUNTS = st.integers(0, 1000)


@settings(deadline=None)
@given(st.builds(Outcomes, **dict.fromkeys(asdict(CASES), COUNTS)))
def test_rates_are_between_0_and_1_and_in_order(cases: Outcomes) -> None:
    rates = outcome_rates(cases)
    assert all(rate is None or 0 <= rate <= 1 for rate in asdict(rates).values())
    if cases.complete:
        assert rates.rr1 is not None
        assert rates.rr3 is not None
        assert rates.rr5 is not None
        assert rates.rr1 <= rates.rr3 + 1e-12
        assert rates.rr3 <= rates.rr5 + 1e-12
    if cases.eligible and rates.con3 is not None and rates.ref3 is not None and rates.rr6 is not None:
        assert rates.rr6 + rates.ref3 + cases.other / cases.eligible == pytest.approx(rates.con3)
