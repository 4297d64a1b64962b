"""What is waiting for the data protection officer: retention that has ended or ends soon, and recent objections."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from aftercall.core.home import HomeItem
from aftercall.core.words import counted, day
from aftercall.programmes.retention import retention_ends_on, waves_with_data
from aftercall.programmes.wave_titles import wave_titles
from aftercall.suppression.models import ObjectionSource
from aftercall.suppression.queries import objections_since, people_listed

RETENTION_SOON = timedelta(days=31)
RECENTLY = timedelta(days=7)
_HOW = {
    ObjectionSource.CALL: "told an interviewer",
    ObjectionSource.WEB: "told us on the web",
    ObjectionSource.PUBLIC_SITE: "opted out on the public site",
    ObjectionSource.EMAIL: "wrote an email",
    ObjectionSource.LETTER: "wrote a letter",
    ObjectionSource.TELEPHONE: "telephoned",
    ObjectionSource.IMPORTED: "were on an imported list",
}


def retention_overdue(at: datetime, *_: object) -> Iterator[HomeItem]:
    """Data that should have been erased and still exist. Until they are, no sample can be released."""
    title = wave_titles()
    for wave in waves_with_data():
        if (ends := retention_ends_on(wave)) <= timezone.localdate(at):
            yield HomeItem(
                f"The data of {title(wave)} have not been erased",
                _audit_log(subject=wave.subject),
                f"Their retention ended on {day(ends)}. A job erases them within an hour. If they are still here after "
                "that, tell an administrator. From the next day on, no sample can be released until they are erased.",
                due_on=ends,
                urgent=True,
            )


def retention_ends_soon(at: datetime, *_: object) -> Iterator[HomeItem]:
    """Data that will be erased soon."""
    today, title = timezone.localdate(at), wave_titles()
    for wave in waves_with_data():
        if today < (ends := retention_ends_on(wave)) <= today + RETENTION_SOON:
            yield HomeItem(
                f"The data of {title(wave)} will be erased on {day(ends)}",
                _audit_log(subject=wave.subject),
                "Their retention ends on that day. This happens automatically.",
            )


def recent_objections(at: datetime, *_: object) -> Iterator[HomeItem]:
    """How many people have objected in the last 7 days."""
    if by_source := objections_since(at - RECENTLY):
        how = ", ".join(f"{count} {_HOW[source]}" for source, count in by_source.items())
        yield HomeItem(
            f"{counted(sum(by_source.values()), 'person', 'people')} objected in the last 7 days",
            _audit_log(action="objection.recorded"),
            f"They will not be surveyed again: {how}.",
        )


def suppression_list(*_: object) -> Iterator[HomeItem]:
    """How many objections are on the suppression list, and where to import an older one."""
    yield HomeItem(
        f"The suppression list has {counted(people_listed(), 'objection')}",
        reverse("suppression_list:import"),
        "You can import a list that your force kept before.",
    )


def _audit_log(**filters: str) -> str:
    return f"{reverse('core:audit')}?{urlencode(filters)}"
