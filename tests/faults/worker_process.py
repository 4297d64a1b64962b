"""A worker in a separate process, on the test database, controlled by a test over a connection.

It first sends its name. Then it receives times, runs the jobs that are due at each, and sends `done`, or `failed` if
any job failed. The crash point says where the closing job kills its own process, to simulate a crash: `before` its
work, `inside` the transaction of its work, or `after` that is committed but before the run is recorded as done. Two
values kill nothing: with `nowhere` the job runs normally, and with `waiting` it sends `in the job` and waits, so that
the test can kill it.
"""

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, time
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402 - after the set-up
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from aftercall.config import schedule  # noqa: E402
from aftercall.core import audit  # noqa: E402
from aftercall.core.jobs.schedule import Job, Operation  # noqa: E402
from aftercall.core.jobs.timetables import Daily, Every, Timetable  # noqa: E402
from aftercall.core.jobs.worker import working  # noqa: E402
from aftercall.fieldwork.operations import close_expired, closing  # noqa: E402

JOB_COUNT = 30  # as tests/faults/test_jobs_killed.py expects


def writing_job(name: str, timetable: Timetable) -> Job:
    """A job whose effect is not idempotent: each run adds an entry to the audit log."""

    @transaction.atomic
    def write(*, at: datetime) -> int:
        due = timezone.localdate(at) if isinstance(timetable, Daily) else at.astimezone(UTC)
        audit.record(actor=audit.SystemActor("test"), action=f"effect.{name}", subject=f"{due:%Y-%m-%d %H}", at=at)
        return 1

    return Job(name, name, write, timetable, ("entry", "entries"))


def closing_job(operation: Operation) -> Job:
    """The job that closes cases whose contact window has ended, with this operation in place of its own."""
    return Job("windows", "windows", operation, Daily(time(0, 5)), ("case", "cases"))


def kill(*_: object, **__: object) -> int:
    """Kill this process, as kill -9 does."""
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def close_then_kill(*, at: datetime) -> int:
    """Close the cases and commit, but end before the run is recorded as done."""
    close_expired(at=at)
    return kill()


def wait_then_close(test: Connection, *, at: datetime) -> int:
    """Wait in the job until the test sends something or kills this process."""
    test.send("in the job")
    test.recv()
    return close_expired(at=at)


def closing_operation(crash_point: str, test: Connection) -> Operation:
    """What the closing job does."""
    operations: dict[str, Operation] = {
        "before": kill,
        "after": close_then_kill,
        "waiting": partial(wait_then_close, test),
    }
    return operations.get(crash_point, close_expired)


SCHEDULES: dict[str, Callable[[str, Connection], list[Job]]] = {
    "many": lambda *_: [writing_job(f"job-{number}", Every(10)) for number in range(JOB_COUNT)],
    "nights": lambda *_: [
        writing_job("midnight", Daily(time(0, 5))),
        writing_job("half-past-one", Daily(time(1, 30))),
        writing_job("hourly", Every(60)),
    ],
    "closing": lambda crash_point, test: [closing_job(closing_operation(crash_point, test))],
}


def work(home: Path, schedule_name: str, crash_point: str, test: Connection) -> None:
    """Run the jobs that are due at each time that the test sends, until it closes the connection."""
    settings.HOME, settings.KEYS_DIR, settings.ROOT_KEY_FILE = home, home / "keys", home / "keys" / "root.key"
    schedule.SCHEDULE = tuple(SCHEDULES[schedule_name](crash_point, test))  # type: ignore[assignment]
    if crash_point == "inside":
        closing.audit.record = kill  # type: ignore[assignment]
    now = [datetime.min.replace(tzinfo=UTC)]
    with working(lambda: now[0]) as worker, suppress(EOFError):
        test.send(worker.name)
        while True:
            now[0] = test.recv()
            test.send("failed" if worker.run_due() else "done")
