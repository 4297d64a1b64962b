"""The queue in plain Python: slow, one line per rule, and easy to check by reading."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from aftercall.fieldwork.models import Case

_SUNDAY, _SATURDAY = 6, 5


def next_to_call(cases: Iterable[Case], interviewer: int, at: datetime) -> Case | None:
    """The case that this interviewer should call next; None if no one may be called."""
    callable_cases = [case for case in cases if _may_be_called(case, at)]
    return min(callable_cases, key=lambda case: _urgency(case, interviewer, at), default=None)


def _may_be_called(case: Case, at: datetime) -> bool:
    local = at.astimezone(ZoneInfo("Europe/London"))
    rules = case.calling
    opens, closes = {
        _SUNDAY: (rules.sunday_calls_from, rules.sunday_calls_until),
        _SATURDAY: (rules.saturday_calls_from, rules.saturday_calls_until),
    }.get(local.weekday(), (rules.weekday_calls_from, rules.weekday_calls_until))
    assert opens is not None
    assert closes is not None
    return (
        case.state in {"waiting", "open"}
        and case.opens_on <= local.date() <= case.closes_on
        and case.next_call_from <= at
        and opens <= local.time() < closes
    )


def _urgency(case: Case, interviewer: int, at: datetime) -> tuple[object, ...]:
    if case.appointment_at:
        own_before_others = 0 if case.appointment_with_id == interviewer else 1
        appointments_first: tuple[object, ...] = (own_before_others, case.appointment_at)
    else:
        appointments_first = (2, at)
    out_in_this_slot = case.tried_at == _time_slot(at)
    return (*appointments_first, out_in_this_slot, case.closes_on, case.attempts_made, case.next_call_from, case.pk)


def _time_slot(at: datetime) -> str:
    local = at.astimezone(ZoneInfo("Europe/London"))
    if local.weekday() in {_SATURDAY, _SUNDAY}:
        return "weekend"
    return "morning" if local.hour < 12 else "afternoon" if local.hour < 17 else "evening"
