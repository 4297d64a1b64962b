"""What the administrator's page shows of the jobs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet

from aftercall.core.jobs.schedule import Job
from aftercall.core.models import RunState, ScheduledRun


@dataclass(frozen=True)
class Upcoming:
    """When a job runs next. Overdue: it was due then but has not started."""

    job: Job
    due_at: datetime
    overdue: bool


def upcoming(jobs: Iterable[Job], at: datetime) -> list[Upcoming]:
    """When each job runs next, the soonest first."""
    slots = [(job, job.timetable.latest(at)) for job in jobs]
    names = {slot.name for _, slot in slots}
    begun = ScheduledRun.objects.filter(job__in=[job.name for job, _ in slots], slot__in=names).exclude(
        state=RunState.WAITING
    )
    done = set(begun.values_list("job", "slot"))
    rows = [
        Upcoming(job, job.timetable.next_due(at), overdue=False)
        if (job.name, slot.name) in done
        else Upcoming(job, slot.due_at, overdue=True)
        for job, slot in slots
    ]
    return sorted(rows, key=lambda row: row.due_at)


def recent_runs() -> QuerySet[ScheduledRun]:
    """Runs that changed something, and the last run of each job whatever its outcome, newest first."""
    begun = ScheduledRun.objects.exclude(state=RunState.WAITING)
    last = begun.order_by().values("job").annotate(last=Max("pk")).values("last")
    return begun.filter(Q(changed__gt=0) | Q(pk__in=last)).order_by("-pk")


@dataclass(frozen=True)
class Failure:
    """The runs of one job that failed in one way. `resolved`: the job has succeeded since the last of them."""

    job: str
    fault: str
    times: int
    last_due_at: datetime
    resolved: bool


def failures() -> list[Failure]:
    """Failures, latest first."""
    runs = ScheduledRun.objects.order_by()
    done = runs.filter(state=RunState.DONE).values_list("job").annotate(last=Max("pk"))
    last_success = dict(done)
    failed = runs.filter(state=RunState.FAILED).values_list("job", "fault_kind", "fault_place")
    grouped = failed.annotate(Count("pk"), Max("due_at"), last=Max("pk")).order_by("-last")
    return [
        Failure(job, f"{kind} at {place}", times, due_at, resolved=last_success.get(job, 0) > last)
        for job, kind, place, times, due_at, last in grouped
    ]
