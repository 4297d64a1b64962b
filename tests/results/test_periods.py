"""Months and quarters, including those that cross the turn of a year."""

from datetime import date

import pytest

from aftercall.results.periods import add_months, end_of_month, period_words, quarter_of, quarter_words


@pytest.mark.parametrize(
    ("month", "count", "expected"),
    [
        (date(2025, 1, 1), 0, date(2025, 1, 1)),
        (date(2025, 12, 1), 1, date(2026, 1, 1)),
        (date(2025, 1, 1), -1, date(2024, 12, 1)),
        (date(2025, 6, 1), -18, date(2023, 12, 1)),
    ],
)
def test_months_can_be_added_and_subtracted_across_the_turn_of_a_year(month: date, count: int, expected: date) -> None:
    assert add_months(month, count) == expected


@pytest.mark.parametrize(
    ("month", "last", "first_of_quarter"),
    [
        (date(2025, 12, 1), date(2025, 12, 1), date(2025, 10, 1)),
        (date(2025, 10, 1), date(2025, 12, 1), date(2025, 10, 1)),
        (date(2025, 9, 1), date(2025, 12, 1), date(2025, 7, 1)),
        (date(2025, 12, 1), date(2026, 1, 1), date(2025, 11, 1)),
        (date(2025, 10, 1), date(2026, 1, 1), date(2025, 8, 1)),
    ],
)
def test_quarters_are_counted_back_from_the_last_month(month: date, last: date, first_of_quarter: date) -> None:
    assert quarter_of(month, last_month=last) == first_of_quarter


def test_a_period_names_each_year_once_unless_it_crosses_one() -> None:
    assert period_words(date(2025, 5, 1), date(2025, 5, 1)) == "May 2025"
    assert period_words(date(2025, 1, 1), date(2025, 12, 1)) == "January to December 2025"
    assert quarter_words(date(2025, 11, 1)) == "November 2025 to January 2026"


def test_the_end_of_a_month_is_its_last_day() -> None:
    assert [end_of_month(date(2024, month, 1)).day for month in (1, 2, 4)] == [31, 29, 30]
