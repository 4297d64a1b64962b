"""What a scheduled job is. The jobs themselves are listed in config/schedule.py, which may import the rooms above."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from aftercall.core.jobs.timetables import Timetable


class Operation(Protocol):
    """The work of a job. Returns how many things it changed.

    It must be idempotent and safe to run in two processes at once, because it runs again if its worker is killed.
    """

    def __call__(self, *, at: datetime) -> int: ...


@dataclass(frozen=True)
class Job:
    """One entry of the schedule. `changed` says what the operation counts, in the singular and the plural."""

    name: str
    title: str
    operation: Operation
    timetable: Timetable
    changed: tuple[str, str]


def scheduled_jobs() -> Sequence[Job]:
    """Every job of this installation, as listed in `settings.SCHEDULE`."""
    return cast("Sequence[Job]", import_string(settings.SCHEDULE))


def scheduled_job(name: str) -> Job:
    """The job with this name. Raises LookupError if the schedule no longer contains it."""
    for job in scheduled_jobs():
        if job.name == name:
            return job
    raise LookupError(name)
