"""The append-only audit log: a Merkle tree (RFC 6962, section 2.1) over its entries in the order in which they were
committed.

A witness who keeps a head (the number of entries and the tree's hash) can check later whether any of those entries has
been changed or removed, or another has been inserted among them. Entries are numbered without gaps, and each is
authenticated with a key that is not in the database.
"""

import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings

from aftercall.core import audit_keys, checkpoints
from aftercall.core.checkpoints import Head
from aftercall.core.locks import Lock, lock_until_commit
from aftercall.core.log_check import LogCheck
from aftercall.core.log_entries import LoggedEntry, content_of, leaf_hash_of
from aftercall.core.merkle import tree_of
from aftercall.core.models import AuditEntry
from aftercall.core.statements import highest_key, insert


class Actor(Protocol):
    """Whoever acts: a signed-in user, or the system itself."""

    @property
    def audit_name(self) -> str: ...
    @property
    def role(self) -> str: ...


@dataclass(frozen=True)
class SystemActor:
    """What acts without a signed-in user: a scheduled job, a console command or the demo."""

    audit_name: str
    role: str = "system"


def record(
    *, actor: Actor, action: str, subject: str, at: datetime, details: Mapping[str, object] | None = None
) -> AuditEntry:
    """Append one entry in the caller's transaction. Details hold counts, codes and references, never personal
    data."""
    entry = AuditEntry(
        at=at, actor=actor.audit_name, role=actor.role, action=action, subject=subject, details=dict(details or {})
    )
    entry.leaf_hash = leaf_hash(entry)
    key = audit_keys.entry_key()
    # Entries are committed in the order of their numbers. A number that the database gave would be lost by a rollback.
    lock_until_commit(Lock.AUDIT_LOG)
    entry.pk = highest_key(AuditEntry) + 1
    entry.mac = audit_keys.entry_mac(key, entry.pk, entry.leaf_hash)
    insert(entry)
    return entry


def leaf_hash(entry: AuditEntry) -> str:
    """RFC 6962's hash of the entry as JSON with sorted keys and the time in UTC."""
    return leaf_hash_of(_content(entry))


def entries() -> Iterator[LoggedEntry]:
    """Every entry in order, as it is hashed and exported."""
    return (_logged(entry) for entry in AuditEntry.objects.order_by("id").iterator())


def head() -> Head:
    """The head over all entries, of the hashes taken when they were written."""
    hashes = AuditEntry.objects.order_by("id").values_list("leaf_hash", flat=True).iterator()
    tree = tree_of(bytes.fromhex(value) for value in hashes)
    return Head(tree.size, tree.root.hex())


def signed_head() -> tuple[Head, str]:
    """The head over all entries, and the signed file that a witness keeps."""
    current = head()
    return current, checkpoints.sign(current, audit_keys.signing_key())


def check() -> LogCheck:
    """Read the whole log and check each entry: its content, its number, its time, and that this service wrote it."""
    key = audit_keys.entry_key()
    return LogCheck(lambda entry: _has_code(entry, key), settings.CLOCK_START).read(entries())


def is_genuine(entry: AuditEntry) -> bool:
    """Whether an entry is as this service wrote it."""
    logged = _logged(entry)
    return logged.is_unchanged and _has_code(logged, audit_keys.entry_key())


def _has_code(entry: LoggedEntry, key: bytes) -> bool:
    return hmac.compare_digest(entry.mac, audit_keys.entry_mac(key, entry.id, entry.leaf_hash))


def _logged(entry: AuditEntry) -> LoggedEntry:
    return LoggedEntry(entry.pk, _content(entry), entry.leaf_hash, entry.mac)


def _content(entry: AuditEntry) -> Mapping[str, object]:
    return content_of(
        at=entry.at,
        actor=entry.actor,
        role=entry.role,
        action=entry.action,
        subject=entry.subject,
        details=entry.details,
    )
