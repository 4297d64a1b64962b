"""Locks that one transaction at a time holds, from the moment it asks for them until it ends."""

from enum import IntEnum

from django.db import connection


class Lock(IntEnum):
    """What can be locked, in the order in which a transaction must ask for several. Any numbers will do, as long as
    every process uses the same ones."""

    JOURNAL_REPLAY = 4_120_713
    SUPPRESSION_LIST = 4_120_714
    AUDIT_LOG = 4_120_715


def lock_until_commit(lock: Lock) -> None:
    """Let no other transaction hold the lock until this one ends. On SQLite, IMMEDIATE transactions already ensure
    this."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])
