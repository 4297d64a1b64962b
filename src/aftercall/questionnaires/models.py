"""Stored versions of instruments, the drafts that they come from, and decisions about their series."""

from django.conf import settings
from django.db import models

from aftercall.core.append_only import AppendOnlyModel
from aftercall.instrument.series_breaks import Verdict
from aftercall.questionnaires.states import DraftState


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
    # Null if nobody decided it, as in the demo.
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        verbose_name = "decision about a series"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.measure} from {self.earlier} to {self.later}: {self.get_verdict_display()}"


class QuestionnaireDraft(models.Model):
    """An uploaded questionnaire. Once another person has approved it, its document is stored as a version.

    findings: what the checks found that does not stop it, each with sheet, row, column, message, severity, code and
    term. version_stored: the version that it became.
    """

    name = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    title = models.TextField()
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    file_name = models.CharField(max_length=200)
    findings = models.JSONField(default=list)
    state = models.CharField(max_length=20, choices=DraftState, default=DraftState.DRAFT)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    # Why it was last sent back; empty if it was not.
    sent_back = models.TextField(blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    version_stored = models.OneToOneField(
        InstrumentVersion, null=True, on_delete=models.PROTECT, related_name="made_from"
    )

    class Meta:
        ordering = ["name", "version"]
        constraints = [models.UniqueConstraint(fields=["name", "version"], name="one_draft_per_version")]

    def __str__(self) -> str:
        return f"{self.name} version {self.version}"

    @property
    def key(self) -> str:
        """How addresses of pages name this draft."""
        return f"draft-{self.pk}"

    @property
    def subject(self) -> str:
        """How the audit log names this draft: as the version that it is to become."""
        return f"instrument:{self.name}_{self.version}"


class DraftDecision(models.Model):
    """What was decided about one measure of a draft and of a stored version. It becomes a `SeriesDecision` with the
    approval; until then it can be changed, and a new upload ends it."""

    draft = models.ForeignKey(QuestionnaireDraft, on_delete=models.CASCADE, related_name="decisions")
    earlier = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="+")
    measure = models.CharField(max_length=30)
    verdict = models.CharField(max_length=20, choices=SeriesVerdict)
    reason = models.TextField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "earlier", "measure"], name="one_decision_per_draft_and_measure")
        ]

    def __str__(self) -> str:
        return f"{self.measure} from {self.earlier} to {self.draft}: {self.get_verdict_display()}"


class TermRelease(models.Model):
    """An exception: a named person allows a term in a draft that could sell or promote something, and says why."""

    draft = models.ForeignKey(QuestionnaireDraft, on_delete=models.CASCADE, related_name="releases")
    term = models.CharField(max_length=100)
    reason = models.TextField()
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField()

    class Meta:
        ordering = ["term"]
        constraints = [models.UniqueConstraint(fields=["draft", "term"], name="one_release_per_term")]

    def __str__(self) -> str:
        return f"‘{self.term}’ in {self.draft}"
