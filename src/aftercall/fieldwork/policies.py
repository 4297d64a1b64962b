"""When people may be called, and by whom: the rules about calling hours, contact windows and who holds a case."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from aftercall.accounts.agreement import has_signed
from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.core import words
from aftercall.core.dates import local_day, local_time
from aftercall.core.errors import Refused
from aftercall.core.working_days import bank_holiday
from aftercall.dispositions.codes import ON_WEB
from aftercall.fieldwork.models import Case
from aftercall.fieldwork.states import CaseState
from aftercall.programmes.models import CallingRules

# A case that was claimed, or last dialled, longer ago than this is put back in the queue.
STALE_AFTER = timedelta(hours=2)
_NOON = time(12)
_EVENING = time(17)
_SUNDAY = 6
_SATURDAY = 5


def hours_on(rules: CallingRules, day: date) -> tuple[time, time] | None:
    """When calling starts and ends on this day, in local time. None if no one may be called all day."""
    if bank_holiday(day) and not rules.calls_on_bank_holidays:
        return None
    opens, closes = _hours_by_weekday(rules, day.weekday())
    return (opens, closes) if opens and closes else None


def _hours_by_weekday(rules: CallingRules, weekday: int) -> tuple[time | None, time | None]:
    if weekday == _SUNDAY:
        return rules.sunday_calls_from, rules.sunday_calls_until
    if weekday == _SATURDAY:
        return rules.saturday_calls_from, rules.saturday_calls_until
    return rules.weekday_calls_from, rules.weekday_calls_until


def within_hours(rules: CallingRules, at: datetime) -> bool:
    """Whether a call may start at this time."""
    local = local_time(at)
    hours = hours_on(rules, local.date())
    return hours is not None and hours[0] <= local.time() < hours[1]


def next_opening(rules: CallingRules, at: datetime) -> datetime:
    """The first time, from this one on, at which a call may start: this time itself if it is within the hours."""
    today = local_day(at)
    # Two weeks always include a day with calling hours, whatever the bank holidays.
    for day in (today + timedelta(days=ahead) for ahead in range(14)):
        if hours := hours_on(rules, day):
            opens, closes = (timezone.make_aware(datetime.combine(day, hour)) for hour in hours)
            if at < closes:
                return max(at, opens)
    raise AssertionError("there are hours on every weekday that is not a bank holiday")


def within_window(case: Case, at: datetime) -> bool:
    """Whether this time is in the case's contact window, first and last day included."""
    return case.opens_on <= local_day(at) <= case.closes_on


def web_code_expiry(case: Case, at: datetime) -> datetime:
    """Until when a code that is given at this time works: until the person would be called again, or to the end of the
    last day of their contact window."""
    end = timezone.make_aware(datetime.combine(case.closes_on + timedelta(days=1), time.min))
    return min(at + (ON_WEB.retry_after or timedelta()), end)


def time_slot(at: datetime) -> str:
    """The part of the day or week in which a call is made. Someone who is out in one may be in during another."""
    local = local_time(at)
    if local.weekday() in {_SATURDAY, _SUNDAY}:
        return "weekend"
    if local.time() < _NOON:
        return "morning"
    return "afternoon" if local.time() < _EVENING else "evening"


def require_interviewer(user: User) -> None:
    """Refused unless the user is an interviewer."""
    if user.role != Role.INTERVIEWER:
        raise Refused("Only an interviewer can open a case")


def require_signature(user: User) -> None:
    """Refused unless the user has signed the current confidentiality agreement."""
    if not has_signed(user):
        raise Refused("You must sign the confidentiality agreement before you can open a case")


def require_holder(case: Case, user: User) -> None:
    """Refused unless this interviewer holds the case."""
    if case.state != CaseState.IN_CALL or case.claimed_by_id != user.pk:
        raise Refused("You are no longer working on this case, so nothing was saved. Open the next case")


def require_calling_hours_and_window(case: Case, at: datetime) -> None:
    """Refused outside the permitted hours and outside the contact window."""
    if not within_hours(case.calling, at):
        raise Refused("You cannot call anyone at this time of day. Put the case back and stop calling for now")
    if not within_window(case, at):
        raise Refused(
            "You cannot call this person today, because it is outside their contact window. Put the case back"
        )


def require_valid_appointment(case: Case, appointment_at: datetime, at: datetime) -> None:
    """Refused if the appointment can't be kept: not in the future, outside the contact window or the calling hours."""
    if appointment_at <= at:
        raise Refused("The appointment must be in the future", field="appointment_day")
    if not within_window(case, appointment_at):
        raise Refused(
            f"The appointment must be on or before {words.day(case.closes_on)}, the end of the contact window",
            field="appointment_day",
        )
    if not within_hours(case.calling, appointment_at):
        raise Refused(_explain_hours(case.calling, local_day(appointment_at)), field="appointment_time")


def _explain_hours(rules: CallingRules, day: date) -> str:
    hours = hours_on(rules, day)
    if hours is None:
        reason = bank_holiday(day) and "a bank holiday"
        return f"There are no calls on {words.day(day)}, {reason or f'a {day:%A}'}. Choose another day"
    return f"The appointment must be between {hours[0]:%H:%M} and {hours[1]:%H:%M}, the calling hours on that day"
