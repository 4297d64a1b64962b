"""What the administrator's page shows about the jobs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet

from aftercall.core.jobs.schedule import Job
from aftercall.core.models import RunState, ScheduledRun


@dataclass(frozen=True)
class Upcoming:
    """When a job runs next. If `overdue`, it was due at `due_at` but has not started."""

    job: Job
    due_at: datetime
    overdue: bool


def upcoming(jobs: Iterable[Job], at: datetime) -> list[Upcoming]:
    """When each job runs next, the soonest first."""
    slots = [(job, job.timetable.latest(at)) for job in jobs]
    names = {slot.name for _, slot in slots}
    started = ScheduledRun.objects.filter(job__in=[job.name for job, _ in slots], slot__in=names).exclude(
        state=RunState.WAITING
    )
    started_slots = set(started.values_list("job", "slot"))
    rows = [
        Upcoming(job, job.timetable.next_due(at), overdue=False)
        if (job.name, slot.name) in started_slots
        else Upcoming(job, slot.due_at, overdue=True)
        for job, slot in slots
    ]
    return sorted(rows, key=lambda row: row.due_at)


def recent_runs() -> QuerySet[ScheduledRun]:
    """Runs that changed something, and the latest run of each job whatever its outcome, newest first."""
    started = ScheduledRun.objects.exclude(state=RunState.WAITING)
    last = started.order_by().values("job").annotate(last=Max("pk")).values("last")
    return started.filter(Q(changed__gt=0) | Q(pk__in=last)).order_by("-pk")


@dataclass(frozen=True)
class Failure:
    """The failed runs of one job with the same fault. If `resolved`, the job has succeeded since the last of them."""

    job: str
    fault: str
    times: int
    last_due_at: datetime
    resolved: bool


def failures() -> list[Failure]:
    """All failures, the most recent first."""
    runs = ScheduledRun.objects.order_by()
    succeeded = runs.filter(state=RunState.DONE).values_list("job").annotate(last=Max("pk"))
    last_success = dict(succeeded)
    failed = runs.filter(state=RunState.FAILED).values_list("job", "fault_kind", "fault_place")
    grouped = failed.annotate(Count("pk"), Max("due_at"), last=Max("pk")).order_by("-last")
    return [
        Failure(job, f"{kind} at {place}", times, due_at, resolved=last_success.get(job, 0) > last)
        for job, kind, place, times, due_at, last in grouped
    ]
