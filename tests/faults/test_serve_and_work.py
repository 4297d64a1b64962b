"""The processes of a real server: they start and stop with it, even if it is killed."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_django import Settings
from tests.journeys.site import TIMEOUT_SECONDS, Site

from aftercall.core.jobs import liveness


@pytest.fixture
def site(installation: Site, settings: Settings, tmp_path: Path) -> Site:
    """A site, not served yet. HOME is set to its home, so that this test can see its workers."""
    settings.HOME = tmp_path
    return installation.copy(tmp_path)


@pytest.fixture
def children(site: Site) -> Iterator[list[int]]:
    """The child processes of a killed server. Those still running at the end of the test are killed."""
    pids: list[int] = []
    yield pids
    for pid in pids:
        if is_running(pid):
            os.kill(pid, signal.SIGKILL)


def wait_until(is_so: Callable[[], bool], site: Site) -> None:
    """Wait for a state, with a generous timeout."""
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, site.log[-3000:]
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    """Whether it still does something. One that has ended stays a zombie until somebody asks for its exit code."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_the_worker_starts_and_stops_with_the_server(site: Site) -> None:
    site.start()
    wait_until(liveness.any_alive, site)
    count_done = "from aftercall.core.models import ScheduledRun as R; print(R.objects.filter(state='done').count())"
    wait_until(lambda: int(site.run(count_done)) >= 5, site)
    site.stop()
    assert not liveness.any_alive()
    assert "Traceback" not in site.log


def test_nothing_is_left_when_the_server_is_killed(site: Site, children: list[int]) -> None:
    """Neither the worker nor the process that responds, which would keep the port."""
    site.start()
    wait_until(liveness.any_alive, site)
    children += site.kill()
    assert len(children) == 2
    wait_until(lambda: not any(is_running(pid) for pid in children), site)
    assert not liveness.any_alive()
