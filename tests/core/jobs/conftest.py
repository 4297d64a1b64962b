"""A schedule, a clock and a worker for tests of jobs."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from aftercall.config import schedule
from aftercall.core.jobs.schedule import Job, Operation
from aftercall.core.jobs.timetables import Every
from aftercall.core.jobs.worker import Worker, working

NOON = datetime(2025, 3, 4, 12, 0, tzinfo=UTC)
type SetSchedule = Callable[..., None]


class Clock:
    """A clock that shows the time that a test sets."""

    now = NOON

    def __call__(self) -> datetime:
        return self.now


class RecordingOperation:
    """An operation that records the times at which it ran, and always reports the same number of changes."""

    def __init__(self, changes: int = 0) -> None:
        self.ran_at: list[datetime] = []
        self.changes = changes

    def __call__(self, *, at: datetime) -> int:
        self.ran_at.append(at)
        return self.changes


def job(name: str, operation: Operation, minutes: int = 10) -> Job:
    """A job that is due every so many minutes."""
    return Job(name, f"Do {name}", operation, Every(minutes), ("thing changed", "things changed"))


@pytest.fixture(autouse=True)
def workers_folder(settings: Settings, tmp_path: Path) -> Path:
    """The folder of the workers, in an empty home where no worker of another test is alive."""
    settings.HOME = tmp_path
    return tmp_path / "workers"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def worker(db: None, clock: Clock) -> Iterator[Worker]:
    """A worker that uses the test's clock."""
    with working(clock) as started:
        yield started


@pytest.fixture
def set_schedule(monkeypatch: pytest.MonkeyPatch) -> SetSchedule:
    """Replaces the scheduled jobs with those that a test passes."""
    return lambda *jobs: monkeypatch.setattr(schedule, "SCHEDULE", jobs)
