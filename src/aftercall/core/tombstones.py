"""Destroying keys in an order that survives a crash: the tombstone is committed first, then the key is destroyed.

Destroying a key can't be undone, so it never happens inside a transaction, which may be rolled back. An operation
records a tombstone in the same transaction as its reason, such as an objection; the key is destroyed after the commit.
If the process is killed in between, the tombstone remains, and `complete_destructions` destroys the key later.
"""

from datetime import datetime

from django.db import connection, transaction

from aftercall.core import vault
from aftercall.core.models import KeyTombstone
from aftercall.core.queries import keys_to_destroy
from aftercall.core.statements import update_where


def destroy_key_on_commit(ring: str, slot: int, *, at: datetime) -> None:
    """Destroy one key of a ring once the caller's transaction is committed."""
    _record(KeyTombstone(ring=ring, slot=slot, recorded_at=at))


def destroy_ring_on_commit(ring: str, *, at: datetime) -> None:
    """Destroy a whole ring once the caller's transaction is committed."""
    _record(KeyTombstone(ring=ring, slot=None, recorded_at=at))


def _record(tombstone: KeyTombstone) -> None:
    tombstone.save()
    # Robust, because by then the operation is committed: an error here must not make it seem to have failed.
    transaction.on_commit(lambda: _destroy(tombstone, tombstone.recorded_at), robust=True)


def complete_destructions(*, at: datetime) -> int:
    """Destroy every key that has a tombstone but has not been destroyed yet. Returns how many there were.

    Runs at every start and as a scheduled job. Running it again, or in two processes at once, does no harm.
    """
    pending = list(keys_to_destroy())
    for tombstone in pending:
        _destroy(tombstone, at)
    return len(pending)


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
