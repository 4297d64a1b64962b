"""A worker: it enqueues the jobs that are due and runs their tasks one after another.

Tasks are claimed as in django-tasks-db. That library's own worker is not used, because it has no schedule, leaves a
killed worker's task marked as running for ever, and stores the text of exceptions.
"""

import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.json import normalize_json
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from aftercall.core.jobs import liveness
from aftercall.core.jobs.faults import JobFailed
from aftercall.core.jobs.operations import enqueue_due, requeue_orphans
from aftercall.core.jobs.schedule import scheduled_jobs
from aftercall.core.models import RunState, ScheduledRun

_log = logging.getLogger(__name__)


@contextmanager
def working(clock: Callable[[], datetime], should_stop: Callable[[], bool] = lambda: False) -> Iterator["Worker"]:
    """A worker that other workers see as alive until the block, or this process, ends."""
    name = secrets.token_hex(8)
    with liveness.hold_lock(name):
        yield Worker(name, clock, should_stop)


@dataclass(frozen=True)
class Worker:
    """A worker. It stops between tasks, never during one."""

    name: str
    clock: Callable[[], datetime]
    should_stop: Callable[[], bool]

    def run_due(self) -> int:
        """Run everything that is due or was left by a dead worker. Returns how many tasks failed."""
        requeue_orphans(worker=self.name)
        enqueue_due(jobs=scheduled_jobs(), at=self.clock())
        failed = 0
        while not self.should_stop() and (task := self._claim()):
            failed += not self._run(task)
        return failed

    def _claim(self) -> "DBTaskResult[Any, Any] | None":
        ready = DBTaskResult.objects.ready()
        if not ready.exists():  # usually; and unlike what follows, this check does not take SQLite's write lock
            return None
        with exclusive_transaction():
            task = ready.get_locked()
            if task:
                task.claim(self.name)
                run = ScheduledRun.objects.filter(task_id=task.pk)
                run.update(state=RunState.RUNNING, started_at=self.clock())
        return task

    def _run(self, task: "DBTaskResult[Any, Any]") -> bool:
        # Django's task signals are not sent, because their receiver logs the exception with its text.
        try:
            arguments = task.args_kwargs
            value = normalize_json(task.task.call(*arguments["args"], **arguments["kwargs"]))
        except Exception as error:  # noqa: BLE001 - whatever it is, the worker continues and the text is not stored
            self._store_failure(task, JobFailed.of(error))
            return False
        self._store_success(task, value)
        return True

    @transaction.atomic
    def _store_success(self, task: "DBTaskResult[Any, Any]", value: object) -> None:
        task.set_successful(value)
        changed = value if isinstance(value, int) else None
        run = ScheduledRun.objects.filter(task_id=task.pk)
        run.update(state=RunState.DONE, ended_at=self.clock(), changed=changed)

    @transaction.atomic
    def _store_failure(self, task: "DBTaskResult[Any, Any]", failure: JobFailed) -> None:
        run = ScheduledRun.objects.filter(task_id=task.pk)
        _log.error("%s failed: %s", run.first() or task.task_path, failure)
        task.set_failed(failure)
        fault = {"fault_kind": failure.kind, "fault_place": failure.place}
        run.update(state=RunState.FAILED, ended_at=self.clock(), **fault)
