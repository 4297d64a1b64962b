import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercall.instrument.expressions.values import quotient, remainder, to_date, to_number, to_text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_survives_being_written(number: float) -> None:
    written = to_text(number)
    assert "e" not in written
    assert to_number(written) == number


@given(st.dates())
def test_a_date_survives_being_counted_in_days(day: date) -> None:
    assert to_date(to_number(day.isoformat())) == day


@pytest.mark.parametrize(
    "text", ["1_000", "1e3", "+5", "0x10", "inf", "nan", "٣", "1,5", "1.2.3", "- 5", "", "2026-13-01"]
)
def test_what_is_no_number_of_xpath_is_nan(text: str) -> None:
    assert math.isnan(to_number(text))


def test_numbers_without_end() -> None:
    assert to_text(quotient(1, 0)) == "Infinity"
    assert to_text(quotient(1, -0.0)) == "-Infinity"
    assert math.isnan(quotient(0, 0))
    assert math.isnan(remainder(math.inf, 3))
    assert to_date(math.inf) is None
    assert to_date(math.nan) is None
