"""Analyses and their figures, with the provenance of each."""

import hashlib
import json
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from aftercall.methods.small_sample import Reliability, reliability
from aftercall.programmes.models import Programme, Survey, Wave
from aftercall.questionnaires.models import InstrumentVersion, SeriesVerdict
from aftercall.results.periods import period_words


class AnalysisRun(models.Model):
    """One weighting and estimation of a period's returned waves.

    Its provenance: `instruments` are the versions that the answers were interpreted with, `data_digest` covers the
    frame, sample and answers, `design_text` is the content of the D.toml that `aftercall estimate` would need, as JSON,
    and `code_version` is the version of this program.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="runs")
    first_month = models.DateField()
    last_month = models.DateField()
    waves = models.ManyToManyField(Wave, related_name="runs")
    instruments = models.ManyToManyField(InstrumentVersion, related_name="runs")
    run_at = models.DateTimeField()
    run_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    code_version = models.CharField(max_length=40)
    data_digest = models.CharField(max_length=64)
    # Not a JSONField: PostgreSQL would reorder the margins, which are raked in this order.
    design_text = models.TextField()
    frame_size = models.PositiveIntegerField()
    sampled = models.PositiveIntegerField()
    respondents = models.PositiveIntegerField()
    outcome_rates = models.JSONField()
    weighting = models.JSONField()
    # The comparison of people who answered on the web with the others (results/modes.py); empty if nobody could.
    modes = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-run_at"]

    def __str__(self) -> str:
        return f"analysis {self.pk}"

    @property
    def survey(self) -> Survey:
        """What the survey stated in the last of the waves."""
        waves = self.waves.select_related("version__survey")
        return waves.latest("month").version.survey

    @property
    def period(self) -> str:
        """The months in words, as in January to March 2025."""
        return period_words(self.first_month, self.last_month)

    @property
    def design(self) -> dict[str, Any]:
        """The content of the D.toml (docs/estimate.md)."""
        document: dict[str, Any] = json.loads(self.design_text)
        return document

    @property
    def design_digest(self) -> str:
        """SHA-256 of the design's text."""
        return hashlib.sha256(self.design_text.encode()).hexdigest()

    @property
    def subject(self) -> str:
        """How the audit log refers to this run."""
        return f"analysis:{self.pk}"


class SeriesStep(models.Model):
    """A month of an analysis in which a measure was asked with another version than before, and whether figures before
    and after it could be compared when the analysis was made. decided: by a person; otherwise it was proposed."""

    run = models.ForeignKey(AnalysisRun, on_delete=models.CASCADE, related_name="steps")
    measure = models.CharField(max_length=30)
    month = models.DateField()
    earlier = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="+")
    later = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=20, choices=SeriesVerdict)
    reason = models.TextField()
    decided = models.BooleanField()

    class Meta:
        ordering = ["month", "id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "measure", "month"], name="one_step_per_measure_and_month")
        ]

    def __str__(self) -> str:
        return f"{self.measure} from {self.earlier} to {self.later}"


class Population(models.TextChoices):
    """Whom a figure is about: the event's category decides (`Survey.incident_categories`)."""

    ALL = "all", _("All victims")
    CRIME = "crime", _("Victims of crime")
    ANTI_SOCIAL_BEHAVIOUR = "anti_social_behaviour", _("Victims of anti-social behaviour")


class Figure(models.Model):
    """One estimated percentage, for everybody of a population or for a group of them.

    For everybody, `breakdown` and `group` are empty. For a group, they name a breakdown and its level.
    """

    run = models.ForeignKey(AnalysisRun, on_delete=models.CASCADE, related_name="figures")
    population = models.CharField(max_length=30, choices=Population, default=Population.ALL)
    measure = models.CharField(max_length=30)
    breakdown = models.CharField(max_length=30, blank=True)
    group = models.CharField(max_length=100, blank=True)
    # The first month whose answers count, if the question was changed so much that earlier ones must not be added.
    since = models.DateField(null=True)
    base = models.PositiveIntegerField()
    satisfied = models.PositiveIntegerField()
    estimate = models.FloatField()
    standard_error = models.FloatField()
    # Null if no degrees of freedom are left to estimate the variance.
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    degrees_of_freedom = models.PositiveIntegerField()
    design_effect = models.FloatField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "population", "measure", "breakdown", "group"], name="one_figure_per_group"
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.breakdown} {self.group}".strip()

    @property
    def reliability(self) -> Reliability:
        """Whether the figure is sound, needs a warning, or is unreliable because few people answered."""
        return reliability(
            n=self.base, deff=self.design_effect, df=self.degrees_of_freedom, low=self.low, high=self.high
        )


class MeasureCounts(models.Model):
    """How many people gave the answer of a measure and how many did not, in the smallest groups that may ever be
    published. Disclosure control computes from them what could be inferred from everything published.

    `counts`: a list of [month, population, breakdown, group, gave, did not]. month: 2025-03. population: crime or
    anti_social_behaviour. In a month and population every breakdown adds up to the same people; those without a level
    are in the group "" of the breakdown.
    """

    run = models.ForeignKey(AnalysisRun, on_delete=models.CASCADE, related_name="counts")
    measure = models.CharField(max_length=30)
    counts = models.JSONField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["run", "measure"], name="counts_once_per_measure")]

    def __str__(self) -> str:
        return f"counts of {self.measure}"


class PartImportance(models.Model):
    """The importance of one driver of overall satisfaction: the share of its variation that this part accounts for,
    from 0 to 1.

    `base`: the number of people who answered about every part and overall. `performance`: the weighted share of them
    who are satisfied with this part.
    """

    run = models.ForeignKey(AnalysisRun, on_delete=models.CASCADE, related_name="importances")
    measure = models.CharField(max_length=30)
    base = models.PositiveIntegerField()
    importance = models.FloatField()
    standard_error = models.FloatField()
    # Null if no degrees of freedom are left to estimate the variance.
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    performance = models.FloatField()
    priority = models.CharField(max_length=20)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["run", "measure"], name="one_importance_per_part")]

    def __str__(self) -> str:
        return f"importance of {self.measure}"
