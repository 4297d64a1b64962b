"""Serving the site, with a second process for its jobs."""

import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from django.db import OperationalError
from pytest_django import Settings

from aftercall.cli.site import demo, prepare_demo_home, serve
from aftercall.config import schedule, server
from aftercall.core.errors import Refused
from aftercall.errors import BadInput

pytestmark = pytest.mark.django_db
IGNORES_SIGNALS = """
import pathlib, signal, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pathlib.Path(sys.argv[1]).touch()
while True:
    signal.pause()
"""


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The steps that `serve` takes, in order; neither the server nor a process is really started."""
    steps_taken: list[str] = []

    @contextmanager
    def work_process() -> Iterator[None]:
        steps_taken.append("work begins")
        yield
        steps_taken.append("work ends")

    monkeypatch.setattr(server, "serve", lambda *_: steps_taken.append("served"))
    monkeypatch.setattr(server, "work_process", work_process)
    monkeypatch.setattr(server, "require_free_port", lambda *_: None)
    return steps_taken


def test_extracts_left_in_memory_by_killed_loads_are_removed_before_the_site_is_served(
    steps: list[str], tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WORKING_DIR = tmp_path
    abandoned = tmp_path / "aftercall-load-dead"
    abandoned.mkdir()
    monkeypatch.setattr(server, "serve", lambda *_: steps.append(f"served with it there: {abandoned.exists()}"))
    assert CliRunner().invoke(serve, ["--no-work"]).exit_code == 0
    assert steps == ["served with it there: False"]


def test_the_jobs_run_while_the_site_is_served(steps: list[str]) -> None:
    assert CliRunner().invoke(serve).exit_code == 0
    assert steps == ["work begins", "served", "work ends"]


@pytest.fixture
def short_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    """A demo that takes no time."""
    for name in ("aftercall.cli.site.prepare_demo_home", "aftercall.cli.site.migrate"):
        monkeypatch.setattr(name, lambda: None)
    monkeypatch.setattr("aftercall.demo.journey.run_journey", lambda **_: None)
    monkeypatch.setattr("aftercall.demo.report.report", lambda _: "figures")
    monkeypatch.setattr("aftercall.demo.report.accounts", lambda _: "accounts")


def test_the_demo_runs_the_jobs_while_it_serves_the_site(steps: list[str], short_demo: None) -> None:
    assert CliRunner().invoke(demo).exit_code == 0
    assert steps == ["work begins", "served", "work ends"]


@pytest.mark.one_database
def test_the_demo_can_end_with_its_figures_and_without_a_server(
    steps: list[str], short_demo: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "require_free_port", lambda *_: pytest.fail("no port is needed"))
    ended = CliRunner().invoke(demo, ["--no-serve"])
    assert (ended.exit_code, ended.output, steps) == (0, "figures\n\naccounts\n", [])

    def refuse(**_: object) -> None:
        raise Refused("The file of crimes cannot be read")

    monkeypatch.setattr("aftercall.demo.journey.run_journey", refuse)
    refused = CliRunner().invoke(demo, ["--no-serve"])
    assert (refused.exit_code, refused.output) == (1, "Error: The file of crimes cannot be read\n")


@pytest.mark.one_database
def test_the_demo_empties_no_folder_but_one_of_a_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "crimes"
    monkeypatch.setenv("AFTERCALL_HOME", str(home))
    prepare_demo_home()
    assert [path.name for path in home.iterdir()] == ["demo"]
    (home / "left.txt").touch()
    prepare_demo_home()
    assert [path.name for path in home.iterdir()] == ["demo"]
    (home / "demo").rename(home / "mine.txt")
    refused = CliRunner().invoke(demo, ["--no-serve"])
    message = "crimes is not empty and not a demo. Set AFTERCALL_HOME to an empty folder"
    assert (refused.exit_code, refused.output) == (1, f"Error: {message}\n")
    assert (home / "mine.txt").is_file()


def test_a_missing_database_gets_a_one_line_error(steps: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: object) -> None:
        raise OperationalError("no such table: programmes_loadjob")

    monkeypatch.setattr(schedule, "complete_interrupted", fail)
    result = CliRunner().invoke(serve)
    assert result.exit_code == 1
    assert "Run './go aftercall set-up' first" in result.output
    assert steps == []


def test_the_address_to_open_is_that_of_localhost(steps: list[str]) -> None:
    assert "Serving on http://localhost:8123 (" in CliRunner().invoke(serve, ["--port", "8123"]).output
    assert "http://survey.internal:8000 (" in CliRunner().invoke(serve, ["--host", "survey.internal"]).output


@pytest.mark.parametrize("command", [serve, demo])
def test_a_port_that_is_in_use_is_refused_before_anything_else_happens(
    command: click.Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    for step in ("complete_interrupted", "prepare_demo_home"):
        monkeypatch.setattr(f"aftercall.cli.site.{step}", lambda: pytest.fail("this comes later"))
    with socket.create_server(("127.0.0.1", 0), reuse_port=True) as taken:
        port = taken.getsockname()[1]
        error = CliRunner().invoke(command, ["--port", str(port)]).exception
    assert isinstance(error, BadInput)
    assert str(error).startswith(f"Port {port} is already in use. Stop the program that uses it, or choose another")
    server.require_free_port("127.0.0.1", port)


def test_an_address_that_is_not_this_machines_is_refused() -> None:
    with pytest.raises(BadInput, match=r"^Port 8000 of 192\.0\.2\.1 cannot be used\. Choose others"):
        server.require_free_port("192.0.2.1", 8000)


def test_a_work_process_that_ignores_the_termination_signal_is_killed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ready = tmp_path / "ready"
    monkeypatch.setattr(server, "WORK_COMMAND", (sys.executable, "-c", IGNORES_SIGNALS, str(ready)))
    monkeypatch.setattr(server, "GRACE_SECONDS", 0.01)
    with server.work_process() as process:
        while not ready.exists():
            time.sleep(0.01)
    assert process.returncode == -9
