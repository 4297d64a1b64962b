"""The tombstone is recorded first; the key is destroyed once, after the commit, and not at all after a rollback."""

from datetime import UTC, datetime

import pytest
from django.db import transaction
from tests.conftest import Commit

from aftercall.core import tombstones, vault
from aftercall.core.models import KeyTombstone

AT = datetime(2025, 3, 1, 9, 30, tzinfo=UTC)
LATER = datetime(2025, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def ring() -> str:
    """A ring with two keys."""
    vault.destroy_ring("wave-1")
    vault.create_ring("wave-1", slots=2)
    return "wave-1"


def test_the_key_exists_until_the_commit(ring: str, commit: Commit) -> None:
    tombstones.destroy_key_on_commit(ring, 1, at=AT)
    assert vault.key_exists(ring, 1)
    commit()
    assert (vault.key_exists(ring, 0), vault.key_exists(ring, 1)) == (True, False)
    assert KeyTombstone.objects.get().destroyed_at == AT


def test_all_keys_of_a_destroyed_ring_are_gone_after_the_commit(ring: str, commit: Commit) -> None:
    tombstones.destroy_ring_on_commit(ring, at=AT)
    commit()
    assert not any(vault.key_exists(ring, slot) for slot in range(2))


@pytest.mark.django_db(transaction=True)
def test_a_rollback_destroys_nothing(ring: str) -> None:
    with transaction.atomic():
        tombstones.destroy_key_on_commit(ring, 0, at=AT)
        transaction.set_rollback(True)
    assert vault.key_exists(ring, 0)
    assert not KeyTombstone.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_destruction_that_fails_is_completed_later(ring: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(vault, "destroy_key", fail)
        with transaction.atomic():
            tombstones.destroy_key_on_commit(ring, 0, at=AT)
    assert vault.key_exists(ring, 0)
    assert tombstones.complete_destructions(at=LATER) == 1
    assert not vault.key_exists(ring, 0)
    assert KeyTombstone.objects.get().destroyed_at == LATER
    assert tombstones.complete_destructions(at=LATER) == 0


@pytest.mark.django_db(transaction=True)
def test_completing_the_destruction_of_a_key_that_is_already_gone_is_no_error(ring: str) -> None:
    KeyTombstone.objects.create(ring=ring, slot=0, recorded_at=AT)
    KeyTombstone.objects.create(ring="never-created", slot=None, recorded_at=AT)
    vault.destroy_ring(ring)
    assert tombstones.complete_destructions(at=LATER) == 2
    assert not KeyTombstone.objects.filter(destroyed_at=None).exists()
