"""`aftercall work`: running the jobs from the console."""

import signal
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from pytest_django import Settings
from tests.core.jobs.conftest import RecordingOperation, job

from aftercall.cli.site import work
from aftercall.config import schedule
from aftercall.core.jobs import process
from aftercall.core.models import RunState, ScheduledRun

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def isolated_home(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """A separate home for each test. The signal handlers are restored after it."""
    settings.HOME = tmp_path
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_work_once_runs_every_due_job_and_exits() -> None:
    assert CliRunner().invoke(work, ["--once"]).exit_code == 0
    assert set(ScheduledRun.objects.values_list("job", "state")) == {
        (job.name, RunState.DONE) for job in schedule.SCHEDULE
    }


def test_work_once_exits_with_1_if_a_job_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*, at: datetime) -> int:
        raise ValueError(at)

    monkeypatch.setattr(schedule, "SCHEDULE", (job("a", fail), job("b", RecordingOperation())))
    assert CliRunner().invoke(work, ["--once"]).exit_code == 1
    assert sorted(ScheduledRun.objects.values_list("state", flat=True)) == [RunState.DONE, RunState.FAILED]


def test_work_continues_until_asked_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    checks: list[int] = []

    def stop_at_the_third(_: object) -> None:
        checks.append(1)
        if len(checks) == 3:
            signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr(process, "_run_due", stop_at_the_third)
    monkeypatch.setattr(process, "PAUSE_SECONDS", 0)
    assert CliRunner().invoke(work).exit_code == 0
    assert len(checks) == 3


def test_work_runs_no_job_once_its_parent_process_has_ended() -> None:
    assert CliRunner().invoke(work, ["--parent", "1"]).exit_code == 0
    assert not ScheduledRun.objects.exists()
