"""A worker is alive for as long as its process holds its lock."""

import subprocess
import sys
from pathlib import Path

from aftercall.core.jobs import liveness


def test_a_worker_is_alive_for_as_long_as_it_is_held(workers_folder: Path) -> None:
    assert not liveness.any_alive()
    with liveness.held("one"):
        assert liveness.is_alive("one")
        assert liveness.any_alive()
        assert not liveness.is_alive("two")
    assert not liveness.is_alive("one")
    assert list(workers_folder.iterdir()) == []


def test_one_that_was_killed_is_dead_and_its_folder_goes_with_the_next_worker(workers_folder: Path) -> None:
    (workers_folder / "dead").mkdir(parents=True)
    hold = "import fcntl, os, signal, sys; h = os.open(sys.argv[1], os.O_RDONLY); "
    kill = "fcntl.flock(h, fcntl.LOCK_EX); os.kill(os.getpid(), signal.SIGKILL)"
    killed = subprocess.run([sys.executable, "-c", hold + kill, workers_folder / "dead"], check=False)
    assert killed.returncode == -9
    assert not liveness.any_alive()
    with liveness.held("next"):
        assert [path.name for path in workers_folder.iterdir()] == ["next"]


def test_a_living_worker_is_not_removed_by_the_next(workers_folder: Path) -> None:
    with liveness.held("one"), liveness.held("two"):
        assert {path.name for path in workers_folder.iterdir()} == {"one", "two"}
