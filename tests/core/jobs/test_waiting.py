"""What waits for the administrator among the jobs."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.core.jobs.conftest import NOON, RecordingOperation, SetSchedule, job

from aftercall.core.jobs.waiting import failed_jobs, next_run, worker_to_start
from aftercall.core.jobs.worker import Worker
from aftercall.core.models import RunState, ScheduledRun

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_jobs(set_schedule: SetSchedule) -> None:
    set_schedule(job("a", RecordingOperation()), job("b", RecordingOperation(), minutes=60))


def store_run(name: str, state: RunState, hours: int) -> None:
    """Store a run that was due so many hours ago."""
    due_at = NOON - timedelta(hours=hours)
    ScheduledRun.objects.create(
        job=name, slot=str(hours), state=state, due_at=due_at, started_at=due_at, task_id=uuid4(), fault_kind="OSError"
    )


def test_a_worker_is_to_be_started_if_none_is_running() -> None:
    [item] = worker_to_start(NOON)
    assert item.urgent
    assert "./go aftercall work" in item.details


def test_nothing_is_to_be_started_while_a_worker_is_running(worker: Worker) -> None:
    assert list(worker_to_start(NOON)) == []


def test_each_job_that_failed_is_listed_once_until_it_succeeds() -> None:
    for hours in (5, 4):
        store_run("a", RunState.FAILED, hours)
    store_run("no longer scheduled", RunState.FAILED, 3)
    [item] = failed_jobs(NOON)
    assert item.text == "A job has failed: Do a"
    assert item.details.startswith("It was last due on 4 March 2025 at 8:00am.")
    store_run("a", RunState.DONE, 2)
    assert list(failed_jobs(NOON)) == []


def test_the_next_run_is_shown_with_its_time() -> None:
    [item] = next_run(NOON)
    assert item.text == "The next job runs now"
    for name, slot in (("a", "2025-03-04T12:00Z"), ("b", "2025-03-04T12:00Z")):
        ScheduledRun.objects.create(job=name, slot=slot, state=RunState.DONE, due_at=NOON, task_id=uuid4())
    [item] = next_run(NOON)
    assert (item.text, item.details) == ("The next job runs on 4 March 2025 at 12:10pm", "Do a.")
