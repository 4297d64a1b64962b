"""What is published, from which analysis, and who decided what about it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aftercall.methods.small_sample import Reliability
from aftercall.programmes.models import Programme
from aftercall.publication.states import PUBLIC, PublicationAction, PublicationState
from aftercall.publication.titles import translated_title
from aftercall.results.models import AnalysisRun, Population


class Publication(models.Model):
    """The results of one analysis after disclosure control. They become public on the announced day, once two people
    have signed them off. A correction is a publication of its own about the same months."""

    run = models.OneToOneField(AnalysisRun, on_delete=models.PROTECT, related_name="publication")
    title = models.CharField(max_length=150)
    slug = models.SlugField(max_length=60, unique=True)
    state = models.CharField(max_length=20, choices=PublicationState, default=PublicationState.DRAFT)
    # What the researcher writes about the results; paragraphs are separated by empty lines.
    commentary = models.TextField(blank=True)
    prepared_at = models.DateTimeField()
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # The programme's last event when the figures were written. They do not allow for anything decided after it.
    written_after = models.PositiveBigIntegerField(default=0)
    # When they are to become public, announced in advance once they are approved.
    publish_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    # The publication whose figures these correct, and why; null and empty unless they do.
    supersedes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="superseded_by")
    correction = models.TextField(blank=True)
    # Why the results were withdrawn; empty unless they were.
    withdrawal = models.TextField(blank=True)

    class Meta:
        ordering = ["-published_at"]

    def __str__(self) -> str:
        return self.title

    @property
    def title_shown(self) -> str:
        """The title in the language of the page."""
        return translated_title(self.title, self.run.survey.name, self.run.period)

    @property
    def subject(self) -> str:
        """How the audit log refers to this publication."""
        return f"publication:{self.slug}"

    @property
    def is_public(self) -> bool:
        """Whether everyone can read it, marked as corrected or withdrawn if it is."""
        return self.state in PUBLIC


class PublicationEvent(models.Model):
    """One step towards publication or after it: who did what, when, and why."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="events")
    action = models.CharField(max_length=20, choices=[(one.value, one.value) for one in PublicationAction])
    at = models.DateTimeField()
    # Null if a job did it on the announced day.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    reason = models.TextField(blank=True)
    # What a draft said when it was refused, so that its approver sees later what has changed (see snapshots.py).
    snapshot = models.JSONField(null=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.action} {self.publication}"


class Suppression(models.TextChoices):
    """Why a figure is not shown."""

    FEW_PEOPLE = "few_people", "Not shown: too few people answered"
    # Also what everyone reads instead of the reasons above and below.
    FEW_ANSWERS = "few_answers", _("Not shown: it could identify someone")
    PROTECTS_ANOTHER = "protects_another", "Not shown: withheld to protect another group"
    FEW_CHANGED = "few_changed", _("Not shown: the correction rests on too few people")


class Mark(models.TextChoices):
    """The marks of the Analysis Function for values that are missing or need a warning."""

    NONE = "", ""
    CONFIDENTIAL = "c", _("not shown, to protect people")
    LOW = "low", _("rounds to 0 but is not 0")
    UNRELIABLE = "u", _("based on few answers, so unreliable")
    NOT_AVAILABLE = "x", _("not available")
    NOT_APPLICABLE = "z", _("not applicable")


