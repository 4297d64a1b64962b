"""What is published, from which analysis, and who signed it off."""

from django.conf import settings
from django.db import models

from aftercall.methods.small_sample import Reliability
from aftercall.results.models import AnalysisRun, ChangeDirection


class Publication(models.Model):
    """The statements and tables of one analysis after the disclosure check, public once they are signed off."""

    run = models.OneToOneField(AnalysisRun, on_delete=models.PROTECT, related_name="publication")
    title = models.CharField(max_length=150)
    slug = models.SlugField(max_length=60, unique=True)
    prepared_at = models.DateTimeField()
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)
    # Why these results correct figures that were published before; empty unless they do.
    correction = models.TextField(blank=True)
    signed_off_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        ordering = ["-published_at"]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        """How the audit log refers to this publication."""
        return f"publication:{self.slug}"


class Suppression(models.TextChoices):
    """Why a figure is not shown."""

    FEW_PEOPLE = "few_people", "Not shown: fewer than 30 people answered"
    FEW_ANSWERS = "few_answers", "Not shown: it could identify someone"
    PROTECTS_ANOTHER = "protects_another", "Not shown: withheld to protect another group"


class PublishedFigure(models.Model):
    """One line of a publication: what may be shown of a figure. A suppressed figure has no numbers here."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="figures")
    measure = models.CharField(max_length=30)
    breakdown = models.CharField(max_length=30, blank=True)
    group = models.CharField(max_length=100, blank=True)
    # The first month whose answers count, if the series breaks within the period or the quarter.
    since = models.DateField(null=True)
    # The sentence about a break in the series, beside a headline.
    break_note = models.TextField(blank=True)
    suppressed = models.BooleanField()
    # Empty if the figure is shown, or was suppressed before reasons were recorded.
    suppression = models.CharField(max_length=20, choices=Suppression, blank=True)
    base = models.PositiveIntegerField(null=True)
    percent = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    reliability = models.CharField(max_length=20, default=Reliability.SOUND.value)
    statement = models.TextField(blank=True)
    precision = models.TextField(blank=True)
    change = models.TextField(blank=True)
    direction = models.CharField(max_length=20, choices=ChangeDirection, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.measure} {self.breakdown} {self.group}".strip()

    @property
    def not_shown(self) -> str:
        """Why the figure is not shown, in words; empty if it is shown."""
        reason = self.suppression or Suppression.FEW_ANSWERS
        return Suppression(reason).label if self.suppressed else ""
