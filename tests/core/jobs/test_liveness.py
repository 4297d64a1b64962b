"""A worker is alive for as long as its process holds its lock."""

import subprocess
import sys
from pathlib import Path

from aftercall.core.jobs import liveness


def test_a_worker_is_alive_while_its_lock_is_held(workers_folder: Path) -> None:
    assert not liveness.any_alive()
    with liveness.hold_lock("one"):
        assert liveness.is_alive("one")
        assert liveness.any_alive()
        assert not liveness.is_alive("two")
    assert not liveness.is_alive("one")
    assert list(workers_folder.iterdir()) == []


def test_a_killed_worker_is_dead_and_the_next_one_removes_its_folder(workers_folder: Path) -> None:
    (workers_folder / "dead").mkdir(parents=True)
    lock = "import fcntl, os, signal, sys; h = os.open(sys.argv[1], os.O_RDONLY); "
    kill = "fcntl.flock(h, fcntl.LOCK_EX); os.kill(os.getpid(), signal.SIGKILL)"
    killed = subprocess.run([sys.executable, "-c", lock + kill, workers_folder / "dead"], check=False)
    assert killed.returncode == -9
    assert not liveness.any_alive()
    with liveness.hold_lock("next"):
        assert [path.name for path in workers_folder.iterdir()] == ["next"]


def test_the_folder_of_a_living_worker_is_kept(workers_folder: Path) -> None:
    with liveness.hold_lock("one"), liveness.hold_lock("two"):
        assert {path.name for path in workers_folder.iterdir()} == {"one", "two"}
