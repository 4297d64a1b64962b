"""The retention of every wave: when it ends, whether it is overdue, or when it ended."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from aftercall.core.words import counted
from aftercall.programmes.models import Wave
from aftercall.programmes.retention import retention_ends_on, waves_with_data
from aftercall.programmes.wave_titles import wave_titles
from aftercall.rights.queries import certificates_issued

COLUMNS = ("wave", "programme", "month", "retention_weeks", "retention_ends_on", "ended_on", "overdue")


@dataclass(frozen=True)
class RetentionRow:
    """A wave whose data exist, on a day."""

    wave: Wave
    title: str
    ends_on: date
    today: date

    @property
    def left(self) -> str:
        """How long the data will be kept, in words."""
        days = (self.ends_on - self.today).days
        if days == 0:
            return "Ends today"
        return f"{counted(days, 'day')} left" if days > 0 else f"{counted(-days, 'day')} overdue"

    @property
    def is_overdue(self) -> bool:
        """Whether the data should have been erased before this day."""
        return self.ends_on < self.today


def retention_rows(today: date) -> list[RetentionRow]:
    """The waves whose data exist, oldest first."""
    title = wave_titles()
    return [RetentionRow(wave, title(wave), retention_ends_on(wave), today) for wave in waves_with_data()]


def retention_table(today: date) -> Iterable[tuple[object, ...]]:
    """Every wave for a file, with COLUMNS first: those whose data exist, then those whose retention has ended."""
    yield COLUMNS
    for row in retention_rows(today):
        yield (*_wave_cells(row.wave), row.ends_on, "", "yes" if row.is_overdue else "no")
    for certificate in certificates_issued().select_related("wave__version__survey", "wave__version__calling"):
        wave, ended_on = certificate.wave, timezone.localdate(certificate.issued_at)
        yield (*_wave_cells(wave), retention_ends_on(wave), ended_on, "no")


def _wave_cells(wave: Wave) -> tuple[object, ...]:
    return wave.reference, wave.programme.name, f"{wave.month:%Y-%m}", wave.version.survey.retention_weeks
