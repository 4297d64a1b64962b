"""Calling hours, time slots and appointments, in London time."""

from datetime import UTC, datetime, time
from typing import Any

import pytest
from tests.fieldwork.making import at

from aftercall.core.errors import Refused
from aftercall.fieldwork.models import Case
from aftercall.fieldwork.policies import require_valid_appointment, time_slot, within_hours
from aftercall.programmes.models import CallingRules

RULES = CallingRules(
    weekday_calls_from=time(9),
    weekday_calls_until=time(20),
    saturday_calls_from=time(9),
    saturday_calls_until=time(20),
    sunday_calls_from=time(11),
    sunday_calls_until=time(20),
)
CASE = Case(calling=RULES, opens_on=at(1, 0).date(), closes_on=at(28, 0).date())


@pytest.mark.parametrize(
    ("when", "permitted"),
    [
        (at(4, 8, 59), False),
        (at(4, 9), True),
        (at(4, 19, 59), True),
        (at(4, 20), False),
        (at(8, 9), True),  # Saturday
        (at(9, 10, 59), False),  # Sunday
        (at(9, 11), True),
        (datetime(2025, 6, 3, 8, 0, tzinfo=UTC), True),  # nine o'clock in summer
        (datetime(2025, 6, 3, 19, 0, tzinfo=UTC), False),
    ],
)
def test_calls_may_start_only_within_the_calling_hours(when: datetime, permitted: bool) -> None:  # noqa: FBT001
    assert within_hours(RULES, when) is permitted


@pytest.mark.parametrize(
    ("changes", "when", "permitted"),
    [
        ({"weekday_calls_until": time(18)}, at(4, 19), False),
        ({"saturday_calls_from": time(10)}, at(8, 9), False),
        ({"saturday_calls_from": None, "saturday_calls_until": None}, at(8, 12), False),
        ({"sunday_calls_from": None, "sunday_calls_until": None}, at(9, 12), False),
        ({"calls_on_bank_holidays": True}, at(18, 12, month=4), True),  # Good Friday
        ({}, at(18, 12, month=4), False),
        ({}, at(20, 12, month=4), True),  # Easter Sunday is no bank holiday in England
        ({}, at(21, 12, month=4), False),  # Easter Monday
        ({}, at(25, 12, month=8), False),  # the last Monday of August
        ({}, datetime(2026, 12, 28, 12, tzinfo=UTC), False),  # instead of Boxing Day, a Saturday
    ],
)
def test_each_setting_of_the_calling_hours_is_kept(
    changes: dict[str, Any],
    when: datetime,
    permitted: bool,  # noqa: FBT001
) -> None:
    values = {field.name: getattr(RULES, field.name) for field in RULES._meta.concrete_fields}
    assert within_hours(CallingRules(**values | changes), when) is permitted


@pytest.mark.parametrize(
    ("when", "slot"),
    [
        (at(4, 11, 59), "morning"),
        (at(4, 12), "afternoon"),
        (at(4, 16, 59), "afternoon"),
        (at(4, 17), "evening"),
        (at(8, 9), "weekend"),
        (at(9, 19), "weekend"),
    ],
)
def test_each_time_belongs_to_a_time_slot(when: datetime, slot: str) -> None:
    assert time_slot(when) == slot


@pytest.mark.parametrize(
    ("promised", "words"),
    [
        (at(4, 10), "in the future"),
        (at(3, 10), "in the future"),
        (at(29, 10), "on or before 28 March 2025"),
        (at(5, 8), "09:00 and 20:00"),
        (at(9, 10), "11:00 and 20:00"),
        (at(8, 12), "no calls on 8 March 2025, a Saturday"),
    ],
)
def test_an_appointment_that_could_not_be_kept_is_refused(promised: datetime, words: str) -> None:
    rules = CASE.calling
    if "Saturday" in words:
        rules = CallingRules(weekday_calls_from=time(9), weekday_calls_until=time(20))
    case = Case(calling=rules, opens_on=CASE.opens_on, closes_on=CASE.closes_on)
    with pytest.raises(Refused, match=words):
        require_valid_appointment(case, promised, at(4, 10))


def test_an_appointment_on_a_bank_holiday_is_refused() -> None:
    case = Case(calling=RULES, opens_on=at(1, 0).date(), closes_on=at(28, 0, month=4).date())
    with pytest.raises(Refused, match="no calls on 18 April 2025, a bank holiday"):
        require_valid_appointment(case, at(18, 12, month=4), at(4, 10))


def test_an_appointment_on_the_last_day_of_the_contact_window_is_valid() -> None:
    require_valid_appointment(CASE, at(28, 19, 59), at(4, 10))
