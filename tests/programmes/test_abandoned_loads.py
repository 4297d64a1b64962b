"""A load whose process has ended is marked as stopped, even if nobody opens its page."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings
from tests.world import LOADED, planned_wave

from aftercall.accounts.models import User
from aftercall.core.models import AuditEntry
from aftercall.programmes import load_process
from aftercall.programmes.models import LoadJob
from aftercall.programmes.operations import stop_abandoned_loads
from aftercall.programmes.states import LoadState

LATER = LOADED + timedelta(minutes=10)


@pytest.fixture
def load(researcher: User, settings: Settings, tmp_path: Path) -> LoadJob:
    """A load that is recorded as running, and a separate working folder for the test."""
    settings.WORKING_DIR = tmp_path
    wave = planned_wave(researcher)
    return LoadJob.objects.create(wave=wave, started_at=LOADED, started_by=researcher, folder="one", steps=5)


def test_a_load_whose_process_has_ended_is_marked_as_stopped_once(load: LoadJob) -> None:
    assert stop_abandoned_loads(at=LATER) == 1
    load.refresh_from_db()
    assert load.state == LoadState.STOPPED
    assert AuditEntry.objects.filter(action="load.stopped", at=LATER).count() == 1
    assert stop_abandoned_loads(at=LATER) == 0


def test_a_load_whose_process_is_running_continues(load: LoadJob) -> None:
    with load_process.store_upload("one", SimpleUploadedFile("extract.csv", b"crime_ref")):
        assert stop_abandoned_loads(at=LATER) == 0
        load.refresh_from_db()
        assert load.state == LoadState.RUNNING
        assert load_process.uploaded_files("one")


def test_an_upload_without_a_load_is_removed(db: None, settings: Settings, tmp_path: Path) -> None:
    settings.WORKING_DIR = tmp_path
    (tmp_path / "aftercall-load-without-a-job").mkdir()
    (tmp_path / "aftercall-requests-of-a-killed-server").mkdir()
    assert stop_abandoned_loads(at=LATER) == 0
    assert list(tmp_path.iterdir()) == []
