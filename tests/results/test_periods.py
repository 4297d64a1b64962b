"""Months and quarters, including those that cross the turn of a year."""

from datetime import date

import pytest

from aftercall.core.dates import months_later
from aftercall.results.periods import (
    PeriodKind,
    end_of_month,
    in_period,
    kind_of,
    period_words,
    periods_of,
    quarter_of,
    quarter_words,
)


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
    assert period_words(date(2025, 1, 1), date(2025, 6, 1)) == "January to June 2025"
    assert quarter_words(date(2025, 11, 1)) == "November 2025 to January 2026"


@pytest.mark.parametrize(
    ("first", "last", "kind", "words"),
    [
        ((2025, 5), (2025, 5), PeriodKind.MONTH, "in May 2025"),
        ((2025, 4), (2025, 6), PeriodKind.QUARTER, "in April to June 2025"),
        ((2025, 5), (2025, 7), PeriodKind.OTHER, "in May to July 2025"),
        ((2025, 1), (2025, 12), PeriodKind.CALENDAR_YEAR, "in 2025"),
        ((2025, 4), (2026, 3), PeriodKind.FINANCIAL_YEAR, "in April 2025 to March 2026"),
        ((2024, 10), (2025, 9), PeriodKind.ROLLING_YEAR, "in the 12 months to September 2025"),
        ((2024, 1), (2025, 12), PeriodKind.OTHER, "in January 2024 to December 2025"),
    ],
)
def test_every_kind_of_period_has_its_words(
    first: tuple[int, int], last: tuple[int, int], kind: PeriodKind, words: str
) -> None:
    months = date(*first, 1), date(*last, 1)
    assert (kind_of(*months), in_period(*months)) == (kind, words)


def test_the_periods_to_choose_from_are_those_whose_months_have_all_been_returned() -> None:
    months = [months_later(date(2025, 1, 1), number) for number in range(13)]
    offered = periods_of(months[:2] + months[3:])
    assert [period_words(*one) for one in offered[PeriodKind.QUARTER]] == [
        "October to December 2025",
        "July to September 2025",
        "April to June 2025",
    ]
    assert not offered.keys() & {PeriodKind.CALENDAR_YEAR, PeriodKind.ROLLING_YEAR}
    whole = periods_of(months)
    years = (whole[PeriodKind.CALENDAR_YEAR], whole[PeriodKind.ROLLING_YEAR])
    assert [[period_words(*one) for one in year] for year in years] == [["2025"], ["12 months to January 2026"]]
    assert len(whole[PeriodKind.MONTH]) == 13


def test_the_end_of_a_month_is_its_last_day() -> None:
    assert [end_of_month(date(2024, month, 1)).day for month in (1, 2, 4)] == [31, 29, 30]
