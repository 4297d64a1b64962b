"""By when a request must be answered, and a complaint acknowledged."""

from datetime import date

import pytest

from aftercall.rights.desk.clocks import acknowledge_by, due_on


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2025, 3, 4), date(2025, 4, 4)),
        (date(2025, 1, 31), date(2025, 2, 28)),  # February has no 31st
        (date(2024, 1, 31), date(2024, 2, 29)),
        (date(2025, 3, 5), date(2025, 4, 7)),  # 5 April is a Saturday
        (date(2025, 3, 18), date(2025, 4, 22)),  # 18 April is Good Friday, and 21 April Easter Monday
        (date(2025, 11, 25), date(2025, 12, 29)),  # Christmas, then Boxing Day, then a weekend
    ],
)
def test_an_answer_is_due_one_calendar_month_after_receipt_on_a_working_day(received: date, due: date) -> None:
    assert due_on(received) == due


def test_an_extension_adds_two_months() -> None:
    assert due_on(date(2025, 3, 4), extended=True) == date(2025, 6, 4)


def test_days_on_which_the_clock_was_stopped_do_not_count() -> None:
    assert due_on(date(2025, 3, 4), paused_days=3) == date(2025, 4, 7)


@pytest.mark.parametrize(
    ("received", "due"), [(date(2026, 6, 19), date(2026, 7, 20)), (date(2025, 3, 4), date(2025, 4, 3))]
)
def test_a_complaint_is_acknowledged_within_30_days_after_its_receipt(received: date, due: date) -> None:
    assert acknowledge_by(received) == due
