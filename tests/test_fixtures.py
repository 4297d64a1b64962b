"""What the shared fixtures change in the product, and that tests without them run the unchanged product."""

from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from tests.tampering import without_triggers
from tests.world import LOADED, loaded_wave

from aftercall.accounts.models import User
from aftercall.core.audit import SystemActor, record
from aftercall.core.models import AuditEntry
from aftercall.frames.build import build_frame
from aftercall.programmes import folders
from aftercall.programmes.models import Wave
from aftercall.programmes.operations import load_extract, loading


def assert_append_only() -> None:
    entry = record(actor=SystemActor("test"), action="thing.done", subject="thing", at=LOADED)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.filter(pk=entry.pk).update(action="other")


@pytest.mark.django_db
def test_the_triggers_are_on() -> None:
    assert_append_only()


@pytest.mark.django_db
def test_the_triggers_are_back_on_after_tampering() -> None:
    with without_triggers():
        AuditEntry.objects.update(action="other")
    assert_append_only()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("run", ["before a flush", "after one"])
def test_the_triggers_are_on_in_a_test_that_commits(run: str) -> None:
    assert_append_only()
    assert AuditEntry.objects.count() == 1


def test_a_load_builds_its_frame() -> None:
    assert loading.build_frame is build_frame


@pytest.mark.django_db
def test_a_cached_frame_equals_a_built_one(researcher: User, extract: Path, request: pytest.FixtureRequest) -> None:
    wave = loaded_wave(researcher, extract)
    built = contents(wave)
    request.getfixturevalue("cached_frames")
    for _ in ("stored", "copied"):
        load_extract(wave=wave, files=[extract], actor=researcher, at=LOADED)
        assert contents(wave) == built


def contents(wave: Wave) -> list[object]:
    """The results of the load: the frame, the flow and what the callbacks received."""
    load = wave.load
    load.refresh_from_db()
    decrypted = [list(folders.decrypt_contacts(load)), folders.decrypt_matches(load)]
    return [folders.frame_file(load).read_bytes(), load.flow, load.possible_matches, *decrypted]
