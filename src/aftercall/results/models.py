"""Every figure with all that it leads back to."""

import hashlib
import json

from django.conf import settings
from django.db import models

from aftercall.methods.small_sample import Reliability, reliability
from aftercall.programmes.models import Programme, Wave
from aftercall.results.periods import period_words


class AnalysisRun(models.Model):
    """One weighting and estimation over a period's returned waves.

    `data_digest` covers the cases, weights and answers that went in. `design` is what `aftercall estimate` would be
    given as D.toml. With `code_version` they say what each figure was made from, and how.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="runs")
    first_month = models.DateField()
    last_month = models.DateField()
    waves = models.ManyToManyField(Wave, related_name="runs")
    run_at = models.DateTimeField()
    run_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    code_version = models.CharField(max_length=40)
    data_digest = models.CharField(max_length=64)
    design = models.JSONField()
    frame_size = models.PositiveIntegerField()
    sampled = models.PositiveIntegerField()
    respondents = models.PositiveIntegerField()
    outcome_rates = models.JSONField()
    weighting = models.JSONField()

    class Meta:
        ordering = ["-run_at"]

    def __str__(self) -> str:
        return f"analysis {self.pk}"

    @property
    def period(self) -> str:
        """The months in words."""
        return period_words(self.first_month, self.last_month)

    @property
    def design_digest(self) -> str:
        """SHA-256 of the design."""
        return hashlib.sha256(json.dumps(self.design, sort_keys=True).encode()).hexdigest()

    @property
    def subject(self) -> str:
        """How the audit log names this run."""
        return f"analysis:{self.pk}"


class Figure(models.Model):
    """One estimated percentage, for all victims of the period or for a group of them.

    `breakdown` is empty for all, or else a margin's name (quarter, category, area, age_band, sex) with the group in
    `group`.
    """

    run = models.ForeignKey(AnalysisRun, on_delete=models.CASCADE, related_name="figures")
    item = models.CharField(max_length=30)
    breakdown = models.CharField(max_length=30, blank=True)
    group = models.CharField(max_length=100, blank=True)
    base = models.PositiveIntegerField()
    satisfied = models.PositiveIntegerField()
    estimate = models.FloatField()
    standard_error = models.FloatField()
    # Null where no degree of freedom is left to judge the spread by.
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    degrees_of_freedom = models.PositiveIntegerField()
    design_effect = models.FloatField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "item", "breakdown", "group"], name="one_figure_per_group")
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.breakdown} {self.group}".strip()

    @property
    def reliability(self) -> Reliability:
        """What to say beside it where few people answered."""
        return reliability(
            n=self.base, deff=self.design_effect, df=self.degrees_of_freedom, low=self.low, high=self.high
        )


class PartImportance(models.Model):
    """How much of the differences in the whole experience goes with one part of it (0 to 1), and how that part does.

    `base`: the people who answered on every part and the whole; `performance`: their weighted share satisfied.
    """

    run = models.ForeignKey(AnalysisRun, on_delete=models.CASCADE, related_name="importances")
    item = models.CharField(max_length=30)
    base = models.PositiveIntegerField()
    importance = models.FloatField()
    standard_error = models.FloatField()
    # Null where no degree of freedom is left to judge the spread by.
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    performance = models.FloatField()
    priority = models.CharField(max_length=20)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["run", "item"], name="one_importance_per_part")]

    def __str__(self) -> str:
        return f"importance of {self.item}"


class Verdict(models.TextChoices):
    """Whether a difference is larger than chance would explain."""

    ROSE = "rose", "Rose"
    FELL = "fell", "Fell"
    NO_CLEAR_CHANGE = "no_clear_change", "No clear change"


class Change(models.Model):
    """The difference between a quarter and the one before it, for one item."""

    run = models.ForeignKey(AnalysisRun, on_delete=models.CASCADE, related_name="changes")
    item = models.CharField(max_length=30)
    earlier = models.CharField(max_length=30)
    later = models.CharField(max_length=30)
    earlier_estimate = models.FloatField()
    later_estimate = models.FloatField()
    difference = models.FloatField()
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    p_value = models.FloatField(null=True)
    verdict = models.CharField(max_length=20, choices=Verdict)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["run", "item"], name="one_change_per_item")]

    def __str__(self) -> str:
        return f"change of {self.item}"
