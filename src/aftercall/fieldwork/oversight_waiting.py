"""What is waiting for the data protection officer in fieldwork: interviewers who make calls unusually fast."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from aftercall.core.home import HomeItem
from aftercall.core.words import counted, date_and_time
from aftercall.fieldwork.call_limits import recent_alerts


def quota_alerts(at: datetime, *_: object) -> Iterator[HomeItem]:
    """How many interviewers have made as many calls within an hour as are allowed. The entry in the audit log names
    them."""
    alerts = list(recent_alerts(at))
    if alerts:
        people = len({alert.interviewer_id for alert in alerts})
        yield HomeItem(
            f"{counted(people, 'interviewer')} reached the limit of calls within an hour",
            f"{reverse('core:audit')}?{urlencode({'action': 'calls.quota_reached'})}",
            f"Last on {date_and_time(alerts[0].at)}. Each call shows a person’s name and number. The field manager has "
            "been asked to find out why.",
            urgent=True,
        )
