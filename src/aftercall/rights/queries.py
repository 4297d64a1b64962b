"""When the retention of contact details ends."""

from datetime import date, timedelta

from aftercall.handover.models import Release
from aftercall.programmes.models import Wave


def retention_ends_on(wave: Wave) -> date:
    """The day on which a wave's contact details must be erased, whatever the wave's state."""
    return wave.last_call_on + timedelta(weeks=wave.version.survey.retention_weeks)


def waves_past_retention(on: date) -> list[Wave]:
    """Waves whose contact details must be erased on or before this day and still exist, oldest first."""
    return [wave for wave in waves_with_contacts() if retention_ends_on(wave) <= on]


def waves_with_contacts() -> list[Wave]:
    """Waves that have been released and whose contact details have not been erased, oldest first."""
    related = ("wave__programme", "wave__version__survey", "wave__version__calling")
    not_erased = Release.objects.filter(erased_at=None).select_related(*related).order_by("wave__month", "pk")
    return [release.wave for release in not_erased]
