"""Dates and numbers as shown on pages."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercall.core import words


def test_an_iso_date_is_written_out() -> None:
    assert words.iso_day("2025-03-03") == "3 March 2025"
    assert words.iso_month("2025-03-01") == "March 2025"


def test_a_date_and_a_month_are_written_out() -> None:
    assert words.day(date(2025, 3, 3)) == "3 March 2025"
    assert words.month(date(2025, 3, 3)) == "March 2025"


@pytest.mark.parametrize(
    ("hour", "expected"), [(0, "12:05am"), (9, "9:05am"), (11, "11:05am"), (12, "12:05pm"), (23, "11:05pm")]
)
def test_times_use_the_twelve_hour_clock(hour: int, expected: str) -> None:
    assert words.short_time(datetime(2025, 1, 3, hour, 5, tzinfo=UTC)) == expected


def test_a_date_and_time_is_shown_in_local_time() -> None:
    assert words.date_and_time(datetime(2025, 6, 30, 23, 30, tzinfo=UTC)) == "1 July 2025 at 12:30am"


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(-1, "0 seconds"), (1.9, "1 second"), (59, "59 seconds"), (60, "1 minute"), (200, "3 minutes")],
)
def test_a_duration_is_given_in_whole_seconds_or_minutes(seconds: float, expected: str) -> None:
    assert words.duration(timedelta(seconds=seconds)) == expected


def test_a_number_has_thousands_separators() -> None:
    assert words.number(74273) == "74,273"


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (Decimal("0.15"), 0, "15%"),
        (Fraction(1, 8), 0, "13%"),
        (0.125, 1, "12.5%"),
        (0.285, 0, "29%"),
        (Decimal("-0.031"), 1, "−3.1%"),
        (-0.001, 0, "0%"),
        (1, 0, "100%"),
        (0.9996, 1, "100.0%"),
        (0.0004, 2, "0.04%"),
    ],
)
def test_a_proportion_is_shown_as_a_rounded_percentage(
    value: float | Decimal | Fraction, places: int, expected: str
) -> None:
    assert words.percent(value, places) == expected


@given(st.fractions(0, 1), st.integers(0, 4))
def test_a_percentage_is_rounded_to_within_half_a_unit_in_the_last_place(value: Fraction, places: int) -> None:
    shown = Fraction(words.percent(value, places).removesuffix("%")) / 100
    assert abs(shown - value) <= Fraction(1, 2 * 100 * 10**places)


def test_a_count_is_followed_by_its_noun_in_the_singular_or_plural() -> None:
    assert words.counted(1, "record") == "1 record"
    assert words.counted(1200, "entry", "entries") == "1,200 entries"


def test_a_long_key_is_shown_in_groups_of_four() -> None:
    assert words.in_fours("ABCDEFGHIJ") == "ABCD EFGH IJ"


@pytest.mark.parametrize(
    ("size", "shown"), [(1, "1 byte"), (999, "999 bytes"), (1_000, "1 KB"), (999_499, "999 KB"), (999_500, "1.0 MB")]
)
def test_the_size_of_a_file_is_in_the_largest_unit_that_fits(size: int, shown: str) -> None:
    assert words.file_size(size) == shown
