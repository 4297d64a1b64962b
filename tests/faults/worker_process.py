"""A worker in a separate process, on the test database, controlled by a test. Usage: SCHEDULE KILLED.

It reads times, one per line, runs what is due at each, and answers each with a line. KILLED says where it kills
itself to simulate a crash: in a job before its work, inside the work's transaction, or after the work.
"""

import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime, time

import django

django.setup()

from django.db import transaction  # noqa: E402 - after the set-up
from django.utils import timezone  # noqa: E402

from aftercall.config import schedule  # noqa: E402
from aftercall.core import audit  # noqa: E402
from aftercall.core.jobs.schedule import Job, Operation  # noqa: E402
from aftercall.core.jobs.timetables import Daily, Every, Timetable  # noqa: E402
from aftercall.core.jobs.worker import working  # noqa: E402
from aftercall.fieldwork.operations import close_expired, closing  # noqa: E402

MANY = 30  # as tests/faults/test_jobs_killed.py expects


def writing(name: str, timetable: Timetable) -> Job:
    """A job whose effect is not idempotent: one entry of the audit log each time."""

    @transaction.atomic
    def write(*, at: datetime) -> int:
        day = timezone.localdate(at) if isinstance(timetable, Daily) else at.astimezone(UTC)
        audit.record(actor=audit.SystemActor("test"), action=f"effect.{name}", subject=f"{day:%Y-%m-%d %H}", at=at)
        return 1

    return Job(name, name, write, timetable, ("entry", "entries"))


def closing_job(operation: Operation) -> Job:
    """The installation's own job, whose effect is visible on cases."""
    return Job("windows", "windows", operation, Daily(time(0, 5)), ("case", "cases"))


def kill(*_: object, **__: object) -> int:
    """End this process as kill -9 does."""
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def killed_after(*, at: datetime) -> int:
    """Commit the work, but not the record that it is done."""
    close_expired(at=at)
    return kill()


def waiting(*, at: datetime) -> int:
    """Wait in the job until the test sends a line or kills this process."""
    print("in the job", flush=True)
    sys.stdin.readline()
    return close_expired(at=at)


OPERATIONS: dict[str, Operation] = {
    "nowhere": close_expired,
    "before": kill,
    "inside": close_expired,
    "after": killed_after,
    "waiting": waiting,
}
SCHEDULES: dict[str, Callable[[str], list[Job]]] = {
    "many": lambda _: [writing(f"job-{number}", Every(10)) for number in range(MANY)],
    "nights": lambda _: [
        writing("midnight", Daily(time(0, 5))),
        writing("half-past-one", Daily(time(1, 30))),
        writing("hourly", Every(60)),
    ],
    "closing": lambda killed: [closing_job(OPERATIONS[killed])],
}


def main(name: str, killed: str) -> None:
    """Answer times until the input ends."""
    schedule.SCHEDULE = tuple(SCHEDULES[name](killed))  # type: ignore[assignment]
    if killed == "inside":
        closing.audit.record = kill  # type: ignore[assignment]
    moment = [datetime.min.replace(tzinfo=UTC)]
    with working(lambda: moment[0]) as worker:
        print(worker.name, flush=True)
        while line := sys.stdin.readline():
            moment[0] = datetime.fromisoformat(line.strip())
            print("failed" if worker.run_due() else "done", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
