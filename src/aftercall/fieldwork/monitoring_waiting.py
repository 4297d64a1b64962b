"""What is waiting for the field manager: alerts, samples to receive, fieldwork to close, results to return."""

from collections.abc import Iterator
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from aftercall.core.home import HomeItem
from aftercall.core.words import counted, date_and_time, day, number
from aftercall.fieldwork import queries
from aftercall.fieldwork.call_limits import recent_alerts
from aftercall.fieldwork.queries import WaveInFieldwork
from aftercall.programmes.queries import next_wave_to_release
from aftercall.programmes.retention import retention_ends_on
from aftercall.programmes.states import WaveState
from aftercall.programmes.wave_titles import wave_titles


def quota_alerts(at: datetime, *_: object) -> Iterator[HomeItem]:
    """Interviewers who have made as many calls within an hour as are allowed."""
    for alert in recent_alerts(at):
        yield HomeItem(
            f"{alert.interviewer.name} made {counted(alert.calls, 'call')} within an hour",
            reverse("fieldwork:progress"),
            f"This is the most allowed, and was reached on {date_and_time(alert.at)}. Find out why. If someone else "
            "may have used the account, ask an administrator to reset its sign-in. The data protection officer knows.",
            urgent=True,
        )


def samples_to_receive(*_: object) -> Iterator[HomeItem]:
    """Samples that the force has released and that have not been received into fieldwork."""
    title = wave_titles()
    for wave in queries.waves_in_fieldwork().filter(cases__isnull=True).select_related("release", "programme"):
        yield HomeItem(
            f"Receive the sample for {title(wave)}",
            reverse("fieldwork:wave_progress", args=[wave.pk]),
            f"{counted(wave.release.case_count, 'case')}, released on {day(wave.release.released_at)}.",
        )


def fieldwork_to_close(at: datetime, *_: object) -> Iterator[HomeItem]:
    """Waves in which no one else will be called: their windows have ended, or all their cases are closed."""
    today, title = timezone.localdate(at), wave_titles()
    for row in queries.received_waves_in_fieldwork(today):
        if _can_close(row, today):
            ended = f"{_not_closed(row)}, but the last contact window closed on {day(row.wave.last_call_on)}."
            yield HomeItem(
                f"Close fieldwork for {title(row.wave)}",
                reverse("fieldwork:close", args=[row.wave.pk]),
                ended if row.not_closed else "All its cases are closed.",
            )


def results_to_return(*_: object) -> Iterator[HomeItem]:
    """Waves whose fieldwork is closed and whose results have not been returned to the force."""
    title = wave_titles()
    closed = queries.released_waves().filter(state=WaveState.CLOSED, load__erased_at=None)
    for wave in closed.select_related("programme", "version__survey", "version__calling"):
        yield HomeItem(
            f"Return the results for {title(wave)}",
            reverse("fieldwork:wave_progress", args=[wave.pk]),
            f"Fieldwork is closed. On {day(retention_ends_on(wave))} retention ends, and answers that have not been "
            "returned are lost.",
        )


def waves_being_called(at: datetime, *_: object) -> Iterator[HomeItem]:
    """Waves in fieldwork, and until when."""
    today, title = timezone.localdate(at), wave_titles()
    for row in queries.received_waves_in_fieldwork(today):
        if not _can_close(row, today):
            yield HomeItem(
                f"{title(row.wave)}: {_not_closed(row)}",
                reverse("fieldwork:wave_progress", args=[row.wave.pk]),
                _window(row, today),
            )


def next_sample(at: datetime, *_: object) -> Iterator[HomeItem]:
    """The next sample that the force will release."""
    wave = next_wave_to_release()
    if wave is None:
        nothing = "It releases each sample when it has drawn it."
        yield HomeItem("The force has not planned the next sample yet", reverse("fieldwork:progress"), nothing)
        return
    first, title = wave.first_call_on, wave_titles()
    opens = "opens" if first > timezone.localdate(at) else "opened"
    yield HomeItem(
        f"The next sample is that of {title(wave)}",
        reverse("fieldwork:progress"),
        f"The force has not released it yet. Its first contact window {opens} on {day(first)}.",
    )


def _can_close(row: WaveInFieldwork, today: date) -> bool:
    return not row.not_closed or row.wave.last_call_on < today


def _not_closed(row: WaveInFieldwork) -> str:
    verb = "is" if row.not_closed == 1 else "are"
    return f"{number(row.not_closed)} of {counted(row.cases, 'case')} {verb} not yet closed"


def _window(row: WaveInFieldwork, today: date) -> str:
    if row.opens_on > today:
        return f"The first contact window opens on {day(row.opens_on)}."
    last = f"The last contact window closes on {day(row.wave.last_call_on)}."
    if not row.closing_soon:
        return last
    soon = counted(row.closing_soon, "case’s window closes", "cases’ windows close")
    return f"{soon} in the next 7 days. {last}"
