"""The one task behind every scheduled job."""

from django.tasks import task

from aftercall.core.jobs.schedule import scheduled_job
from aftercall.core.models import ScheduledRun


@task
def run_scheduled(job: str, slot: str) -> int:
    """Do the job's work as at the time when this run started. Returns how many things it changed."""
    run = ScheduledRun.objects.get(job=job, slot=slot)
    return scheduled_job(job).operation(at=run.started_at or run.due_at)
