"""A load as a job: begun once, told of every step, ended for certain."""

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
from aftercall.programmes import folders, queries, worker
from aftercall.programmes.models import ExtractLoad, LoadJob, Wave
from aftercall.programmes.operations import begin_load, load_jobs, loading, run_load, settle_load
from aftercall.programmes.states import LoadState, WaveState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cached_frames")]


def begin(wave: Wave, researcher: User, content: bytes) -> LoadJob:
    job = begin_load(wave=wave, extract=SimpleUploadedFile("e.csv", content), actor=researcher, at=LOADED)
    job.refresh_from_db()
    return job


@pytest.fixture
def never_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes that are started and do nothing."""
    monkeypatch.setattr(worker, "launch", lambda *_: None)


def test_every_step_is_told_to_the_job(researcher: User, extract: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[object] = []

    def telling(model: type[LoadJob], changes: dict[str, object], **where: object) -> int:
        told.append(changes.get("step"))
        return update_where(model, changes, **where)

    monkeypatch.setattr(loading, "update_where", telling)
    job = begin(planned_wave(researcher), researcher, extract.read_bytes())
    assert told == [*range(1, STEP_COUNT + 1), None]
    assert (job.state, job.step, job.steps) == (LoadState.DONE, STEP_COUNT, STEP_COUNT)


def test_how_much_of_a_step_is_done_is_noted_beside_the_upload(
    researcher: User, extract: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[float | None, float | None]] = []

    def build_frame(*_: object, progress: Progress, tick: Tick, **__: object) -> None:
        tick(0.5)
        name = LoadJob.objects.get().folder
        seen.append((worker.share_of(name, 0), worker.share_of(name, 1)))
        progress(1, STEP_COUNT)
        tick(0.25)
        seen.append((worker.share_of(name, 0), worker.share_of(name, 1)))
        raise BadInput("enough")

    monkeypatch.setattr(loading, "build_frame", build_frame)
    begin(planned_wave(researcher), researcher, extract.read_bytes())
    assert seen == [(0.5, None), (None, 0.25)]


def test_a_load_is_of_the_moment_and_the_person_that_began_it(researcher: User, extract: Path) -> None:
    begin(planned_wave(researcher), researcher, extract.read_bytes())
    load = ExtractLoad.objects.get()
    assert (load.loaded_at, load.loaded_by) == (LOADED, researcher)
    entries = AuditEntry.objects.filter(subject="wave:2025-01").order_by("pk")
    assert list(entries.values_list("action", flat=True)) == ["wave.planned", "load.begun", "extract.loaded"]
    assert {entry.actor for entry in entries} == {researcher.audit_name}


def test_a_failed_load_leaves_the_former_one_and_no_key(researcher: User, extract: Path) -> None:
    wave = loaded_wave(researcher, extract)
    job = begin(wave, researcher, b"no extract")
    assert job.state == LoadState.FAILED
    assert "column" in job.error
    assert job.report is None
    assert fresh(wave).load.folder == wave.load.folder
    assert not vault.key_exists(folders.contacts_ring(job.folder))
    assert not folders.load_folder(job.folder).exists()
    assert AuditEntry.objects.get(action="load.failed").details == {"load": job.pk, "steps_done": 0}


@pytest.mark.usefixtures("never_run")
def test_two_at_once_are_one(researcher: User, extract: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wave = planned_wave(researcher)
    begin(wave, researcher, extract.read_bytes())
    # The other request looked before the first had begun; the database tells them apart.
    monkeypatch.setattr(load_jobs, "settle_load", lambda **_: None)
    with pytest.raises(Refused, match="already"):
        begin(wave, researcher, extract.read_bytes())
    assert LoadJob.objects.count() == 1
    assert AuditEntry.objects.filter(action="load.begun").count() == 1


@pytest.mark.usefixtures("never_run")
def test_a_dead_one_is_settled_and_what_it_left_is_gone(researcher: User, extract: Path, commit: Commit) -> None:
    wave = planned_wave(researcher)
    job = begin(wave, researcher, extract.read_bytes())
    folders.seal_contacts(job.folder, folders.contacts_ring(job.folder), [])
    settled = settle_load(wave=wave, at=LATER)
    assert settled
    commit()
    assert settled.state == LoadState.STOPPED
    assert not vault.key_exists(folders.contacts_ring(job.folder))
    assert not folders.load_folder(job.folder).exists()
    assert not Path(settings.WORKING_DIR, f"aftercall-load-{job.folder}").exists()
    settle_load(wave=wave, at=LATER)
    assert AuditEntry.objects.filter(action="load.stopped").count() == 1


@pytest.mark.usefixtures("never_run")
def test_a_stopped_one_that_comes_back_changes_nothing(
    researcher: User, extract: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wave = planned_wave(researcher)
    job = begin(wave, researcher, extract.read_bytes())
    monkeypatch.setattr(worker, "uploaded_files", lambda _: [extract])
    LoadJob.objects.update(state=LoadState.STOPPED)
    run_load(job=queries.load_job(job.pk))
    assert fresh(wave).state == WaveState.PLANNED
    assert LoadJob.objects.get().state == LoadState.STOPPED
    assert not folders.load_folder(job.folder).exists()


@pytest.mark.usefixtures("never_run")
def test_nothing_is_drawn_while_an_extract_is_loaded(
    researcher: User, extract: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wave = loaded_wave(researcher, extract)
    begin(wave, researcher, extract.read_bytes())
    monkeypatch.setattr(worker, "is_alive", lambda _: True)
    with pytest.raises(Refused, match="when loading has finished"):
        draw(wave=fresh(wave), actor=researcher, at=LATER)
    monkeypatch.setattr(worker, "is_alive", lambda _: False)
    assert draw(wave=fresh(wave), actor=researcher, at=LATER)
