"""When people may be called, and by whom: the rules about calling hours, contact windows and who holds a case."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from aftercall.accounts.agreement import has_signed
from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.core import words
from aftercall.core.errors import Refused
from aftercall.fieldwork.models import Case
from aftercall.fieldwork.states import CaseState
from aftercall.programmes.models import CallingRules

# A case that was claimed, or last dialled, longer ago than this is put back in the queue.
STALE_AFTER = timedelta(hours=2)
_NOON = time(12)
_EVENING = time(17)
_SUNDAY = 6
_SATURDAY = 5


def is_sunday(day: date) -> bool:
    """Whether Sunday's calling hours apply."""
    return day.weekday() == _SUNDAY


def hours_on(rules: CallingRules, day: date) -> tuple[time, time]:
    """When calling starts and ends on this day, in local time."""
    opens = rules.sunday_calls_from if is_sunday(day) else rules.calls_from
    return opens, rules.calls_until


def within_hours(rules: CallingRules, at: datetime) -> bool:
    """Whether a call may start at this time."""
    local = timezone.localtime(at)
    opens, closes = hours_on(rules, local.date())
    return opens <= local.time() < closes


def next_opening(rules: CallingRules, at: datetime) -> datetime:
    """The first time, from this one on, at which a call may start: this time itself if it is within the hours."""
    today = timezone.localdate(at)
    for day in (today, today + timedelta(days=1)):
        opens, closes = (timezone.make_aware(datetime.combine(day, hour)) for hour in hours_on(rules, day))
        if at < closes:
            return max(at, opens)
    raise AssertionError("tomorrow's hours are always to come")


def within_window(case: Case, at: datetime) -> bool:
    """Whether this time is in the case's contact window, first and last day included."""
    return case.opens_on <= timezone.localdate(at) <= case.closes_on


def time_slot(at: datetime) -> str:
    """The part of the day or week in which a call is made. Someone who is out in one may be in during another."""
    local = timezone.localtime(at)
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
        raise Refused("The appointment must be in the future")
    if not within_window(case, appointment_at):
        raise Refused(
            f"The appointment must be on or before {words.day(case.closes_on)}, the end of the contact window"
        )
    if not within_hours(case.calling, appointment_at):
        opens, closes = hours_on(case.calling, timezone.localdate(appointment_at))
        raise Refused(
            f"The appointment must be between {opens:%H:%M} and {closes:%H:%M}, the calling hours on that day"
        )
