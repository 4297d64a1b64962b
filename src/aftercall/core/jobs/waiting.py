"""What is waiting for the administrator: a worker to start, and jobs that failed."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from aftercall.core import words
from aftercall.core.commands import command
from aftercall.core.home import HomeItem
from aftercall.core.jobs import liveness, queries
from aftercall.core.jobs.schedule import scheduled_jobs


def worker_to_start(*_: object) -> Iterator[HomeItem]:
    """The worker, if none is running."""
    if not liveness.any_alive():
        yield HomeItem(
            "No jobs can run",
            reverse("jobs:overview"),
            f"No worker process is running. Start one with the command: {command('work')}",
            urgent=True,
        )


def failed_jobs(*_: object) -> Iterator[HomeItem]:
    """The jobs that have failed and have not succeeded since."""
    failed = {failure.job: failure for failure in reversed(queries.failures()) if not failure.resolved}
    for job in scheduled_jobs():
        if failure := failed.get(job.name):
            yield HomeItem(
                f"A job has failed: {job.title}",
                reverse("jobs:overview"),
                f"It was last due on {words.date_and_time(failure.last_due_at)}. See the fault and what to do.",
                urgent=True,
            )


def next_run(at: datetime, *_: object) -> Iterator[HomeItem]:
    """The job that runs next."""
    for run in queries.upcoming(scheduled_jobs(), at)[:1]:
        when = "now" if run.overdue else f"on {words.date_and_time(run.due_at)}"
        yield HomeItem(f"The next job runs {when}", reverse("jobs:overview"), f"{run.job.title}.")
