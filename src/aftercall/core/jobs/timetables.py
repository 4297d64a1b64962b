"""When a job is due: every few minutes, or once a day at a local time."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

from django.utils import timezone

from aftercall.core import words

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Slot:
    """A time at which a job is due. The name identifies it among the job's slots."""

    name: str
    due_at: datetime


class Timetable(Protocol):
    """Says when a job is due."""

    @property
    def words(self) -> str:
        """As shown on the page, such as "Every 5 minutes"."""
        ...

    def latest(self, at: datetime) -> Slot:
        """The last slot that was due at or before this time."""
        ...

    def next_due(self, at: datetime) -> datetime:
        """The first due time after this time."""
        ...


@dataclass(frozen=True)
class Every:
    """Due every so many minutes, counted in UTC, so that a clock change neither drops nor repeats a slot."""

    minutes: int

    @property
    def words(self) -> str:
        """As shown on the page."""
        unit, count = ("hour", self.minutes // 60) if self.minutes % 60 == 0 else ("minute", self.minutes)
        return f"Every {unit}" if count == 1 else f"Every {count} {unit}s"

    def latest(self, at: datetime) -> Slot:
        """The last slot that was due at or before this time."""
        due = at.astimezone(UTC) - (at - _EPOCH) % self._step
        return Slot(f"{due:%Y-%m-%dT%H:%MZ}", due)

    def next_due(self, at: datetime) -> datetime:
        """The first due time after this time."""
        return self.latest(at).due_at + self._step

    @property
    def _step(self) -> timedelta:
        return timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class Daily:
    """Due once on each local date, at the local time `local`.

    Its slots are named after the date. When the clocks go back and a time occurs twice, the job is
    due at the first; when they go forward and a time is skipped, it is due as if they had not changed yet.
    """

    local: time

    @property
    def words(self) -> str:
        """As shown on the page."""
        return f"Daily at {words.short_time(self.local)}"

    def latest(self, at: datetime) -> Slot:
        """The last slot that was due at or before this time."""
        day = timezone.localdate(at)
        if self._due(day) > at:
            day -= timedelta(days=1)
        return Slot(day.isoformat(), self._due(day))

    def next_due(self, at: datetime) -> datetime:
        """The first due time after this time."""
        today = timezone.localdate(at)
        due = self._due(today)
        return due if due > at else self._due(today + timedelta(days=1))

    def _due(self, day: date) -> datetime:
        # In UTC, because Python compares two times in the same zone by local time, ignoring the offset.
        return timezone.make_aware(datetime.combine(day, self.local)).astimezone(UTC)
