"""When the retention of a wave's data ends, and for which waves it should have ended."""

from datetime import date, timedelta

from aftercall.core.dates import months_later
from aftercall.core.errors import Refused
from aftercall.core.words import day
from aftercall.core.words import month as in_words
from aftercall.programmes.models import ExtractLoad, Wave


def retention_ends_on(wave: Wave) -> date:
    """The day on which a wave's data about people must be erased, whatever the wave's state."""
    return wave.last_call_on + timedelta(weeks=wave.version.survey.retention_weeks)


def waves_with_data() -> list[Wave]:
    """Waves into which an extract has been loaded and whose retention has not ended, oldest first."""
    related = ("wave__programme", "wave__version__survey", "wave__version__calling")
    loads = ExtractLoad.objects.filter(erased_at=None).select_related(*related).order_by("wave__month", "wave")
    return [load.wave for load in loads]


def waves_past_retention(on: date) -> list[Wave]:
    """Waves whose data must be erased on or before this day and still exist, oldest first."""
    return [wave for wave in waves_with_data() if retention_ends_on(wave) <= on]


def register_expires_before(wave: Wave, today: date) -> date:
    """The day before which a person must have been seen last for the register to forget them: once nothing that the
    register is for, the repeat interval or the data of a wave, reaches back so far."""
    retention = retention_ends_on(wave) - wave.month
    return min(months_later(today, -wave.version.repeat_contact_months), today - retention)


def require_retention_kept(on: date) -> None:
    """Refused while the data of a wave exist after the day on which they should have been erased: nothing new leaves
    the force until it has kept its word about what left before."""
    overdue = [wave for wave in waves_with_data() if retention_ends_on(wave) < on]
    if overdue:
        first = overdue[0]
        raise Refused(
            f"Nothing can be released, because the retention of {in_words(first.month)} ({first.programme}) ended on "
            f"{day(retention_ends_on(first))} and its data still exist. Ask an administrator to start the job that "
            "erases them"
        )


def require_retained(wave: Wave) -> None:
    """Refused once a wave's retention has ended: nothing more can be done with its data."""
    load = ExtractLoad.objects.filter(wave=wave).first()
    if load and load.erased_at:
        raise Refused("The retention of this month has ended and its data have been erased. Nothing can be changed")
