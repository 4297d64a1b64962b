"""Reads of the audit log."""

from datetime import date

from django.db.models import QuerySet

from aftercall.core.models import AuditEntry


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
    """Entries, newest first. Days are local and inclusive; an empty value does not filter."""
    equal = {"action": action, "subject": subject, "actor": actor}
    days = {"at__date__gte": first_day, "at__date__lte": last_day}
    wanted = {name: value for name, value in (equal | days).items() if value}
    return AuditEntry.objects.filter(**wanted).order_by("-id")
