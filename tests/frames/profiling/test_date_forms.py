"""The forms of dates in a column, and what must be decided about them."""

import pytest

from aftercall.frames.profiling.date_forms import DateForm, DayOrder, date_forms, needed_formats


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ("2025-01-31", "%Y-%m-%d"),
        ("2025-01-31T08:00:00", "%Y-%m-%dT%H:%M:%S"),
        ("2025/01/31", "%Y/%m/%d"),
        ("20250131", "%Y%m%d"),
        ("31-Jan-2025", "%d-%b-%Y"),
        ("31-JAN-25", "%d-%b-%y"),
        ("31 January 2025 08:05", "%d %B %Y %H:%M"),
        ("31.1.2025", "%d.%m.%Y"),
        ("31/01/25", "%d/%m/%y"),
        ("45660", "excel"),
        ("45660.75", "excel"),
    ],
)
def test_a_form_is_recognised_whatever_the_day(value: str, form: str) -> None:
    assert [found.day_first for found in date_forms([(value, 1)])] == [form]


@pytest.mark.parametrize("value", ["2011", "0", "1-2/2025", "31 Janvier 2025", "07700900123", "yes", "31/01/2025 noon"])
def test_other_values_have_no_form(value: str) -> None:
    assert date_forms([(value, 3)]) == ()


@pytest.mark.parametrize(
    ("values", "order"),
    [
        (["01/02/2025", "13/02/2025"], DayOrder.DAY_FIRST),
        (["01/02/2025", "02/13/2025"], DayOrder.MONTH_FIRST),
        (["01/02/2025", "12/12/2025"], DayOrder.UNDECIDED),
        (["13/02/2025", "02/13/2025"], DayOrder.MIXED),
    ],
)
def test_only_a_number_above_12_shows_which_comes_first(values: list[str], order: DayOrder) -> None:
    assert date_forms([(value, 1) for value in values]) == (DateForm("%d/%m/%Y", 2, order),)


def test_the_order_decided_applies_where_the_values_do_not_show_it() -> None:
    forms = date_forms([("01/02/2025", 3), ("13.02.2025", 2), ("02-13-2025 08:00", 1)])
    assert needed_formats(forms, month_first=True) == ["%m/%d/%Y", "%d.%m.%Y", "%m-%d-%Y %H:%M"]
    assert needed_formats(forms, month_first=False) == ["%d/%m/%Y", "%d.%m.%Y", "%m-%d-%Y %H:%M"]


def test_year_month_day_needs_no_format() -> None:
    assert needed_formats(date_forms([("2025-01-31", 3)]), month_first=False) == []
