"""A programme, its monthly waves, and their loads and samples."""

from datetime import date, timedelta
from fractions import Fraction

from django.conf import settings
from django.db import models

from aftercall.programmes.states import LoadState, WaveState
from aftercall.questionnaires.models import InstrumentVersion


class Survey(models.Model):
    """What any survey must state to the public, regardless of who is asked and how."""

    name = models.CharField(max_length=100)
    force_name = models.CharField(max_length=100)
    contact_email = models.EmailField()
    lawful_basis = models.TextField()
    # The version for waves that are yet to be released; a released wave keeps the version it was released with.
    instrument = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="+")
    retention_weeks = models.PositiveSmallIntegerField(default=12)

    def __str__(self) -> str:
        return self.name


class CallingRules(models.Model):
    """Who calls, when and how often. A contact window is counted from the day on which the event was reported."""

    agency_name = models.CharField(max_length=100)
    agency_phone = models.CharField(max_length=30)
    window_opens_weeks = models.PositiveSmallIntegerField(default=8)
    window_closes_weeks = models.PositiveSmallIntegerField(default=12)
    maximum_attempts = models.PositiveSmallIntegerField(default=6)
    calls_from = models.TimeField()
    sunday_calls_from = models.TimeField()
    calls_until = models.TimeField()

    def __str__(self) -> str:
        return f"calling rules {self.pk}"

    def window(self, reported_on: date) -> tuple[date, date]:
        """First and last day on which a victim may be called."""
        return (
            reported_on + timedelta(weeks=self.window_opens_weeks),
            reported_on + timedelta(weeks=self.window_closes_weeks),
        )


class Programme(models.Model):
    """A force's continuous survey of victims: the survey, the calling rules, and the rules for the sample."""

    survey = models.OneToOneField(Survey, on_delete=models.PROTECT, related_name="programme")
    calling = models.OneToOneField(CallingRules, on_delete=models.PROTECT, related_name="programme")
    sampling_fraction = models.DecimalField(max_digits=4, decimal_places=3)
    repeat_contact_months = models.PositiveSmallIntegerField(default=12)
    minimum_age = models.PositiveSmallIntegerField(default=16)
    exclusion_rules = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"programme {self.pk}"

    @property
    def fraction(self) -> Fraction:
        """The exact sampling fraction."""
        return Fraction(self.sampling_fraction)


class Wave(models.Model):
    """One month of a programme."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="waves")
    month = models.DateField()
    state = models.CharField(max_length=20, choices=WaveState, default=WaveState.PLANNED)
    # The draw's seed is fixed before the extract arrives. Its hash is in the audit log; the seed itself stays encrypted
    # until the draw.
    seed_commitment = models.CharField(max_length=64)
    sealed_seed = models.BinaryField()

    class Meta:
        ordering = ["month"]
        constraints = [models.UniqueConstraint(fields=["programme", "month"], name="one_wave_per_month")]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """Year and month, as in 2025-03."""
        return f"{self.month:%Y-%m}"

    @property
    def subject(self) -> str:
        """How the audit log names this wave."""
        return f"wave:{self.reference}"

    @property
    def next_month(self) -> date:
        """The first day of the following month."""
        return (self.month + timedelta(days=32)).replace(day=1)

    @property
    def first_call_on(self) -> date:
        """The day on which the first contact window of the wave opens."""
        return self.programme.calling.window(self.month)[0]

    @property
    def last_call_on(self) -> date:
        """The day on which the last contact window of the wave closes."""
        return self.programme.calling.window(self.next_month - timedelta(days=1))[1]


class ExtractLoad(models.Model):
    """The extract that is loaded into a wave: its digest and its flow, which accounts for every record."""

    wave = models.OneToOneField(Wave, on_delete=models.PROTECT, related_name="load")
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    file_digest = models.CharField(max_length=64)
    folder = models.CharField(max_length=60, unique=True)
    flow = models.JSONField()
    # The number of pairs for clerical review; the pairs themselves are encrypted in the load's folder.
    possible_matches = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"extract of {self.wave_id}"

    @property
    def contacts_ring(self) -> str:
        """The ring that holds the key of the frame's contact details. The release destroys it."""
        return f"contacts-{self.folder}"


class LoadJob(models.Model):
    """A load that is running, or how it ended. `step` of its `steps` steps are done. `error` and `report` say what to
    fix after a failed load and hold no value of the extract."""

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="load_jobs")
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # The name of the upload's folder while it is read and, afterwards, of the load's folder.
    folder = models.CharField(max_length=60, unique=True)
    state = models.CharField(max_length=20, choices=LoadState, default=LoadState.RUNNING)
    step = models.PositiveSmallIntegerField(default=0)
    steps = models.PositiveSmallIntegerField()
    error = models.TextField(default="")
    report = models.JSONField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["wave"], condition=models.Q(state=LoadState.RUNNING), name="one_load_of_a_wave_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"load {self.pk} of {self.wave_id}"


class MatchVerdict(models.TextChoices):
    """A researcher's decision whether two records are about one person."""

    SAME = "same", "The same person"
    DIFFERENT = "different", "Two different people"
    NONE = "none", "Leave as it is"


class MatchDecision(models.Model):
    """A decision about a possible match. It holds the references of the two records, and no names.

    It takes effect when the extract is loaded again: `applied` is the verdict that the current frame was built with.
    """

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="match_decisions")
    pair = models.CharField(max_length=24)
    crime_ref_a = models.CharField(max_length=64)
    victim_ref_a = models.CharField(max_length=64)
    crime_ref_b = models.CharField(max_length=64)
    victim_ref_b = models.CharField(max_length=64)
    verdict = models.CharField(max_length=10, choices=MatchVerdict)
    applied = models.CharField(max_length=10, choices=MatchVerdict, default=MatchVerdict.NONE)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wave", "pair"], name="one_decision_per_pair")]

    def __str__(self) -> str:
        return f"decision {self.pk} in {self.wave_id}"

    @property
    def waiting(self) -> bool:
        """Whether the current frame was built without this decision, or with a different one."""
        return self.verdict != self.applied


class Sample(models.Model):
    """A wave's drawn sample and its certificate."""

    wave = models.OneToOneField(Wave, on_delete=models.PROTECT, related_name="sample")
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    size = models.PositiveIntegerField()
    certificate = models.JSONField()

    def __str__(self) -> str:
        return f"sample of {self.wave_id}"
