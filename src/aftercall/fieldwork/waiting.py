"""What is waiting for an interviewer: the case in hand, promised calls, and people to call. No names and no
references."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from aftercall.accounts.agreement import has_signed
from aftercall.accounts.models import User
from aftercall.core.home import HomeItem
from aftercall.core.words import counted, date_and_time, short_time
from aftercall.fieldwork import queries
from aftercall.fieldwork.policies import hours_on


def case_in_hand(_: datetime, user: User) -> Iterator[HomeItem]:
    """The case that the interviewer holds, with or without a call in progress."""
    if queries.attempt_in_progress_by(user):
        yield HomeItem(
            "Go back to your call", reverse("fieldwork:call"), "You have not saved its outcome yet.", urgent=True
        )
    elif queries.held_case(user):
        yield HomeItem(
            "Go back to your case", reverse("fieldwork:case"), "You have opened a case and not called the person yet."
        )


def promised_calls(at: datetime, user: User) -> Iterator[HomeItem]:
    """The interviewer's own appointments of today and before: those that are due now, then those still to come."""
    due, later_today, _ = _appointments(at, user)
    if due:
        yield HomeItem(
            f"{counted(len(due), 'promised call is', 'promised calls are')} due now",
            reverse("fieldwork:next_case"),
            f"Promised for {_listed(date_and_time(when) for when in due)}.",
            urgent=True,
        )
    if later_today:
        yield HomeItem(
            f"You have promised {counted(len(later_today), 'call')} later today",
            reverse("fieldwork:next_case"),
            f"At {_listed(short_time(when) for when in later_today)}.",
        )


def promised_on_later_days(at: datetime, user: User) -> Iterator[HomeItem]:
    """The interviewer's own appointments from tomorrow on."""
    _, _, later = _appointments(at, user)
    if later:
        yield HomeItem(
            f"You have promised {counted(len(later), 'call')} on later days",
            reverse("fieldwork:next_case"),
            f"The first is on {date_and_time(later[0])}.",
        )


def _appointments(at: datetime, user: User) -> tuple[list[datetime], list[datetime], list[datetime]]:
    """The times of the interviewer's appointments: due now, later today, and on later days."""
    times = [case.appointment_at for case in queries.cases_promised_by(user) if case.appointment_at]
    today = timezone.localdate(at)
    due = [when for when in times if when <= at]
    later_today = [when for when in times if when > at and timezone.localdate(when) == today]
    return due, later_today, [when for when in times if timezone.localdate(when) > today]


def people_to_call(at: datetime, user: User) -> Iterator[HomeItem]:
    """How many people can be called now. Nothing until the interviewer has signed the agreement."""
    open_now = queries.rules_open(at)
    count = queries.callable_now(at).filter(calling__in=open_now).count()
    if count and has_signed(user):
        today = timezone.localdate(at)
        until = max(hours[1] for rules in open_now if (hours := hours_on(rules, today)))
        yield HomeItem(
            f"{counted(count, 'person', 'people')} can be called now",
            reverse("fieldwork:next_case"),
            f"You can call until {short_time(until)} today.",
        )


def next_calls(at: datetime, *_: object) -> Iterator[HomeItem]:
    """Why no one can be called now, and when someone can. Nothing if someone can be called."""
    start = queries.next_call_at(at)
    if start is None:
        yield HomeItem(
            "There is no one to call",
            reverse("fieldwork:next_case"),
            "You can call people when your field manager has received a sample and their contact windows have opened.",
        )
        return
    if start > at:
        why = "There is no one to call at the moment" if queries.rules_open(at) else "You cannot call anyone now"
        yield HomeItem(why, reverse("fieldwork:next_case"), f"Your next call can be on {date_and_time(start)}.")


def _listed(parts: Iterable[str]) -> str:
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last
