"""Limits to how fast an interviewer can make calls, so that a session cannot be used to collect names and numbers."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from aftercall.accounts.models import User
from aftercall.core import audit
from aftercall.core.errors import Refused
from aftercall.core.words import counted, short_time
from aftercall.fieldwork.models import Attempt, QuotaAlert

HOUR = timedelta(hours=1)
# How long an alert is shown on the home pages of those who must look into it.
ALERT_SHOWN = timedelta(days=7)
_CALLS_SINCE = "SELECT COUNT(*) FROM fieldwork_attempt WHERE interviewer_id = %s AND started_at > %s"


def require_minimum_length(attempt: Attempt, at: datetime) -> None:
    """Refused if the number was dialled so recently that it can hardly have rung."""
    minimum = timedelta(seconds=settings.MINIMUM_CALL_SECONDS)
    if at - attempt.started_at < minimum:
        seconds = counted(settings.MINIMUM_CALL_SECONDS, "second")
        raise Refused(f"You dialled less than {seconds} ago. Let it ring, then save again")


def calls_within_hour(interviewer: User, at: datetime) -> int:
    """How many calls the interviewer has made within the last hour."""
    since = connection.ops.adapt_datetimefield_value(at - HOUR)
    with connection.cursor() as cursor:
        cursor.execute(_CALLS_SINCE, [interviewer.pk, since])
        return int(cursor.fetchone()[0])


def quota_is_used_up(calls: int) -> bool:
    """Whether no other call may be made after this many within an hour."""
    return calls >= settings.CALLS_PER_HOUR


def quota_refused(interviewer: User, at: datetime) -> Refused:
    """The error for an interviewer whose quota is used up: it says from when they can call again."""
    quota = settings.CALLS_PER_HOUR
    # The next call can be made when this one is an hour ago.
    calls = Attempt.objects.filter(interviewer=interviewer, started_at__gt=at - HOUR).order_by("-started_at")
    oldest = calls.values_list("started_at", flat=True)[quota - 1]
    return Refused(
        f"You have made {counted(quota, 'call')} in the last hour, which is the most allowed. "
        f"You can call again from {short_time(oldest + HOUR + timedelta(minutes=1))}"
    )


def alert_about_quota(*, interviewer: User, calls: int, at: datetime) -> None:
    """Within the transaction of the last call that is allowed within the hour: alert the field manager and the data
    protection officer, unless they were alerted within the hour."""
    if QuotaAlert.objects.filter(interviewer=interviewer, at__gt=at - HOUR).exists():
        return
    QuotaAlert.objects.create(interviewer=interviewer, at=at, calls=calls)
    audit.record(
        actor=interviewer, action="calls.quota_reached", subject="fieldwork", at=at, details={"calls_in_an_hour": calls}
    )


def recent_alerts(at: datetime) -> QuerySet[QuotaAlert]:
    """The alerts that are still shown, latest first."""
    return QuotaAlert.objects.filter(at__gt=at - ALERT_SHOWN).select_related("interviewer")
