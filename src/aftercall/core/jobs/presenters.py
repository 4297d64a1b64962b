"""The content of the administrator's page of jobs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from aftercall.core import words
from aftercall.core.jobs import liveness, queries
from aftercall.core.jobs.schedule import Job, scheduled_jobs
from aftercall.core.models import RunState, ScheduledRun

# Enough for several days; no one would read a longer list.
SHOWN_RUNS = 50
_ONE_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class JobsPage:
    """The rows of the page's three tables, and whether any worker process is running."""

    worker_is_running: bool
    upcoming: list[list[str]]
    recent: list[list[str]]
    failed: list[list[str]]


def jobs_page(at: datetime) -> JobsPage:
    """Everything the page shows."""
    jobs = scheduled_jobs()
    return JobsPage(
        worker_is_running=liveness.any_alive(),
        upcoming=[_upcoming_row(row) for row in queries.upcoming(jobs, at)],
        recent=[_recent_row(run, jobs) for run in queries.recent_runs()[:SHOWN_RUNS]],
        failed=[_failed_row(failure, jobs, at) for failure in queries.failures()],
    )


def _upcoming_row(row: queries.Upcoming) -> list[str]:
    when = f"Now (due since {words.date_and_time(row.due_at)})" if row.overdue else words.date_and_time(row.due_at)
    return [row.job.title, when, row.job.timetable.words]


def _recent_row(run: ScheduledRun, jobs: Sequence[Job]) -> list[str]:
    job = _job(run.job, jobs)
    started = words.date_and_time(run.started_at) if run.started_at else ""
    return [
        job.title if job else run.job,
        _outcome(run, job),
        words.date_and_time(run.due_at),
        started,
        _time_taken(run),
    ]


def _time_taken(run: ScheduledRun) -> str:
    if not run.started_at or not run.ended_at:
        return ""
    duration = run.ended_at - run.started_at
    return words.duration(duration) if duration >= _ONE_SECOND else "Under a second"


def _outcome(run: ScheduledRun, job: Job | None) -> str:
    if run.state != RunState.DONE:
        return run.get_state_display()
    if not run.changed:
        return "Nothing to do"
    return words.counted(run.changed, *job.changed) if job else run.get_state_display()


def _failed_row(failure: queries.Failure, jobs: Sequence[Job], at: datetime) -> list[str]:
    job = _job(failure.job, jobs)
    when = words.date_and_time(failure.last_due_at)
    failed = f"Once, due on {when}" if failure.times == 1 else f"{failure.times} times, last due on {when}"
    return [job.title if job else failure.job, failed, failure.fault, _remedy(failure, job, at)]


def _remedy(failure: queries.Failure, job: Job | None, at: datetime) -> str:
    if failure.resolved:
        return "Nothing. The job has succeeded since."
    if not job:
        return "Nothing. This job no longer exists."
    due = words.date_and_time(job.timetable.next_due(at))
    return f"Wait. It runs again on {due}. If it fails again, report the fault to the person who supports this service."


def _job(name: str, jobs: Sequence[Job]) -> Job | None:
    return next((job for job in jobs if job.name == name), None)
