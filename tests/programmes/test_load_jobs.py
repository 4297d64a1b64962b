"""A load as a job: it starts once, every step is saved, and how it ended is recorded."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.conftest import Commit
from tests.world import LATER, LOADED, draw, fresh, loaded_wave, planned_wave

from aftercall.accounts.models import User
from aftercall.core import vault
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.core.statements import update_where
from aftercall.errors import BadInput
from aftercall.frames.building.progress import STEP_COUNT, Progress
from aftercall.frames.watching import Tick
from aftercall.programmes import folders, load_process, queries
from aftercall.programmes.models import ExtractLoad, LoadJob, Wave
from aftercall.programmes.operations import begin_load, check_last_load, load_jobs, loading, run_load
from aftercall.programmes.states import LoadState, WaveState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cached_frames")]


def begin(wave: Wave, researcher: User, content: bytes) -> LoadJob:
    job = begin_load(wave=wave, extract=SimpleUploadedFile("e.csv", content), actor=researcher, at=LOADED)
    job.refresh_from_db()
    return job


@pytest.fixture
def no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start no process for a load, so that the load never runs."""
    monkeypatch.setattr(load_process, "launch", lambda *_: None)


def test_every_step_is_saved_to_the_job(researcher: User, extract: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[object] = []

    def record_step(model: type[LoadJob], changes: dict[str, object], **where: object) -> int:
        steps.append(changes.get("step"))
        return update_where(model, changes, **where)

    monkeypatch.setattr(loading, "update_where", record_step)
    job = begin(planned_wave(researcher), researcher, extract.read_bytes())
    assert steps == [*range(1, STEP_COUNT + 1), None]
    assert (job.state, job.step, job.steps) == (LoadState.DONE, STEP_COUNT, STEP_COUNT)


def test_the_progress_of_a_step_is_saved_with_the_upload(
    researcher: User, extract: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[float | None, float | None]] = []

    def build_frame(*_: object, progress: Progress, tick: Tick, **__: object) -> None:
        tick(0.5)
        name = LoadJob.objects.get().folder
        seen.append((load_process.step_progress(name, 0), load_process.step_progress(name, 1)))
        progress(1, STEP_COUNT)
        tick(0.25)
        seen.append((load_process.step_progress(name, 0), load_process.step_progress(name, 1)))
        raise BadInput("stop here")

    monkeypatch.setattr(loading, "build_frame", build_frame)
    begin(planned_wave(researcher), researcher, extract.read_bytes())
    assert seen == [(0.5, None), (None, 0.25)]


def test_a_load_has_the_start_time_and_the_user_of_its_job(researcher: User, extract: Path) -> None:
    begin(planned_wave(researcher), researcher, extract.read_bytes())
    load = ExtractLoad.objects.get()
    assert (load.loaded_at, load.loaded_by) == (LOADED, researcher)
    entries = AuditEntry.objects.filter(subject="wave:victims-1-2025-01").order_by("pk")
    assert list(entries.values_list("action", flat=True)) == ["wave.planned", "load.begun", "extract.loaded"]
    assert {entry.actor for entry in entries} == {researcher.audit_name}


def test_a_failed_load_keeps_the_previous_one_and_leaves_no_key(researcher: User, extract: Path) -> None:
    wave = loaded_wave(researcher, extract)
    job = begin(wave, researcher, b"no extract")
    assert job.state == LoadState.FAILED
    assert "column" in job.error
    assert job.report is not None
    assert job.report["columns"]["fault"] == "none_known"
    assert fresh(wave).load.folder == wave.load.folder
    assert not vault.key_exists(folders.contacts_ring(job.folder))
    assert not folders.load_folder(job.folder).exists()
    assert AuditEntry.objects.get(action="load.failed").details == {"load": job.pk, "steps_done": 0}


@pytest.mark.usefixtures("no_process")
def test_two_simultaneous_requests_start_only_one_load(
    researcher: User, extract: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wave = planned_wave(researcher)
    begin(wave, researcher, extract.read_bytes())
    # As if the second request had checked before the first one stored its job: a database constraint refuses it.
    monkeypatch.setattr(load_jobs, "check_last_load", lambda **_: None)
    with pytest.raises(Refused, match="already"):
        begin(wave, researcher, extract.read_bytes())
    assert LoadJob.objects.count() == 1
    assert AuditEntry.objects.filter(action="load.begun").count() == 1


@pytest.mark.usefixtures("no_process")
def test_a_load_whose_process_has_ended_is_marked_as_stopped_and_its_files_are_removed(
    researcher: User, extract: Path, commit: Commit
) -> None:
    wave = planned_wave(researcher)
    job = begin(wave, researcher, extract.read_bytes())
    folders.encrypt_contacts(folders.contacts_ring(job.folder), [])
    last = check_last_load(wave=wave, at=LATER)
    assert last
    commit()
    assert last.state == LoadState.STOPPED
    assert not vault.key_exists(folders.contacts_ring(job.folder))
    assert not folders.load_folder(job.folder).exists()
    assert not Path(settings.WORKING_DIR, f"aftercall-load-{job.folder}").exists()
    check_last_load(wave=wave, at=LATER)
    assert AuditEntry.objects.filter(action="load.stopped").count() == 1


@pytest.mark.usefixtures("no_process")
def test_a_load_that_continues_after_it_was_marked_as_stopped_changes_nothing(
    researcher: User, extract: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wave = planned_wave(researcher)
    job = begin(wave, researcher, extract.read_bytes())
    monkeypatch.setattr(load_process, "uploaded_files", lambda _: [extract])
    LoadJob.objects.update(state=LoadState.STOPPED)
    run_load(job=queries.load_job(job.pk))
    assert fresh(wave).state == WaveState.PLANNED
    assert LoadJob.objects.get().state == LoadState.STOPPED
    assert not folders.load_folder(job.folder).exists()


@pytest.mark.usefixtures("no_process")
def test_no_sample_is_drawn_while_an_extract_is_being_loaded(
    researcher: User, extract: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wave = loaded_wave(researcher, extract)
    begin(wave, researcher, extract.read_bytes())
    monkeypatch.setattr(load_process, "is_running", lambda _: True)
    with pytest.raises(Refused, match="when loading has finished"):
        draw(wave=fresh(wave), actor=researcher, at=LATER)
    monkeypatch.setattr(load_process, "is_running", lambda _: False)
    assert draw(wave=fresh(wave), actor=researcher, at=LATER)
