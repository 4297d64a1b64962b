"""Stored versions of instruments."""

from django.conf import settings
from django.db import models

from aftercall.core.append_only import AppendOnlyModel
from aftercall.instrument.series_breaks import Verdict


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


class SeriesVerdict(models.TextChoices):
    """Whether figures of a measure before and after a new version can be compared, as people read it."""

    COMPARABLE = Verdict.COMPARABLE.value, "Comparable"
    SERIES_BREAK = Verdict.SERIES_BREAK.value, "Break in the series"


class SeriesDecision(AppendOnlyModel):
    """What a person decided about one measure in two versions, and why. A change of mind is a new row; the latest
    counts. Analyses keep what they were made with."""

    earlier = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="+")
    later = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="+")
    measure = models.CharField(max_length=30)
    verdict = models.CharField(max_length=20, choices=SeriesVerdict)
    reason = models.TextField()
    # Empty if it was decided without a person, as in the demo.
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        verbose_name = "decision about a series"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.measure} from {self.earlier} to {self.later}: {self.get_verdict_display()}"
