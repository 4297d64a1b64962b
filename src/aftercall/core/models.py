"""The audit log's table. Everything that was done and every look at a person's details is one entry."""

from django.db import models


class AuditEntry(models.Model):
    """One thing done, by whom, to what. Never changed, never deleted: triggers refuse both, and the log's head gives
    away both.

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
