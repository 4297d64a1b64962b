"""Destroying keys in an order that survives a crash: the tombstone is committed first, then the key is destroyed.

Destroying a key can't be undone, so it never happens inside a transaction, which may be rolled back. An operation
records a tombstone in the same transaction as its reason, such as an objection; the key is destroyed after the commit.
If the process is killed in between, the tombstone remains, and `complete_destructions` destroys the key later.
Tombstones are journalled, because a restored backup of the database has forgotten the latest of them.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import connection, transaction

from aftercall.core import audit, journal, vault
from aftercall.core.models import KeyTombstone
from aftercall.core.queries import keys_to_destroy
from aftercall.core.sealed_values import Tombstone, keys_with_tombstones
from aftercall.core.statements import update_where

JOURNAL_KIND = "tombstone"


def destroy_key_on_commit(ring: str, slot: int, *, at: datetime) -> None:
    """Destroy one key of a ring once the caller's transaction is committed."""
    _record(KeyTombstone(ring=ring, slot=slot, recorded_at=at))


def destroy_ring_on_commit(ring: str, *, at: datetime) -> None:
    """Destroy a whole ring once the caller's transaction is committed."""
    _record(KeyTombstone(ring=ring, slot=None, recorded_at=at))


def _record(tombstone: KeyTombstone) -> None:
    tombstone.save()
    payload = {"ring": tombstone.ring, "slot": tombstone.slot, "recorded_at": tombstone.recorded_at.isoformat()}
    journal.record(JOURNAL_KIND, payload)  # on commit too, but before the key is destroyed
    _destroy_on_commit(tombstone)


def _destroy_on_commit(tombstone: KeyTombstone) -> None:
    # Robust, because by then the operation is committed: an error here must not make it seem to have failed.
    transaction.on_commit(lambda: _destroy(tombstone, tombstone.recorded_at), robust=True)


def replay(payload: Mapping[str, object], at: datetime) -> None:  # noqa: ARG001 - as every replay
    """Record a tombstone again that a restored database has forgotten, and destroy the key if it came back."""
    ring, slot = journalled(payload)
    known = KeyTombstone.objects.filter(ring=ring, slot=slot).first()
    recorded_at = datetime.fromisoformat(str(payload["recorded_at"]))
    _destroy_on_commit(known or KeyTombstone.objects.create(ring=ring, slot=slot, recorded_at=recorded_at))


def journalled(payload: Mapping[str, object]) -> Tombstone:
    """The key that an entry of the journal is about."""
    return str(payload["ring"]), None if payload["slot"] is None else int(str(payload["slot"]))


def complete_destructions(*, at: datetime) -> int:
    """Destroy every key that has a tombstone but has not been destroyed yet, and remove rings that a killed process had
    not finished. Returns how many keys there were.

    Runs at every start and as a scheduled job. Running it again, or in two processes at once, does no harm.
    """
    pending = list(keys_to_destroy())
    for tombstone in pending:
        _destroy(tombstone, at)
    vault.remove_leftovers()
    return len(pending)


def destroy_erased(*, rings: Iterable[str], actor: audit.Actor, at: datetime) -> int:
    """Destroy the keys that have a tombstone and exist all the same, because a copy of the keys was put back, and these
    rings, whose values have been erased. Returns how many keys and rings."""
    returned = list(keys_with_tombstones())
    without = sorted(
        ring for ring in set(rings) - {tombstone.ring for tombstone in returned} if vault.ring_exists(ring)
    )
    with transaction.atomic():
        for ring in without:
            destroy_ring_on_commit(ring, at=at)
        details = {"keys": len(returned), "rings": len(without)}
        audit.record(actor=actor, action="keys.destroyed_again", subject="keys", at=at, details=details)
    for tombstone in returned:
        _destroy(tombstone, at)
    return len(returned) + len(without)


def _destroy(tombstone: KeyTombstone, at: datetime) -> None:
    _make_durable()
    if tombstone.slot is None:
        vault.destroy_ring(tombstone.ring)
    else:
        vault.destroy_key(tombstone.ring, tombstone.slot)
    update_where(KeyTombstone, {"destroyed_at": at}, pk=tombstone.pk, destroyed_at=None)


def _make_durable() -> None:
    """With `synchronous=NORMAL` SQLite may lose the last commits when the power fails. A checkpoint writes them to
    disk first, so that no key is destroyed whose tombstone could still be lost."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint")
