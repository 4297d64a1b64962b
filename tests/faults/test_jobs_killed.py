"""Workers in separate processes, run concurrently and killed during a job. Each job takes effect once."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings
from tests.faults.racing import database_address
from tests.fieldwork.making import TUESDAY, Person, at, make_cases

from aftercall.core.jobs import liveness
from aftercall.core.models import AuditEntry, RunState, ScheduledRun
from aftercall.fieldwork.models import Case
from aftercall.fieldwork.states import CaseState

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 30  # jobs in the schedule of that name in tests/faults/worker_process.py
# The morning after the contact window of `make_cases` has closed.
WINDOW_OVER = at(29, 6)


class WorkerProcess:
    """A worker process. `send` sends it a line, `answer` waits for its reply."""

    def __init__(self, home: Path, root: Path, schedule: str, killed: str) -> None:
        places = {"AFTERCALL_HOME": str(home), "AFTERCALL_KEYS": str(home / "keys"), "DATABASE_URL": database_address()}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.worker_process", schedule, killed],
            env=os.environ | places | {"PYTHONPATH": os.pathsep.join([str(root / "src"), str(root)])},
            cwd=root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.name = self.answer()

    def send(self, words: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(f"{words}\n")
        self._process.stdin.flush()

    def answer(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()

    def run_due(self, moment: datetime) -> str:
        self.send(moment.isoformat())
        return self.answer()

    def kill(self) -> int:
        self._process.kill()
        return self.end()

    def end(self) -> int:
        self._process.communicate()
        return self._process.returncode


type Start = Callable[..., WorkerProcess]


@pytest.fixture
def start(settings: Settings, tmp_path: Path, project_root: Path) -> Iterator[Start]:
    """Starts workers that share a home, and kills those still running at the end."""
    settings.HOME = tmp_path
    started: list[WorkerProcess] = []

    def begin(schedule: str, killed: str = "nowhere") -> WorkerProcess:
        started.append(WorkerProcess(tmp_path, project_root, schedule, killed))
        return started[-1]

    yield begin
    for process in started:
        process.kill()


def effects() -> Counter[tuple[str, str]]:
    entries = AuditEntry.objects.filter(action__startswith="effect.")
    return Counter(entries.values_list("action", "subject"))


def states() -> list[str]:
    return list(ScheduledRun.objects.values_list("state", flat=True))


def test_two_workers_run_each_of_many_due_jobs_once(start: Start) -> None:
    both = [start("many"), start("many")]
    for moment in (TUESDAY, TUESDAY + timedelta(hours=1), TUESDAY + timedelta(hours=2)):
        for worker in both:
            worker.send(moment.isoformat())
        assert [worker.answer() for worker in both] == ["done", "done"]
    assert set(effects().values()) == {1}
    assert len(effects()) == 3 * MANY
    assert states() == [RunState.DONE] * 3 * MANY


@pytest.mark.parametrize("change", [date(2025, 3, 30), date(2025, 10, 26)])
def test_two_workers_run_each_slot_once_across_a_clock_change(change: date, start: Start) -> None:
    both = [start("nights"), start("nights")]
    midnight = datetime(change.year, change.month, change.day, tzinfo=UTC)
    # From 10pm to 4am on the night before, on the night itself and on the night after.
    moments = [
        midnight + timedelta(days=night, minutes=minutes) for night in (-1, 0, 1) for minutes in range(-120, 240, 15)
    ]
    for moment in moments:
        for worker in both:
            worker.send(moment.isoformat())
        assert [worker.answer() for worker in both] == ["done", "done"]
    assert set(effects().values()) == {1}
    days = [change + timedelta(days=number) for number in (-2, -1, 0, 1)]
    hours = sorted({f"{moment:%Y-%m-%d %H}" for moment in moments})
    for job in ("midnight", "half-past-one"):
        # The first check also runs the slot of the day before.
        assert slots_of(job) == [day.isoformat() for day in days]
        assert AuditEntry.objects.filter(action=f"effect.{job}").count() == len(days)
    assert sorted(subject for action, subject in effects() if action == "effect.hourly") == hours


def slots_of(job: str) -> list[str]:
    return list(ScheduledRun.objects.filter(job=job, state=RunState.DONE).values_list("slot", flat=True))


@pytest.mark.parametrize("killed", ["before", "inside", "after"])
def test_a_job_whose_worker_is_killed_is_finished_by_another_and_takes_effect_once(killed: str, start: Start) -> None:
    make_cases(Person("CASE1"), Person("CASE2"))
    first = start("closing", killed)
    assert first.run_due(WINDOW_OVER) == ""
    assert first.end() == -9
    assert states() == [RunState.RUNNING]
    assert start("closing").run_due(WINDOW_OVER + timedelta(minutes=1)) == "done"
    assert_cases_closed_once()


def assert_cases_closed_once() -> None:
    assert states() == [RunState.DONE]
    assert set(Case.objects.values_list("state", flat=True)) == {CaseState.CLOSED}
    [entry] = AuditEntry.objects.filter(action="cases.expired")
    assert entry.details == {"cases": 2}


def test_a_running_job_is_left_to_its_worker_until_that_is_killed(start: Start) -> None:
    make_cases(Person("CASE1"), Person("CASE2"))
    first, second = start("closing", "waiting"), start("closing")
    assert first.run_due(WINDOW_OVER) == "in the job"
    assert second.run_due(WINDOW_OVER + timedelta(minutes=1)) == "done"
    assert states() == [RunState.RUNNING]
    assert liveness.is_alive(first.name)
    assert first.kill() == -9
    assert not liveness.is_alive(first.name)
    assert second.run_due(WINDOW_OVER + timedelta(minutes=2)) == "done"
    assert_cases_closed_once()


def test_two_workers_that_find_the_same_orphan_finish_it_once(start: Start) -> None:
    make_cases(Person("CASE1"), Person("CASE2"))
    first = start("closing", "inside")
    assert first.run_due(WINDOW_OVER) == ""
    assert first.end() == -9
    both = [start("closing"), start("closing")]
    for worker in both:
        worker.send(WINDOW_OVER.isoformat())
    assert [worker.answer() for worker in both] == ["done", "done"]
    assert_cases_closed_once()
