"""The tables of the audit log and of keys that are to be destroyed."""

from django.db import models


class AuditEntry(models.Model):
    """One action: who did what, and to what. Triggers refuse to change or delete an entry, and the log's head reveals
    either.

    The leaf hash is RFC 9162's: SHA-256 over a zero byte and the entry's canonical JSON.
    """

    at = models.DateTimeField()
    actor = models.CharField(max_length=60)
    role = models.CharField(max_length=30)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=80)
    details = models.JSONField(default=dict)
    leaf_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["action"]), models.Index(fields=["subject"])]

    def __str__(self) -> str:
        return f"{self.id} {self.action} {self.subject}"


class KeyTombstone(models.Model):
    """A key that must be destroyed: one slot of a ring, or the whole ring where `slot` is null.

    It is committed before the key is destroyed, so that a destruction cut short is completed later.
    """

    ring = models.CharField(max_length=80)
    slot = models.PositiveIntegerField(null=True)
    recorded_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["id"], condition=models.Q(destroyed_at__isnull=True), name="tombstone_pending")]

    def __str__(self) -> str:
        return f"tombstone {self.pk}"
