"""Programmes and their versions, the monthly waves, and their loads and samples."""

from datetime import date, timedelta
from fractions import Fraction

from django.conf import settings
from django.db import models

from aftercall.core.append_only import AppendOnlyModel
from aftercall.methods.disclosure import THE_RULE
from aftercall.programmes.states import LoadState, WaveState
from aftercall.questionnaires.models import InstrumentVersion

# The disclosure thresholds below which no programme can go.
LEAST_BASE, LEAST_COUNT = THE_RULE.minimum_base, THE_RULE.minimum_count


class Survey(AppendOnlyModel):
    """What a survey states to the public, regardless of who is asked and how."""

    name = models.CharField(max_length=100)
    force_name = models.CharField(max_length=100)
    force_phone = models.CharField(max_length=30)
    policing_body = models.CharField(max_length=100)
    contact_email = models.EmailField()
    basis = models.CharField(max_length=30, default="public_task")
    lawful_basis = models.TextField()
    # The version for waves that are yet to be released; a released wave keeps the version it was released with.
    instrument = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="+")
    retention_weeks = models.PositiveSmallIntegerField(default=12)
    # Who is asked which module of the questionnaire, see settings/modules.py.
    modules = models.JSONField(default=list)
    # The categories that are no crimes, so that figures can be given for victims of crime alone.
    incident_categories = models.JSONField(default=list)
    # Fewer people are not shown in results, nor are fewer who gave or did not give an answer.
    minimum_base = models.PositiveSmallIntegerField(default=LEAST_BASE)
    minimum_count = models.PositiveSmallIntegerField(default=LEAST_COUNT)

    class Meta:
        verbose_name = "survey"

    def __str__(self) -> str:
        return self.name


class CallingRules(AppendOnlyModel):
    """Who calls, when and how often. A contact window is counted from the day on which the event was reported.

    Hours are in local time, from the first minute up to, but not including, the last. No one is called on a Saturday
    or a Sunday without hours.
    """

    agency_name = models.CharField(max_length=100)
    agency_phone = models.CharField(max_length=30)
    window_opens_weeks = models.PositiveSmallIntegerField(default=8)
    window_closes_weeks = models.PositiveSmallIntegerField(default=12)
    maximum_attempts = models.PositiveSmallIntegerField(default=6)
    weekday_calls_from = models.TimeField()
    weekday_calls_until = models.TimeField()
    saturday_calls_from = models.TimeField(null=True)
    saturday_calls_until = models.TimeField(null=True)
    sunday_calls_from = models.TimeField(null=True)
    sunday_calls_until = models.TimeField(null=True)
    calls_on_bank_holidays = models.BooleanField(default=False)
    # Whether somebody who was reached by telephone may answer on the web instead.
    web_door = models.BooleanField(default=False)

    class Meta:
        verbose_name = "set of calling rules"

    def __str__(self) -> str:
        return f"calling rules {self.pk}"

    def window(self, reported_on: date) -> tuple[date, date]:
        """First and last day on which a victim may be called."""
        return (
            reported_on + timedelta(weeks=self.window_opens_weeks),
            reported_on + timedelta(weeks=self.window_closes_weeks),
        )


class Programme(models.Model):
    """A force's continuous survey of one population of victims. Its settings are in its versions."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> str:
        """How the audit log names this programme."""
        return f"programme:{self.slug}"


class ProgrammeVersion(AppendOnlyModel):
    """All settings of a programme from a day on: the survey, the calling rules, and the rules for frame and sample.

    categories: what must have been reported; empty for everything. exclusion_rules: the name of a set that the product
    ships, unless `exclusions` holds the programme's own (TOML). numbers_abroad: whether they are called. mapping: how
    to read the extracts (TOML), or empty.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    takes_effect_on = models.DateField()
    created_at = models.DateTimeField()
    # Empty if a console command created the version.
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="+")
    calling = models.ForeignKey(CallingRules, on_delete=models.PROTECT, related_name="+")
    sampling_fraction = models.DecimalField(max_digits=4, decimal_places=3)
    repeat_contact_months = models.PositiveSmallIntegerField(default=12)
    minimum_age = models.PositiveSmallIntegerField(default=16)
    categories = models.JSONField(default=list)
    numbers_abroad = models.BooleanField(default=False)
    exclusion_rules = models.CharField(max_length=40)
    exclusions = models.TextField(default="")
    mapping = models.TextField(default="")

    class Meta:
        verbose_name = "version of a programme"
        ordering = ["programme", "number"]
        constraints = [models.UniqueConstraint(fields=["programme", "number"], name="one_version_per_number")]

    def __str__(self) -> str:
        return f"{self.programme} version {self.number}"

    @property
    def fraction(self) -> Fraction:
        """The exact sampling fraction."""
        return Fraction(self.sampling_fraction)


