"""Workers in separate processes that run concurrently or are killed during a job: each job takes effect once."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from multiprocessing import Pipe
from pathlib import Path

import pytest
from pytest_django import Settings
from tests.faults.forking import start_in_fork
from tests.faults.racing import database_url
from tests.faults.worker_process import work
from tests.fieldwork.making import TUESDAY, Person, at, make_cases

from aftercall.core.jobs import liveness
from aftercall.core.models import AuditEntry, RunState, ScheduledRun
from aftercall.fieldwork.models import Case
from aftercall.fieldwork.states import CaseState

pytestmark = pytest.mark.django_db(transaction=True)
JOB_COUNT = 30  # in the schedule `many` of tests/faults/worker_process.py
# The morning after the contact window of `make_cases` has closed.
WINDOW_OVER = at(29, 6)


class WorkerProcess:
    """A worker process (see worker_process.py). `send` sends it a time, `reply` waits for what it sends, which is
    nothing once it has ended."""

    def __init__(self, home: Path, schedule: str, crash_point: str) -> None:
        self._connection, other_end = Pipe()
        self._process = start_in_fork(work, home, schedule, crash_point, other_end)
        other_end.close()
        self.name = self.reply()

    def send(self, due: datetime) -> None:
        self._connection.send(due)

    def reply(self) -> str:
        try:
            return str(self._connection.recv())
        except EOFError:
            return ""

    def run_due(self, at: datetime) -> str:
        self.send(at)
        return self.reply()

    def kill(self) -> int | None:
        self._process.kill()
        return self.wait_for_exit()

    def wait_for_exit(self) -> int | None:
        self._process.join()
        self._connection.close()
        return self._process.exitcode


type Start = Callable[..., WorkerProcess]


@pytest.fixture
def start(settings: Settings, tmp_path: Path, project_root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Starts workers that share a home. Those still running at the end of the test are killed."""
    monkeypatch.setenv("DATABASE_URL", database_url())
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(project_root / "src"), str(project_root)]))
    settings.HOME = tmp_path
    started: list[WorkerProcess] = []

    def start_worker(schedule: str, crash_point: str = "nowhere") -> WorkerProcess:
        started.append(WorkerProcess(tmp_path, schedule, crash_point))
        return started[-1]

    yield start_worker
    for process in started:
        process.kill()


def effect_counts() -> Counter[tuple[str, str]]:
    entries = AuditEntry.objects.filter(action__startswith="effect.")
    return Counter(entries.values_list("action", "subject"))


def run_states() -> list[str]:
    return list(ScheduledRun.objects.values_list("state", flat=True))


def test_two_workers_run_each_of_many_due_jobs_once(start: Start) -> None:
    both = [start("many"), start("many")]
    for due in (TUESDAY, TUESDAY + timedelta(hours=1), TUESDAY + timedelta(hours=2)):
        for worker in both:
            worker.send(due)
        assert [worker.reply() for worker in both] == ["done", "done"]
    assert set(effect_counts().values()) == {1}
    assert len(effect_counts()) == 3 * JOB_COUNT
    assert run_states() == [RunState.DONE] * 3 * JOB_COUNT


@pytest.mark.parametrize("changed_on", [date(2025, 3, 30), date(2025, 10, 26)])
def test_two_workers_run_each_slot_once_across_a_clock_change(changed_on: date, start: Start) -> None:
    both = [start("nights"), start("nights")]
    midnight = datetime(changed_on.year, changed_on.month, changed_on.day, tzinfo=UTC)
    # From 10pm to 4am UTC in the night before the change, the night of the change and the night after.
    times = [
        midnight + timedelta(days=night, minutes=minutes) for night in (-1, 0, 1) for minutes in range(-120, 240, 15)
    ]
    for due in times:
        for worker in both:
            worker.send(due)
        assert [worker.reply() for worker in both] == ["done", "done"]
    assert set(effect_counts().values()) == {1}
    days = [changed_on + timedelta(days=number) for number in (-2, -1, 0, 1)]
    hours = sorted({f"{due:%Y-%m-%d %H}" for due in times})
    for job in ("midnight", "half-past-one"):
        # At the first of these times, the slot of the day before is due.
        assert completed_slots(job) == [day.isoformat() for day in days]
        assert AuditEntry.objects.filter(action=f"effect.{job}").count() == len(days)
    assert sorted(subject for action, subject in effect_counts() if action == "effect.hourly") == hours


def completed_slots(job: str) -> list[str]:
    return list(ScheduledRun.objects.filter(job=job, state=RunState.DONE).values_list("slot", flat=True))


@pytest.mark.parametrize("crash_point", ["before", "inside", "after"])
def test_a_job_whose_worker_is_killed_is_finished_by_another_and_takes_effect_once(
    crash_point: str, start: Start
) -> None:
    make_cases(Person("CASE1"), Person("CASE2"))
    first = start("closing", crash_point)
    assert first.run_due(WINDOW_OVER) == ""
    assert first.wait_for_exit() == -9
    assert run_states() == [RunState.RUNNING]
    assert start("closing").run_due(WINDOW_OVER + timedelta(minutes=1)) == "done"
    assert_cases_closed_once()


def assert_cases_closed_once() -> None:
    assert run_states() == [RunState.DONE]
    assert set(Case.objects.values_list("state", flat=True)) == {CaseState.CLOSED}
    [entry] = AuditEntry.objects.filter(action="cases.expired")
    assert entry.details == {"cases": 2}


def test_a_running_job_is_left_to_its_worker_until_that_worker_is_killed(start: Start) -> None:
    make_cases(Person("CASE1"), Person("CASE2"))
    first, second = start("closing", "waiting"), start("closing")
    assert first.run_due(WINDOW_OVER) == "in the job"
    assert second.run_due(WINDOW_OVER + timedelta(minutes=1)) == "done"
    assert run_states() == [RunState.RUNNING]
    assert liveness.is_alive(first.name)
    assert first.kill() == -9
    assert not liveness.is_alive(first.name)
    assert second.run_due(WINDOW_OVER + timedelta(minutes=2)) == "done"
    assert_cases_closed_once()


def test_two_workers_that_find_the_same_orphaned_job_finish_it_once(start: Start) -> None:
    make_cases(Person("CASE1"), Person("CASE2"))
    first = start("closing", "inside")
    assert first.run_due(WINDOW_OVER) == ""
    assert first.wait_for_exit() == -9
    both = [start("closing"), start("closing")]
    for worker in both:
        worker.send(WINDOW_OVER)
    assert [worker.reply() for worker in both] == ["done", "done"]
    assert_cases_closed_once()
