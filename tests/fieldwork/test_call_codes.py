"""The code by which a person can check that a call is genuine."""

from datetime import date, timedelta

import pytest

from aftercall.fieldwork.call_codes import ALPHABET, LENGTH, as_typed, call_code

DAY = date(2025, 3, 4)


def test_a_code_has_only_characters_that_can_be_said_on_the_telephone() -> None:
    codes = {call_code(attempt, DAY) for attempt in range(200)}
    assert len(codes) == 200
    assert all(len(code) == LENGTH and set(code) <= set(ALPHABET) for code in codes)
    assert not set("AEIOU0158SB") & set(ALPHABET)


def test_a_code_differs_from_day_to_day() -> None:
    assert call_code(1, DAY) != call_code(1, DAY + timedelta(days=1))


@pytest.mark.parametrize("text", ["cdf 347", "CDF-347", " cdf347 "])
def test_a_code_can_be_typed_in_any_way(text: str) -> None:
    assert as_typed(text) == "CDF347"
