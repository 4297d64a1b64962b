"""Files with microdata that leave the force only once a second person has approved them."""

from django.conf import settings
from django.db import models

from aftercall.core.references import new_reference
from aftercall.publication.models import Publication
from aftercall.results.models import AnalysisRun


class FileKind(models.TextChoices):
    """What a file is."""

    RETURN = "return", "Evidence return"
    EXPORT = "export", "Export for analysts"


class FileState(models.TextChoices):
    """What has been decided about a file."""

    WAITING = "waiting", "Waiting for approval"
    REFUSED = "refused", "Refused"
    RELEASED = "released", "Released"
    SUPERSEDED = "superseded", "Superseded"
    ENDED = "ended", "Erased"


class Superseded(models.TextChoices):
    """Why a file must not be read any more, although its time has not ended."""

    ANSWERS = "answers", "Somebody withdrew their answers"
    RESULTS = "results", "The results were withdrawn"


class ControlledFile(models.Model):
    """An evidence return or an export, made when it is requested: whoever approves it approves these bytes.

    sealed_content: the zip, encrypted with the ring's only key, which is destroyed when the file is refused or its time
    ends. runs: the analyses whose microdata it has. digest: SHA-256 of the zip. recipient: who gets it, a name and an
    organisation. summary: numbers that the pages and the audit log show (`assembling.summary_of`).
    """

    reference = models.CharField(max_length=10, unique=True, default=new_reference)
    kind = models.CharField(max_length=10, choices=FileKind)
    state = models.CharField(max_length=10, choices=FileState, default=FileState.WAITING)
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="controlled_files")
    purpose = models.TextField()
    recipient = models.TextField()
    microdata = models.BooleanField()
    runs = models.ManyToManyField(AnalysisRun, related_name="controlled_files")
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    # Why it was refused; empty unless it was.
    refusal = models.TextField(blank=True)
    superseded_at = models.DateTimeField(null=True)
    superseded_because = models.CharField(max_length=10, choices=Superseded, blank=True)
    # The last day on which it can be downloaded.
    ends_on = models.DateField()
    ring = models.CharField(max_length=60, unique=True)
    sealed_content = models.BinaryField()
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    summary = models.JSONField()

    class Meta:
        ordering = ["-requested_at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.reference}"

    @property
    def subject(self) -> str:
        """How the audit log refers to this file."""
        return f"evidence:{self.reference}"

    @property
    def name(self) -> str:
        """What the file is called when it is downloaded."""
        what = "evidence" if self.kind == FileKind.RETURN else "microdata"
        return f"{what}-{self.publication.slug}-{self.reference}.zip"

    @property
    def is_readable(self) -> bool:
        """Whether there still is a file."""
        return self.state in {FileState.WAITING, FileState.RELEASED}
