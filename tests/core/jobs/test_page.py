"""The administrator's page of jobs."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.core.jobs.conftest import NOON, RecordingOperation, SetSchedule, job

from aftercall.accounts.roles import Role
from aftercall.config import schedule
from aftercall.core import clock
from aftercall.core.jobs import liveness
from aftercall.core.jobs.presenters import SHOWN_RUNS
from aftercall.core.models import RunState, ScheduledRun

URL = reverse("jobs:overview")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def administrator(client_signed_in_as: Callable[[Role | None], Client], monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    return client_signed_in_as(Role.ADMINISTRATOR)


@pytest.fixture(autouse=True)
def two_jobs(set_schedule: SetSchedule) -> None:
    set_schedule(job("a", RecordingOperation()), job("b", RecordingOperation(), minutes=60))


def page_text(client: Client) -> str:
    """The text of the page, without markup."""
    text = re.sub(r"<[^>]*>", " ", client.get(URL).content.decode().split("<main")[1].split("</main")[0])
    return re.sub(r"\s+", " ", text).replace("&#39;", "'")


def make_run(
    name: str, due_at: datetime, state: RunState = RunState.DONE, changed: int | None = 0, seconds: int = 0
) -> ScheduledRun:
    started_at = None if state == RunState.WAITING else due_at
    ended_at = due_at + timedelta(seconds=seconds) if state in {RunState.DONE, RunState.FAILED} else None
    kind, place = ("ValueError", "core/jobs/tasks.py:1") if state == RunState.FAILED else ("", "")
    return ScheduledRun.objects.create(
        job=name,
        slot=f"{due_at.astimezone(UTC):%Y-%m-%dT%H:%MZ}",
        due_at=due_at,
        task_id=uuid4(),
        state=state,
        started_at=started_at,
        ended_at=ended_at,
        changed=changed,
        fault_kind=kind,
        fault_place=place,
    )


def test_without_a_worker_the_page_says_how_to_start_one(administrator: Client) -> None:
    page = page_text(administrator)
    assert "no worker process is running. Start one with the command: ./go aftercall work" in page
    assert "No job has run yet." in page
    assert "No job has failed in the last 90 days." in page
    assert "Do a Now (due since 4 March 2025 at 12:00pm) Every 10 minutes" in page


def test_while_a_worker_is_alive_the_page_shows_no_warning(administrator: Client) -> None:
    with liveness.hold_lock("one"):
        assert "no worker process" not in page_text(administrator)


def test_upcoming_runs_are_shown_soonest_first(administrator: Client) -> None:
    make_run("a", NOON)
    make_run("b", NOON, RunState.RUNNING, changed=None)
    expected = "Do a 4 March 2025 at 12:10pm Every 10 minutes Do b 4 March 2025 at 1:00pm Every hour"
    assert expected in page_text(administrator)


def test_a_slot_waiting_for_a_worker_is_shown_as_due_now(administrator: Client) -> None:
    make_run("a", NOON, RunState.WAITING, changed=None)
    assert "Do a Now (due since 4 March 2025 at 12:00pm)" in page_text(administrator)


@pytest.mark.parametrize(
    ("state", "changed", "seconds", "expected"),
    [
        (RunState.DONE, 0, 0, "Nothing to do {when} Under a second"),
        (RunState.DONE, 1, 2, "1 thing changed {when} 2 seconds"),
        (RunState.DONE, 1200, 150, "1,200 things changed {when} 2 minutes"),
        (RunState.RUNNING, None, 0, "Running {when}"),
        (RunState.FAILED, None, 3, "Failed {when} 3 seconds"),
    ],
)
def test_a_recent_run_shows_its_time_duration_and_outcome(
    state: RunState, changed: int | None, seconds: int, expected: str, administrator: Client
) -> None:
    make_run("a", NOON, state, changed, seconds)
    row = page_text(administrator).split("Recent runs")[1]
    when = "4 March 2025 at 12:00pm 4 March 2025 at 12:00pm"
    assert f"Do a {expected.format(when=when)}" in row


def test_a_run_that_changed_nothing_is_shown_only_if_it_is_the_last_of_its_job(administrator: Client) -> None:
    make_run("a", NOON - 40 * MINUTE)
    make_run("a", NOON - 30 * MINUTE, changed=2)
    make_run("a", NOON - 20 * MINUTE)
    make_run("b", NOON - 60 * MINUTE)
    make_run("a", NOON - 10 * MINUTE)
    page = page_text(administrator).split("Recent runs")[1]
    shown = re.findall(r"Do (\w) (Nothing|2 things).*? at (\d+:\d+)", page)
    assert shown == [("a", "Nothing", "11:50"), ("b", "Nothing", "11:00"), ("a", "2 things", "11:30")]


def test_an_unresolved_failure_says_when_the_job_runs_again(administrator: Client) -> None:
    make_run("a", NOON, RunState.FAILED, changed=None)
    assert "Do a Once, due on 4 March 2025 at 12:00pm ValueError" in page_text(administrator)
    make_run("a", NOON - 10 * MINUTE, RunState.FAILED, changed=None)
    expected = (
        "Do a 2 times, last due on 4 March 2025 at 12:00pm ValueError at core/jobs/tasks.py:1 "
        "Wait. It runs again on 4 March 2025 at 12:10pm."
    )
    assert expected in page_text(administrator)


def test_a_resolved_failure_needs_no_action(administrator: Client) -> None:
    make_run("a", NOON - 10 * MINUTE, RunState.FAILED, changed=None)
    make_run("a", NOON)
    assert "Nothing. The job has succeeded since." in page_text(administrator)


def test_runs_of_jobs_that_no_longer_exist_are_shown_by_name(administrator: Client) -> None:
    make_run("gone", NOON, RunState.FAILED, changed=None)
    make_run("went", NOON, changed=3)
    page = page_text(administrator)
    assert "Nothing. This job no longer exists." in page
    assert "went Done 4 March 2025 at 12:00pm" in page


def test_page_length_and_query_count_do_not_grow_with_the_number_of_runs(administrator: Client) -> None:
    with CaptureQueriesContext(connection) as few:
        page_text(administrator)
    for number in range(4 * SHOWN_RUNS):
        state = RunState.FAILED if number % 2 else RunState.DONE
        make_run("a", NOON - number * MINUTE, state, changed=None if number % 2 else 1)
    with CaptureQueriesContext(connection) as many:
        page = page_text(administrator)
    assert len(many) == len(few)
    assert page.count(f"Do a {2 * SHOWN_RUNS} times") == 1
    assert page.split("Recent runs")[1].count("Do a") == SHOWN_RUNS


def test_the_page_is_read_only(administrator: Client) -> None:
    assert administrator.post(URL).status_code == 405


@pytest.mark.django_db
def test_every_scheduled_job_has_a_unique_name_and_title(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    names = [job.name for job in schedule.SCHEDULE]
    titles = [job.title for job in schedule.SCHEDULE]
    assert len(set(names)) == len(set(titles)) == len(names)
    assert all(len(name) <= 40 for name in names)
