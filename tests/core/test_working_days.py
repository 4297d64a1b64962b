"""Working days of England."""

from datetime import date

import pytest

from aftercall.core.working_days import next_working_day


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 3, 4), date(2025, 3, 4)),
        (date(2025, 3, 8), date(2025, 3, 10)),
        (date(2025, 4, 18), date(2025, 4, 22)),  # Good Friday to Easter Monday
    ],
)
def test_the_next_working_day_is_the_day_itself_or_the_first_one_after_it(day: date, expected: date) -> None:
    assert next_working_day(day) == expected
