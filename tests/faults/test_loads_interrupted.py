"""A load in a separate process: it succeeds, or it is killed and reported as stopped; on both databases."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.faults.racing import concurrently, database_url
from tests.world import LATER, LOADED, fresh, make_researcher, planned_wave

from aftercall.accounts.models import User
from aftercall.core.errors import Refused
from aftercall.frames.building.progress import STEP_COUNT
from aftercall.programmes import folders, load_process, queries
from aftercall.programmes.models import ExtractLoad, LoadJob, Wave
from aftercall.programmes.operations import begin_load, check_last_load, run_load
from aftercall.programmes.states import LoadState, WaveState

pytestmark = pytest.mark.django_db(transaction=True)
# Runs a load as the server does, in a process that kills itself once it has stored the given step, or at the end.
KILLED_LOAD = """
import os, signal, sys
import django
django.setup()
from django.core.management import call_command
from aftercall.programmes.operations import loading
store = loading.update_where
def store_or_die(model, changes, **where):
    count = store(model, changes, **where)
    if str(changes.get("step")) == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)
    return count
loading.update_where = store_or_die
call_command("run_load", sys.argv[1])
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(autouse=True)
def process_environment(monkeypatch: pytest.MonkeyPatch, project_root: Path) -> None:
    """The environment variables that another process needs to reach the test database and the code."""
    monkeypatch.setenv("DATABASE_URL", database_url())
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(project_root / "src"), str(project_root)]))


@pytest.fixture
def researcher() -> User:
    """The researcher who loads, created per test because the database is emptied between these tests."""
    return make_researcher()


def begin(wave: Wave, researcher: User, extract: Path) -> LoadJob:
    file = SimpleUploadedFile("extract.csv", extract.read_bytes())
    return begin_load(wave=wave, extract=file, actor=researcher, at=LOADED)


def run_killed(job_id: int, hold: int, *, step: str) -> None:
    """Run the load in a process that is killed at a step, or at the end."""
    command = [sys.executable, "-c", KILLED_LOAD, str(job_id), step]
    killed = subprocess.run(command, pass_fds=[hold], capture_output=True, text=True, check=False)
    assert killed.returncode == -9, killed.stderr


def left_behind(job: LoadJob) -> list[object]:
    """What must be gone after a failed load."""
    upload = Path(settings.WORKING_DIR, f"aftercall-load-{job.folder}")
    places = [upload, folders.load_folder(job.folder)]
    return [*(path for path in places if path.exists()), *vault_rings(job)]


def vault_rings(job: LoadJob) -> list[Path]:
    return list(Path(settings.KEYS_DIR).glob(f"{folders.contacts_ring(job.folder)}*"))


def test_a_separate_process_loads_the_extract_and_exits(researcher: User, extract: Path) -> None:
    wave = planned_wave(researcher)
    job = begin(wave, researcher, extract)
    [reaping] = [thread for thread in threading.enumerate() if thread.name == f"aftercall-load-{job.pk}"]
    assert check_last_load(wave=wave, at=LATER).state in {LoadState.RUNNING, LoadState.DONE}  # type: ignore[union-attr]
    reaping.join(timeout=600)
    assert not reaping.is_alive()
    job.refresh_from_db()
    assert (job.state, job.step, job.error) == (LoadState.DONE, STEP_COUNT, "")
    assert fresh(wave).state == WaveState.LOADED
    assert not Path(settings.WORKING_DIR, f"aftercall-load-{job.folder}").exists()


@pytest.mark.usefixtures("cached_frames")  # not in the process that is killed
@pytest.mark.parametrize("step", ["1", "4", str(STEP_COUNT)])
def test_a_load_killed_at_a_step_is_stopped_and_the_next_one_succeeds(
    step: str, researcher: User, extract: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wave = planned_wave(researcher)
    monkeypatch.setattr(load_process, "launch", lambda job_id, hold: run_killed(job_id, hold, step=step))
    job = begin(wave, researcher, extract)
    assert left_behind(job)
    settled = check_last_load(wave=wave, at=LATER)
    assert (settled.state, settled.step) == (LoadState.STOPPED, int(step))  # type: ignore[union-attr]
    assert left_behind(job) == []
    assert (fresh(wave).state, ExtractLoad.objects.count()) == (WaveState.PLANNED, 0)
    monkeypatch.setattr(load_process, "launch", lambda job_id, _: run_load(job=queries.load_job(job_id)))
    begin(wave, researcher, extract)
    assert fresh(wave).state == WaveState.LOADED


def test_a_load_whose_process_is_killed_after_its_end_has_succeeded(
    researcher: User, extract: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wave = planned_wave(researcher)
    monkeypatch.setattr(load_process, "launch", lambda job_id, hold: run_killed(job_id, hold, step="none"))
    begin(wave, researcher, extract)
    assert check_last_load(wave=wave, at=LATER).state == LoadState.DONE  # type: ignore[union-attr]
    assert folders.frame_file(ExtractLoad.objects.get()).exists()


def test_concurrent_requests_start_one_load(researcher: User, extract: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[int] = []
    monkeypatch.setattr(load_process, "launch", lambda _, hold: held.append(os.dup(hold)))
    wave = planned_wave(researcher)
    results = concurrently([lambda: begin(wave, researcher, extract)] * 4)
    assert [type(result) for result in results].count(Refused) == 3
    assert LoadJob.objects.filter(state=LoadState.RUNNING).count() == 1
    os.close(*held)
    assert check_last_load(wave=wave, at=LATER).state == LoadState.STOPPED  # type: ignore[union-attr]