class ProgrammeDraft(models.Model):
    """The next version of a programme, while someone works on it. settings: by key, see programmes/settings.py."""

    programme = models.OneToOneField(Programme, on_delete=models.CASCADE, related_name="draft")
    settings = models.JSONField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"draft of {self.programme_id}"


class Wave(models.Model):
    """One month of a programme. Its version is the one in effect on the month's first day, as of when it is planned.
    Until an extract is loaded, a version that is confirmed later and in effect on that day replaces it.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="waves")
    version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="waves")
    month = models.DateField()
    # Programme and month, as in victims-of-crime-2025-03. It is stored because the audit log and the encrypted seed
    # refer to it.
    reference = models.CharField(max_length=60, unique=True)
    state = models.CharField(max_length=20, choices=WaveState, default=WaveState.PLANNED)
    # The draw's seed is fixed before the extract arrives. Its hash is in the audit log; the seed itself stays encrypted
    # until the draw.
    seed_commitment = models.CharField(max_length=64)
    sealed_seed = models.BinaryField()

    class Meta:
        ordering = ["month", "pk"]
        constraints = [models.UniqueConstraint(fields=["programme", "month"], name="one_wave_per_month")]

    def __str__(self) -> str:
        return self.reference

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
        return self.version.calling.window(self.month)[0]

    @property
    def last_call_on(self) -> date:
        """The day on which the last contact window of the wave closes."""
        return self.version.calling.window(self.next_month - timedelta(days=1))[1]


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
    # The ring that holds the key of the frame's contact details, and of the possible matches. The release destroys it.
    # There is another one each time people who have objected are erased from the files.
    contacts_ring = models.CharField(max_length=100)
    # The last digest of the suppression list that was considered. Whoever has a later one has to be erased here.
    digest_seen = models.PositiveBigIntegerField(default=0)
    # The latest objection considered that had waited for the cooling time, by when it ended.
    cooled_seen = models.DateTimeField(null=True)
    # When the wave's retention ended. Of the load's files only those remain that are about nobody.
    erased_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"extract of {self.wave_id}"


class LoadJob(models.Model):
    """A load that is running, or how it ended. `step` of its `steps` steps are done. `error` and `report` say what to
    fix after a failed load. Of the extract, they hold only its file name and crime references."""

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

    `applied` is the verdict that the current frame was built with. A decision takes effect when the frame is built
    again; one that the frame agrees with already needs no new frame (`changes_frame`).
    """

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="match_decisions")
    pair = models.CharField(max_length=24)
    crime_ref_a = models.CharField(max_length=64)
    victim_ref_a = models.CharField(max_length=64)
    crime_ref_b = models.CharField(max_length=64)
    victim_ref_b = models.CharField(max_length=64)
    verdict = models.CharField(max_length=10, choices=MatchVerdict)
    applied = models.CharField(max_length=10, choices=MatchVerdict, default=MatchVerdict.NONE)
    changes_frame = models.BooleanField(default=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wave", "pair"], name="one_decision_per_pair")]

    def __str__(self) -> str:
        return f"decision {self.pk} in {self.wave_id}"

    @property
    def waiting(self) -> bool:
        """Whether the current frame was built without this decision, or with a different one, and must change."""
        return self.verdict != self.applied and self.changes_frame


class Sample(models.Model):
    """A wave's drawn sample and its certificate."""

    wave = models.OneToOneField(Wave, on_delete=models.PROTECT, related_name="sample")
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    size = models.PositiveIntegerField()
    certificate = models.JSONField()

    def __str__(self) -> str:
        return f"sample of {self.wave_id}"
