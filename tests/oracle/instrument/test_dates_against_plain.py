"""Dates, which rxeval refuses to evaluate, against JavaRosa's rules written plainly: a date is a number of days where a
number is needed, and an ISO text otherwise."""

import operator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercall.instrument.expressions.expression import parse_expression

_DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))
_EPOCH = date(1970, 1, 1)


@pytest.mark.parametrize(
    ("sign", "plain"),
    [
        ("<", operator.lt),
        ("<=", operator.le),
        (">", operator.gt),
        (">=", operator.ge),
        ("=", operator.eq),
        ("!=", operator.ne),
    ],
)
@given(first=_DAYS, second=_DAYS)
def test_two_dates_are_compared_as_days(sign: str, plain: object, first: date, second: date) -> None:
    assert callable(plain)
    answers = {"a": first.isoformat(), "b": second.isoformat()}
    assert parse_expression(f"${{a}} {sign} ${{b}}").holds(answers) is plain(first, second)
    assert parse_expression(f"${{a}} {sign} date('{second.isoformat()}')").holds(answers) is plain(first, second)


@given(_DAYS, _DAYS)
def test_the_difference_of_two_dates_is_in_days(first: date, second: date) -> None:
    answers = {"a": first.isoformat(), "b": second.isoformat()}
    assert parse_expression("${a} - ${b}").text(answers) == str((first - second).days)
    assert parse_expression("decimal-date-time(${a})").text(answers) == str((first - _EPOCH).days)


@given(_DAYS, st.integers(-3000, 3000))
def test_days_are_added_to_a_date(day: date, days: int) -> None:
    found = parse_expression(f"date(today() + {days})".replace("+ -", "- ")).text({"today": day.isoformat()})
    assert found == (day + timedelta(days=days)).isoformat()


@given(_DAYS)
def test_a_date_is_written_as_a_format_says(day: date) -> None:
    found = parse_expression("format-date(${a}, '%d/%m/%Y %e.%n.%y')").text({"a": day.isoformat()})
    assert found == f"{day:%d/%m/%Y} {day.day}.{day.month}.{day:%y}"
