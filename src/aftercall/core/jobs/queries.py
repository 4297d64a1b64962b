"""What the administrator's page shows of the jobs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q, QuerySet

from aftercall.core.jobs.schedule import Job
from aftercall.core.models import RunState, ScheduledRun


@dataclass(frozen=True)
class Upcoming:
    """When a job runs next. Overdue: it was due then and has not been started."""

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
    """Runs that began, the newest first. One that changed nothing is left out, unless it is its job's last."""
    begun = ScheduledRun.objects.exclude(state=RunState.WAITING)
    last = begun.order_by().values("job").annotate(last=Max("pk")).values("last")
    return begun.filter(~Q(state=RunState.DONE, changed=0) | Q(pk__in=last)).order_by("-pk")


def failed_runs() -> QuerySet[ScheduledRun]:
    """Runs that failed, the newest first."""
    return ScheduledRun.objects.filter(state=RunState.FAILED).order_by("-pk")


def last_successes() -> dict[str, datetime]:
    """When each job last began a run that ended well."""
    done = ScheduledRun.objects.filter(state=RunState.DONE)
    return dict(done.order_by().values_list("job").annotate(last=Max("started_at")))
