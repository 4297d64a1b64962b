"""A worker runs due jobs. A failure neither stops it nor reveals the exception's text."""

from datetime import datetime, timedelta

import pytest
from django.core import serializers
from django.db import OperationalError
from django.tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult
from tests.core.jobs.conftest import NOON, Clock, RecordingOperation, SetSchedule, job

from aftercall.core.jobs import process
from aftercall.core.jobs.faults import JobFailed
from aftercall.core.jobs.operations import enqueue_due
from aftercall.core.jobs.worker import Worker, working
from aftercall.core.models import RunState, ScheduledRun

pytestmark = pytest.mark.django_db
TEN_MINUTES = timedelta(minutes=10)
SECRET = "Amelia Walton"


@task
def upper_case(text: str) -> str:
    """A task that is not on the schedule."""
    return text.upper()


def failing(*, at: datetime) -> int:
    """An operation that fails with a text that must not be stored or logged."""
    raise ValueError(f"{SECRET} at {at}")


def failing_in_the_database(*, at: datetime) -> int:
    """As above, with a database error raised from another exception."""
    try:
        failing(at=at)
    except ValueError as error:
        raise OperationalError(SECRET) from error
    return 0


def stored_text() -> str:
    """Everything stored in the two tables."""
    return serializers.serialize("json", [*ScheduledRun.objects.all(), *DBTaskResult.objects.all()])


def test_a_due_job_runs_once_with_the_current_time(worker: Worker, clock: Clock, set_schedule: SetSchedule) -> None:
    operation = RecordingOperation(changes=3)
    set_schedule(job("a", operation))
    clock.now = NOON + timedelta(minutes=2)
    assert worker.run_due() == 0
    clock.now = NOON + timedelta(minutes=9)
    assert worker.run_due() == 0
    assert operation.ran_at == [NOON + timedelta(minutes=2)]
    run = ScheduledRun.objects.get()
    assert (run.state, run.changed, run.due_at, run.ended_at) == (RunState.DONE, 3, NOON, run.started_at)
    assert str(run) == "a 2025-03-04T12:00Z"


@pytest.mark.parametrize("operation", [failing, failing_in_the_database])
def test_only_the_class_and_place_of_an_exception_are_stored_and_the_next_slot_runs(
    operation: object, worker: Worker, clock: Clock, set_schedule: SetSchedule, caplog: pytest.LogCaptureFixture
) -> None:
    recording = RecordingOperation()
    set_schedule(job("a", operation), job("b", recording))  # type: ignore[arg-type]
    assert worker.run_due() == 1
    run = ScheduledRun.objects.get(job="a")
    kind = "ValueError" if operation is failing else "OperationalError"
    assert (run.state, run.fault_kind, run.ended_at) == (RunState.FAILED, kind, NOON)
    assert run.fault_place.startswith("core/jobs/tasks.py:")
    assert SECRET not in stored_text() + caplog.text
    assert f"a 2025-03-04T12:00Z failed: {kind} at core/jobs/tasks.py" in caplog.text
    set_schedule(job("a", recording), job("b", recording))
    clock.now = NOON + TEN_MINUTES
    assert worker.run_due() == 0
    assert recording.ran_at == [NOON, *[NOON + TEN_MINUTES] * 2]


def test_a_job_no_longer_on_the_schedule_fails_with_a_clear_error(worker: Worker, set_schedule: SetSchedule) -> None:
    enqueue_due(jobs=[job("gone", RecordingOperation())], at=NOON)
    set_schedule()
    assert worker.run_due() == 1
    assert ScheduledRun.objects.get().fault_kind == "LookupError"


def test_a_task_outside_the_schedule_runs_too(worker: Worker, set_schedule: SetSchedule) -> None:
    set_schedule()
    result = upper_case.enqueue("done")
    assert worker.run_due() == 0
    result.refresh()
    assert (result.status, result.return_value) == (TaskResultStatus.SUCCESSFUL, "DONE")


def test_a_task_that_cannot_be_imported_fails_at_an_unknown_place(
    worker: Worker, set_schedule: SetSchedule, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    set_schedule()
    upper_case.enqueue("done")
    DBTaskResult.objects.update(task_path="aftercall.nowhere.task")
    assert worker.run_due() == 1
    assert "aftercall.nowhere.task failed: ModuleNotFoundError at core/jobs/worker.py" in caplog.text


def test_a_task_that_another_worker_claims_first_is_not_run_twice(
    worker: Worker, set_schedule: SetSchedule, monkeypatch: pytest.MonkeyPatch
) -> None:
    operation = RecordingOperation()
    set_schedule(job("a", operation))
    monkeypatch.setattr(type(DBTaskResult.objects.all()), "get_locked", lambda _: None)
    assert worker.run_due() == 0
    assert operation.ran_at == []


def test_an_error_raised_outside_our_code_has_an_unknown_place() -> None:
    failure = JobFailed.of(ValueError(SECRET))
    assert str(failure) == "ValueError at an unknown place"


def test_a_stop_request_lets_only_the_current_task_finish(clock: Clock, set_schedule: SetSchedule) -> None:
    ran: list[str] = []

    def first(*, at: datetime) -> int:
        ran.append("first")
        return 0

    def second(*, at: datetime) -> int:
        ran.append("second")
        return 0

    set_schedule(job("a", first), job("b", second))
    with working(clock, should_stop=lambda: bool(ran)) as worker:
        worker.run_due()
    assert ran == ["first"]
    assert list(ScheduledRun.objects.values_list("state", flat=True)) == [RunState.DONE, RunState.WAITING]


def test_a_job_whose_result_could_not_be_stored_runs_again(
    worker: Worker, set_schedule: SetSchedule, monkeypatch: pytest.MonkeyPatch
) -> None:
    operation = RecordingOperation()
    set_schedule(job("a", operation))

    def lose_database(*_: object) -> None:
        raise OperationalError("the database has gone")

    with monkeypatch.context() as patch:
        patch.setattr(DBTaskResult, "set_successful", lose_database)
        with pytest.raises(OperationalError):
            worker.run_due()
    assert worker.run_due() == 0
    assert operation.ran_at == [NOON, NOON]
    assert ScheduledRun.objects.get().state == RunState.DONE


def test_the_process_survives_a_lost_database_connection(
    clock: Clock, set_schedule: SetSchedule, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    operation = RecordingOperation()
    set_schedule(job("a", operation))
    stop = process.StopRequest()
    errors = [OperationalError(SECRET), None]
    run_due = Worker.run_due

    def fail_then_succeed(worker: Worker) -> int:
        error = errors.pop(0)
        if error:
            raise error
        stop.ask()
        return run_due(worker)

    monkeypatch.setattr(Worker, "run_due", fail_then_succeed)
    monkeypatch.setattr(process, "PAUSE_SECONDS", 0)
    monkeypatch.setattr(process, "close_old_connections", lambda: None)
    process.work(clock=clock, stop=stop)
    assert errors == []
    assert "could not look for due jobs" in caplog.text
    assert SECRET not in caplog.text


def test_running_once_returns_whether_every_task_succeeded(clock: Clock, set_schedule: SetSchedule) -> None:
    set_schedule(job("a", RecordingOperation()))
    assert process.work_once(clock=clock, stop=process.StopRequest())
    set_schedule(job("b", failing))
    assert not process.work_once(clock=clock, stop=process.StopRequest())
