"""Calculating with days."""

from datetime import UTC, date, datetime

import pytest

from aftercall.core.dates import local_day, local_time, months_later


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
        (date(2025, 3, 28), 0, date(2025, 3, 28)),
        (date(2025, 3, 28), 24, date(2027, 3, 28)),
        (date(2025, 1, 1), -1, date(2024, 12, 1)),
        (date(2025, 6, 1), -18, date(2023, 12, 1)),
    ],
)
def test_months_are_counted_to_the_same_day_or_the_last_of_the_month(day: date, months: int, expected: date) -> None:
    assert months_later(day, months) == expected


@pytest.mark.parametrize(("hour", "day", "local_hour"), [(22, 14, 23), (23, 15, 0)])
def test_a_time_and_its_day_are_those_of_the_installation(hour: int, day: int, local_hour: int) -> None:
    """In June, London is an hour ahead of UTC."""
    at = datetime(2025, 6, 14, hour, 30, tzinfo=UTC)
    assert (local_time(at).hour, local_day(at)) == (local_hour, date(2025, 6, day))
