"""The table of what the journal holds: each kind of entry, and how a room applies it again to a restored database."""

from datetime import datetime

from aftercall.core import journal, tombstones
from aftercall.rights import retention
from aftercall.rights.replaying import replay_objection
from aftercall.suppression.operations import JOURNAL_KIND as OBJECTION

REPLAYS: dict[str, journal.Replay] = {
    OBJECTION: replay_objection,
    tombstones.JOURNAL_KIND: tombstones.replay,
    retention.JOURNAL_KIND: retention.replay,
}


def replay_forgotten(*, at: datetime) -> int:
    """Apply again what this database has forgotten. Returns how many entries; more than none means that it was
    restored from a backup."""
    return journal.replay_missing(replays=REPLAYS, at=at)


def keep_journal(*, at: datetime) -> int:
    """Make journal and database agree: write what is not in the journal's file yet, and apply again what the database
    has forgotten. Returns how many entries."""
    return journal.append_committed(at=at) + replay_forgotten(at=at)
