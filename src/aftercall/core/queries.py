"""Reads of the audit log and of the keys to destroy."""

from django.db.models import Q, QuerySet

from aftercall.core.log_check import AUDIT_CHECKED
from aftercall.core.models import AuditEntry, KeyTombstone


def last_audit_check() -> AuditEntry | None:
    """The entry of the last check of the whole log."""
    return AuditEntry.objects.filter(action=AUDIT_CHECKED).last()


def keys_to_destroy() -> QuerySet[KeyTombstone]:
    """The keys that must be destroyed and have not been destroyed yet, oldest first."""
    return KeyTombstone.objects.filter(destroyed_at=None).order_by("pk")


def key_is_to_be_destroyed(ring: str, slot: int) -> bool:
    """Whether a tombstone says that this key must be destroyed, whether or not it has been already."""
    return KeyTombstone.objects.filter(Q(slot=slot) | Q(slot=None), ring=ring).exists()
