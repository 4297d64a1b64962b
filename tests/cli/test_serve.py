"""Serving the site, and the process for its jobs beside it."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import OperationalError
from pytest_django import Settings

from aftercall.cli.site import demo, serve
from aftercall.config import schedule, server

pytestmark = pytest.mark.django_db
IGNORES_SIGNALS = """
import pathlib, signal, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pathlib.Path(sys.argv[1]).touch()
while True:
    signal.pause()
"""


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What `serve` does, in order, in place of serving and of starting a process."""
    done: list[str] = []

    @contextmanager
    def work_process() -> Iterator[None]:
        done.append("work begins")
        yield
        done.append("work ends")

    monkeypatch.setattr(server, "serve", lambda *_: done.append("served"))
    monkeypatch.setattr(server, "work_process", work_process)
    return done


def test_what_loads_left_in_memory_is_gone_before_the_first_request(
    ran: list[str], tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WORKING_DIR = tmp_path
    left = tmp_path / "aftercall-load-dead"
    left.mkdir()
    monkeypatch.setattr(server, "serve", lambda *_: ran.append(f"left: {left.exists()}"))
    assert CliRunner().invoke(serve, ["--no-work"]).exit_code == 0
    assert ran == ["left: False"]


def test_the_jobs_run_for_as_long_as_the_site_is_served(ran: list[str]) -> None:
    assert CliRunner().invoke(serve).exit_code == 0
    assert ran == ["work begins", "served", "work ends"]


def test_the_demo_serves_with_jobs(ran: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("aftercall.cli.site.prepare_demo_home", "aftercall.cli.site.migrate"):
        monkeypatch.setattr(name, lambda: None)
    monkeypatch.setattr("aftercall.demo.journey.run_journey", lambda **_: None)
    monkeypatch.setattr("aftercall.demo.report.report", lambda _: "figures")
    monkeypatch.setattr("aftercall.demo.report.accounts", lambda _: "accounts")
    assert CliRunner().invoke(demo).exit_code == 0
    assert ran == ["work begins", "served", "work ends"]


def test_a_database_that_is_not_set_up_is_one_line_of_what_to_do(
    ran: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**_: object) -> None:
        raise OperationalError("no such table: programmes_loadjob")

    monkeypatch.setattr(schedule, "complete_interrupted", away)
    done = CliRunner().invoke(serve)
    assert done.exit_code == 1
    assert "Run 'aftercall set-up' first" in done.output
    assert ran == []


def test_a_process_that_does_not_end_when_asked_is_killed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    is_up = tmp_path / "up"
    monkeypatch.setattr(server, "WORK", (sys.executable, "-c", IGNORES_SIGNALS, str(is_up)))
    monkeypatch.setattr(server, "GRACE_SECONDS", 0.01)
    with server.work_process() as process:
        while not is_up.exists():
            time.sleep(0.01)
    assert process.returncode == -9
