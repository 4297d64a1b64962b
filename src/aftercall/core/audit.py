"""The append-only audit log: a Merkle tree (RFC 9162, section 2.1) over its entries in the order in which they were
committed.

A witness who keeps a head (the number of entries and the tree's hash) can check later whether any of those entries has
been changed or removed, or another has been inserted among them.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from aftercall.core.locks import Lock, lock_until_commit
from aftercall.core.models import AuditEntry
from aftercall.core.statements import insert


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


@dataclass(frozen=True)
class Head:
    """What a witness keeps: the number of entries and the Merkle tree hash over them."""

    size: int
    root: str


def record(
    *, actor: Actor, action: str, subject: str, at: datetime, details: Mapping[str, object] | None = None
) -> AuditEntry:
    """Append one entry in the caller's transaction. Details hold counts, codes and references, never personal
    data."""
    entry = AuditEntry(
        at=at, actor=actor.audit_name, role=actor.role, action=action, subject=subject, details=dict(details or {})
    )
    entry.leaf_hash = leaf_hash(entry)
    # Entries are committed in the order of their ids.
    lock_until_commit(Lock.AUDIT_LOG)
    insert(entry)
    return entry


def leaf_hash(entry: AuditEntry) -> str:
    """RFC 9162: SHA-256(0x00 || entry), the entry as JSON with sorted keys and the time in UTC."""
    fields = {
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor,
        "role": entry.role,
        "action": entry.action,
        "subject": entry.subject,
        "details": entry.details,
    }
    text = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(b"\x00" + text.encode()).hexdigest()


def head(size: int | None = None) -> Head:
    """The head over the first `size` entries, or over all of them."""
    hashes = AuditEntry.objects.order_by("id").values_list("leaf_hash", flat=True)[:size]
    leaves = [bytes.fromhex(value) for value in hashes]
    return Head(len(leaves), merkle_root(leaves).hex())


def changed_entries() -> list[int]:
    """Ids of the entries that no longer match the hash taken when they were written."""
    return [entry.id for entry in AuditEntry.objects.order_by("id").iterator() if leaf_hash(entry) != entry.leaf_hash]


def agrees_with(witnessed: Head) -> bool:
    """Whether the log still begins with exactly the entries that a witnessed head covers."""
    return head(witnessed.size) == witnessed and not changed_entries()


def merkle_root(leaves: Iterable[bytes]) -> bytes:
    """RFC 9162's tree hash of the leaf hashes. Pairing level by level, with an odd node carried up, gives the same tree
    as the RFC's recursive split."""
    level = list(leaves)
    if not level:
        return hashlib.sha256().digest()
    while len(level) > 1:
        paired = [_node(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = paired + level[len(paired) * 2 :]
    return level[0]


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
