"""Reads of the audit log and of the keys to destroy."""

from django.db.models import QuerySet

from aftercall.core.log_check import AUDIT_CHECKED
from aftercall.core.models import AuditEntry, KeyTombstone


def last_audit_check() -> AuditEntry | None:
    """The entry of the last check of the whole log."""
    return AuditEntry.objects.filter(action=AUDIT_CHECKED).last()


def keys_to_destroy() -> QuerySet[KeyTombstone]:
    """The keys that must be destroyed and have not been destroyed yet, oldest first."""
    return KeyTombstone.objects.filter(destroyed_at=None).order_by("pk")
