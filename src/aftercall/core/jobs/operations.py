"""Enqueuing due jobs, requeuing the tasks of dead workers, and deleting old records."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from aftercall.core.jobs import liveness
from aftercall.core.jobs.schedule import Job
from aftercall.core.jobs.tasks import run_scheduled
from aftercall.core.jobs.timetables import Slot
from aftercall.core.models import RunState, ScheduledRun

RETENTION = timedelta(days=90)


def enqueue_due(*, jobs: Iterable[Job], at: datetime) -> int:
    """Enqueue the latest slot of each job, unless it is enqueued already. Returns how many were new.

    Slots that were missed while no worker ran are skipped, because each run does everything that is due by then.
    """
    return sum(_enqueue(job, job.timetable.latest(at)) for job in jobs)


def _enqueue(job: Job, slot: Slot) -> bool:
    if ScheduledRun.objects.filter(job=job.name, slot=slot.name).exists():
        return False
    try:
        with transaction.atomic():
            task = run_scheduled.enqueue(job.name, slot.name)
            ScheduledRun.objects.create(job=job.name, slot=slot.name, due_at=slot.due_at, task_id=task.id)
    except IntegrityError:  # another worker was first; the task is rolled back with the run
        return False
    return True


@transaction.atomic
def requeue_orphans(*, worker: str) -> int:
    """Make each task whose worker has died ready to run again. Returns how many.

    `worker` calls this between tasks: a task still marked as running on it is one whose result could not be stored.
    """
    running = DBTaskResult.objects.running().select_for_update(skip_locked=True)
    orphans = [task for task in running if task.worker_ids[-1] == worker or not liveness.is_alive(task.worker_ids[-1])]
    keys = [task.pk for task in orphans]
    ScheduledRun.objects.filter(task_id__in=keys).update(state=RunState.WAITING, started_at=None)
    return DBTaskResult.objects.filter(pk__in=keys).update(status=TaskResultStatus.READY)


@transaction.atomic
def delete_old_runs(*, at: datetime) -> int:
    """Delete the records of runs that ended more than 90 days ago, and of their tasks. Returns how many."""
    old = ScheduledRun.objects.filter(ended_at__lt=at - RETENTION)
    DBTaskResult.objects.filter(pk__in=old.values("task_id")).delete()
    deleted, _ = old.delete()
    return deleted
