"""Reads of the audit log and of the keys to destroy."""

from datetime import date

from django.db.models import QuerySet

from aftercall.core.log_check import AUDIT_CHECKED
from aftercall.core.models import AuditEntry, KeyTombstone


def audit_actions() -> list[str]:
    """The actions that occur in the log."""
    return list(AuditEntry.objects.order_by("action").values_list("action", flat=True).distinct())


def audit_entries(
    *,
    action: str = "",
    subject: str = "",
    actor: str = "",
    first_day: date | None = None,
    last_day: date | None = None,
) -> QuerySet[AuditEntry]:
    """The entries that match every filter, newest first. Days are local and inclusive; empty filters are ignored."""
    equals = {"action": action, "subject": subject, "actor": actor}
    period = {"at__date__gte": first_day, "at__date__lte": last_day}
    filters = {name: value for name, value in (equals | period).items() if value}
    return AuditEntry.objects.filter(**filters).order_by("-id")


def last_audit_check() -> AuditEntry | None:
    """The entry of the last check of the whole log."""
    return AuditEntry.objects.filter(action=AUDIT_CHECKED).last()


def keys_to_destroy() -> QuerySet[KeyTombstone]:
    """The keys that must be destroyed and have not been destroyed yet, oldest first."""
    return KeyTombstone.objects.filter(destroyed_at=None).order_by("pk")
