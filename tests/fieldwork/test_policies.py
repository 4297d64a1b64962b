"""Calling hours, time slots and appointments, in London time."""

from datetime import UTC, datetime, time

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
    ],
)
def test_an_appointment_that_could_not_be_kept_is_refused(promised: datetime, words: str) -> None:
    with pytest.raises(Refused, match=words):
        require_valid_appointment(CASE, promised, at(4, 10))


def test_an_appointment_on_the_last_day_of_the_contact_window_is_valid() -> None:
    require_valid_appointment(CASE, at(28, 19, 59), at(4, 10))