class PublishedFigure(models.Model):
    """One line of a publication: what may be shown of a figure. A suppressed figure has no numbers here.

    A line has the months, population, measure, breakdown and group that it is about, so that it can be found without
    its analysis. breakdown and group are empty for everybody.
    """

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="figures")
    # Those of the publication, or those since a break in the series.
    first_month = models.DateField()
    last_month = models.DateField()
    population = models.CharField(max_length=30, choices=Population, default=Population.ALL)
    measure = models.CharField(max_length=30)
    breakdown = models.CharField(max_length=30, blank=True)
    group = models.CharField(max_length=100, blank=True)
    mark = models.CharField(max_length=4, choices=Mark, blank=True)
    # Empty unless the mark is c.
    suppression = models.CharField(max_length=20, choices=Suppression, blank=True)
    base = models.PositiveIntegerField(null=True)
    # From 0 to 100, as are the bounds and the standard error.
    percent = models.FloatField(null=True)
    standard_error = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    reliability = models.CharField(max_length=20, default=Reliability.SOUND.value)
    # The sentences beside a figure for everybody: what it says, how precise it is, and about a break in the series.
    statement = models.TextField(blank=True)
    precision = models.TextField(blank=True)
    break_note = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.measure} {self.breakdown} {self.group}".strip()

    @property
    def suppressed(self) -> bool:
        """Whether the figure is hidden to protect people."""
        return self.mark == Mark.CONFIDENTIAL

    @property
    def not_shown(self) -> str:
        """Why the figure is not shown, in words that everyone may read; empty if it is shown. They do not tell a small
        group from one that protects it: of 35 people who are left in both, at most 5 would be in the small one."""
        if self.mark == Mark.NOT_AVAILABLE:
            return gettext("Not available: nobody answered")
        if not self.suppressed:
            return ""
        is_correction = self.suppression == Suppression.FEW_CHANGED
        return str((Suppression.FEW_CHANGED if is_correction else Suppression.FEW_ANSWERS).label)

    @property
    def reason(self) -> str:
        """Why the figure is hidden, for researchers only."""
        return str(Suppression(self.suppression or Suppression.FEW_ANSWERS).label) if self.suppressed else ""


class Comparison(models.TextChoices):
    """The earlier period with which a figure is compared."""

    PERIOD_BEFORE = "period_before", "the period before"
    YEAR_BEFORE = "year_before", "the same period a year before"


class Direction(models.TextChoices):
    """The direction in which a measure changed: 'no clear change' if chance could explain the difference."""

    ROSE = "rose", _("Rose")
    FELL = "fell", _("Fell")
    NO_CLEAR_CHANGE = "no_clear_change", _("No clear change")
    NOT_COMPARABLE = "not_comparable", _("Cannot be compared")


class PublishedChange(models.Model):
    """How a figure for everybody differs from the one published for an earlier period. Judged together with all other
    changes of the publication; across a break in the series there are no numbers."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="changes")
    population = models.CharField(max_length=30, choices=Population)
    measure = models.CharField(max_length=30)
    comparison = models.CharField(max_length=20, choices=Comparison)
    earlier_first_month = models.DateField()
    earlier_last_month = models.DateField()
    # From 0 to 100, as are the difference in points and its interval. Null across a break.
    earlier_percent = models.FloatField(null=True)
    difference = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    # Adjusted for all changes of the publication (Holm).
    p_value = models.FloatField(null=True)
    direction = models.CharField(max_length=20, choices=Direction)
    statement = models.TextField()
    # Whether the earlier figure is from another supplier, compared by the method in docs/methods.md.
    imported = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "population", "measure", "comparison"], name="one_change_per_comparison"
            )
        ]

    def __str__(self) -> str:
        return f"change in {self.measure} since {self.comparison}"

    @property
    def is_clear(self) -> bool:
        """Whether it is more than chance explains."""
        return self.direction in {Direction.ROSE, Direction.FELL}


class ImportedSeries(models.Model):
    """Figures of earlier years from another supplier, imported from a file. They are marked wherever
    they appear."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="imported_series")
    supplier = models.CharField(max_length=100)
    # How they were measured, in a sentence or two that everyone can read.
    method = models.TextField()
    digest = models.CharField(max_length=64)
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"figures from {self.supplier}"


class ImportedFigure(models.Model):
    """One imported percentage for everybody, with its interval if that is known."""

    series = models.ForeignKey(ImportedSeries, on_delete=models.CASCADE, related_name="figures")
    first_month = models.DateField()
    last_month = models.DateField()
    population = models.CharField(max_length=30, choices=Population, default=Population.ALL)
    measure = models.CharField(max_length=30)
    base = models.PositiveIntegerField()
    percent = models.FloatField()
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "first_month", "last_month", "population", "measure"], name="imported_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.first_month:%Y-%m} to {self.last_month:%Y-%m}"
