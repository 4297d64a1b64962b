"""The table of what the journal holds: each kind of entry, and how a room applies it again to a restored database."""

from collections.abc import Mapping
from datetime import datetime

from aftercall.consents import operations as consents
from aftercall.consents.details import RINGS as CONSENTS
from aftercall.consultations.operations import releasing
from aftercall.core import journal, tombstones
from aftercall.fieldwork.agreeing import forget_agreements
from aftercall.improvements.recovery import operations as recovery
from aftercall.publication.operations import publishing
from aftercall.rights import retention
from aftercall.rights.desk import journalling as requests
from aftercall.rights.replaying import close_erased_case, replay_objection, replay_restriction
from aftercall.suppression.operations import JOURNAL_KIND as OBJECTION


def replay_tombstone(payload: Mapping[str, object], at: datetime) -> None:
    """As tombstones.replay. If a record of consent ended after the backup, the database may still be about to make it
    again; if the contact details of a case were destroyed, it may still be open."""
    tombstones.replay(payload, at)
    ring, slot = tombstones.journalled(payload)
    if ring.startswith(CONSENTS):
        forget_agreements()
    close_erased_case(ring, slot, at)


REPLAYS: dict[str, journal.Replay] = {
    OBJECTION: replay_objection,
    tombstones.JOURNAL_KIND: replay_tombstone,
    retention.JOURNAL_KIND: retention.replay,
    consents.JOURNAL_KIND: consents.replay,
    consents.RESTRICTION_KIND: replay_restriction,
    recovery.JOURNAL_KIND: recovery.replay,
    requests.JOURNAL_KIND: requests.replay,
    publishing.JOURNAL_KIND: publishing.replay_withdrawal,
    releasing.JOURNAL_KIND: releasing.replay_withdrawal,
}


def replay_forgotten(*, at: datetime) -> int:
    """Apply again what this database has forgotten. Returns how many entries; more than none means that it was
    restored from a backup."""
    return journal.replay_missing(replays=REPLAYS, at=at)


def keep_journal(*, at: datetime) -> int:
    """Make journal and database agree: write what is not in the journal's file yet, and apply again what the database
    has forgotten. Returns how many entries."""
    return journal.append_committed(at=at) + replay_forgotten(at=at)
