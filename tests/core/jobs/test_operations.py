"""Enqueuing each slot once, requeuing tasks of dead workers, and deleting old records."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.tasks import TaskResultStatus
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult
from tests.core.jobs.conftest import NOON, Clock, RecordingOperation, SetSchedule, job

from aftercall.core.jobs.operations import RETENTION, delete_old_runs, enqueue_due, requeue_orphans
from aftercall.core.jobs.worker import Worker, working
from aftercall.core.models import RunState, ScheduledRun

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_a_slot_is_enqueued_once() -> None:
    jobs = [job("a", RecordingOperation()), job("b", RecordingOperation(), minutes=5)]
    assert enqueue_due(jobs=jobs, at=NOON + MINUTE) == 2
    assert enqueue_due(jobs=jobs, at=NOON + 4 * MINUTE) == 0
    assert enqueue_due(jobs=jobs, at=NOON + 5 * MINUTE) == 1
    assert DBTaskResult.objects.count() == ScheduledRun.objects.count() == 3


def test_only_the_latest_of_several_missed_slots_is_enqueued() -> None:
    jobs = [job("a", RecordingOperation())]
    enqueue_due(jobs=jobs, at=NOON)
    assert enqueue_due(jobs=jobs, at=NOON + timedelta(days=3)) == 1
    assert [run.due_at for run in ScheduledRun.objects.all()] == [NOON, NOON + timedelta(days=3)]


def test_setting_the_clock_back_enqueues_no_slot_twice() -> None:
    jobs = [job("a", RecordingOperation())]
    enqueue_due(jobs=jobs, at=NOON)
    assert enqueue_due(jobs=jobs, at=NOON + 10 * MINUTE) == 1
    assert enqueue_due(jobs=jobs, at=NOON) == 0


def test_a_worker_that_enqueues_a_slot_second_leaves_no_task_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = [job("a", RecordingOperation())]
    enqueue_due(jobs=jobs, at=NOON)
    monkeypatch.setattr(QuerySet, "exists", lambda _: False)  # as if it had checked just before the first one wrote
    assert enqueue_due(jobs=jobs, at=NOON) == 0
    assert DBTaskResult.objects.count() == ScheduledRun.objects.count() == 1


def enqueue_task_claimed_by(worker: str) -> None:
    enqueue_due(jobs=[job("a", RecordingOperation())], at=NOON)
    DBTaskResult.objects.get().claim(worker)
    ScheduledRun.objects.update(state=RunState.RUNNING, started_at=NOON)


def test_a_task_whose_worker_is_dead_is_requeued() -> None:
    enqueue_task_claimed_by("dead")
    assert requeue_orphans(worker="other") == 1
    assert DBTaskResult.objects.get().status == TaskResultStatus.READY
    run = ScheduledRun.objects.get()
    assert (run.state, run.started_at) == (RunState.WAITING, None)


def test_a_task_whose_worker_is_alive_is_not_requeued(clock: Clock) -> None:
    with working(clock) as alive:
        enqueue_task_claimed_by(alive.name)
        assert requeue_orphans(worker="other") == 0
    assert requeue_orphans(worker="other") == 1


def test_a_task_whose_result_could_not_be_stored_is_requeued_by_its_own_worker(worker: Worker) -> None:
    enqueue_task_claimed_by(worker.name)
    assert requeue_orphans(worker=worker.name) == 1


def test_records_of_ended_runs_are_deleted_after_the_retention_period(
    worker: Worker, clock: Clock, set_schedule: SetSchedule
) -> None:
    set_schedule(job("a", RecordingOperation()))
    worker.run_due()
    clock.now = NOON + 10 * MINUTE
    worker.run_due()
    assert delete_old_runs(at=NOON + RETENTION) == 0
    assert delete_old_runs(at=NOON + RETENTION + MINUTE) == 1
    assert DBTaskResult.objects.get().pk == ScheduledRun.objects.get().task_id


def test_the_record_of_a_waiting_run_is_never_deleted() -> None:
    enqueue_due(jobs=[job("a", RecordingOperation())], at=NOON)
    assert delete_old_runs(at=NOON + 2 * RETENTION) == 0


def test_nothing_is_written_when_nothing_is_due(worker: Worker, set_schedule: SetSchedule) -> None:
    set_schedule(job("a", RecordingOperation()))
    worker.run_due()
    with CaptureQueriesContext(connection) as queries:
        worker.run_due()
    assert not [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
