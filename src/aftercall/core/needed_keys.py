"""Keys that other data is useless without. They are created on first use, so a lost one would be replaced unnoticed."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from aftercall.core import audit, audit_keys, vault
from aftercall.core.models import AuditEntry


class NeededKey(NamedTuple):
    """A key ring, what it is for, as in "the digests of those who objected", and whether there is such data."""

    ring: str
    purpose: str
    is_needed: Callable[[], bool]


_NO_ROOT_KEY = (
    "The key that opens all others is missing (root.key in AFTERCALL_KEYS). Put it back, or set AFTERCALL_KEYS to the "
    "folder of keys that belongs to this database"
)
AUDIT_ENTRIES = NeededKey(audit_keys.ENTRY_KEY, "the codes of the audit log's entries", AuditEntry.objects.exists)


def missing_keys(needed: Iterable[NeededKey]) -> Iterator[str]:
    """One line for each key that is needed and missing, and one if the audit log was written with another one.

    Without the root key nothing else is looked at: that would create a new one.
    """
    if vault.root_key_is_lost():
        yield _NO_ROOT_KEY
        return
    for key in needed:
        if key.is_needed() and not vault.ring_exists(key.ring):
            yield f"The key of {key.purpose} is missing ({key.ring}.ring in AFTERCALL_KEYS). Put it back"
    last = AuditEntry.objects.last()
    if last and vault.ring_exists(audit_keys.ENTRY_KEY) and not _is_genuine(last):
        yield (
            "The audit log's last entry was not written with the keys in AFTERCALL_KEYS. "
            "Put back the database and the folder of keys that belong together"
        )


def _is_genuine(entry: AuditEntry) -> bool:
    try:
        return audit.is_genuine(entry)
    except vault.InvalidTag:  # another root key
        return False
