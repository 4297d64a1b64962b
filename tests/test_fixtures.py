"""The shared fixtures change only what they say, and tests that do not ask for them run the unchanged product."""

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
def test_the_audit_log_is_append_only_in_an_ordinary_test() -> None:
    assert_append_only()


@pytest.mark.django_db
def test_the_audit_log_is_append_only_again_after_tampering() -> None:
    with without_triggers():
        AuditEntry.objects.update(action="other")
    assert_append_only()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("order", ["before a flush", "after a flush"])
def test_the_audit_log_is_append_only_in_tests_that_commit(order: str) -> None:
    assert_append_only()
    assert AuditEntry.objects.count() == 1


def test_without_the_cache_a_load_builds_its_frame() -> None:
    assert loading.build_frame is build_frame


@pytest.mark.django_db
def test_a_load_with_a_cached_frame_gives_the_same_results_as_building_it(
    researcher: User, extract: Path, request: pytest.FixtureRequest
) -> None:
    wave = loaded_wave(researcher, extract)
    built = results_of_load(wave)
    request.getfixturevalue("cached_frames")
    for _ in ("stored", "copied"):
        load_extract(wave=wave, files=[extract], actor=researcher, at=LOADED)
        assert results_of_load(wave) == built


def results_of_load(wave: Wave) -> list[object]:
    """The frame, the flow, and the contact details and possible matches that the load encrypted."""
    load = wave.load
    load.refresh_from_db()
    decrypted = [list(folders.decrypt_contacts(load)), folders.decrypt_matches(load)]
    return [folders.frame_file(load).read_bytes(), load.flow, load.possible_matches, *decrypted]
