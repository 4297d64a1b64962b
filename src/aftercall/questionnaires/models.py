"""Stored versions of instruments."""

from django.db import models

from aftercall.core.append_only import AppendOnlyModel


class InstrumentVersion(AppendOnlyModel):
    """One version of an instrument. It is never changed or deleted, because the answers that were given to it can only
    be interpreted with it.

    `document` is the instrument as JSON, `digest` the SHA-256 of the document's canonical form.
    """

    name = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    title = models.TextField()
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    stored_at = models.DateTimeField()

    class Meta:
        verbose_name = "version of an instrument"
        ordering = ["name", "version"]
        constraints = [models.UniqueConstraint(fields=["name", "version"], name="one_document_per_version")]

    def __str__(self) -> str:
        return f"{self.name} version {self.version}"

    @property
    def reference(self) -> str:
        """Name and version, as in victim_satisfaction_1."""
        return f"{self.name}_{self.version}"

    @property
    def subject(self) -> str:
        """How the audit log names this version."""
        return f"instrument:{self.reference}"
