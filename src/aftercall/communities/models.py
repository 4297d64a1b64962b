"""Population tables, comparisons, the coverage plan, engagement with partner organisations, and focus groups."""

from datetime import date

from django.conf import settings
from django.db import models

from aftercall.communities.states import CandidateState, GroupState, ReportState
from aftercall.consents.models import Consent
from aftercall.core.append_only import AppendOnlyModel
from aftercall.core.references import new_reference
from aftercall.programmes.models import Programme

_USER = settings.AUTH_USER_MODEL
# The slots of a focus group's ring for people, beside the group's own.
MOST_CANDIDATES = 400


class LoadedTable(models.Model):
    """A table of the population that a researcher loaded. counts: people by category, in the order of the file."""

    reference = models.CharField(max_length=10, unique=True, default=new_reference)
    title = models.CharField(max_length=100)
    characteristic = models.CharField(max_length=30)
    source = models.CharField(max_length=300)
    counts = models.JSONField()
    loaded_by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    loaded_at = models.DateTimeField()

    class Meta:
        ordering = ["characteristic", "title", "id"]

    def __str__(self) -> str:
        return self.title


class SurveyComparison(AppendOnlyModel):
    """How representative the interviews of a survey were, calculated once. found: what `communities.survey` gives."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    first_month = models.DateField()
    last_month = models.DateField()
    found = models.JSONField()
    compared_by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    compared_at = models.DateTimeField()

    class Meta:
        ordering = ["-compared_at", "-id"]

    def __str__(self) -> str:
        return f"comparison of {self.programme_id}"


class Target(models.Model):
    """How many people of a community are to be heard through a channel until a day, and how many have been.

    owner: a post, not a person's name. assigned_to: whose home page a gap is on; everybody's if null.
    """

    community = models.CharField(max_length=100)
    channel = models.CharField(max_length=100)
    why = models.TextField()
    people = models.PositiveIntegerField()
    reached = models.PositiveIntegerField(default=0)
    due_on = models.DateField()
    owner = models.CharField(max_length=100)
    assigned_to = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+", null=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["due_on", "community", "id"]

    def __str__(self) -> str:
        return f"{self.community}: {self.channel}"

    @property
    def missing(self) -> int:
        """How many people are still to be heard."""
        return max(self.people - self.reached, 0)

    @property
    def subject(self) -> str:
        """How the audit log refers to this target."""
        return f"target:{self.pk}"


class Task(models.Model):
    """What is done about a gap. owner: a post, which everyone can read. assigned_to: whose home page it is on."""

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="tasks")
    text = models.CharField(max_length=300)
    owner = models.CharField(max_length=100)
    assigned_to = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+", null=True)
    due_on = models.DateField()
    added_at = models.DateTimeField()
    done_on = models.DateField(null=True)

    class Meta:
        ordering = ["due_on", "id"]

    def __str__(self) -> str:
        return self.text


class Organisation(models.Model):
    """A partner organisation. There is no contact person here: no personal value is kept in this log."""

    name = models.CharField(max_length=100, unique=True)
    community = models.CharField(max_length=100)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Meeting(models.Model):
    """A meeting with a partner organisation: when, where, and what was said. target: the line of the coverage plan for
    which its people count as heard, if any."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="meetings")
    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="meetings", null=True)
    met_on = models.DateField()
    place = models.CharField(max_length=100)
    people = models.PositiveIntegerField()
    said = models.TextField()
    logged_by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    logged_at = models.DateTimeField()

    class Meta:
        ordering = ["-met_on", "-id"]

    def __str__(self) -> str:
        return f"{self.organisation} on {self.met_on}"

    @property
    def subject(self) -> str:
        """How the audit log refers to this meeting."""
        return f"meeting:{self.pk}"


class Promise(models.Model):
    """What we promised in a meeting, and when we report back. did: what we reported. action: the reference of the
    action of `improvements` that it became; empty without one."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="promises")
    text = models.CharField(max_length=300)
    report_by = models.DateField()
    action = models.CharField(max_length=10, blank=True)
    did = models.TextField(blank=True)
    reported_on = models.DateField(null=True)

    class Meta:
        ordering = ["report_by", "id"]

    def __str__(self) -> str:
        return self.text


class FocusGroup(models.Model):
    """A focus group. quotas: rows of feature, value, low, high.

    What was said and whatever leads to a person is encrypted with the group's ring: slot 0 for the seed, the pool, the
    passages and quotations that wait for approval; one more for each person who may be drawn. certificates: of the draw
    and each replacement, without any value of a person. keep_until: when all of that is erased. cancelled_because: why
    it did not take place.
    """

    reference = models.CharField(max_length=10, unique=True, default=new_reference)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=100)
    topic = models.TextField()
    guide = models.TextField()
    place = models.CharField(max_length=200)
    access = models.TextField()
    incentive = models.CharField(max_length=100)
    held_on = models.DateField()
    starts = models.TimeField()
    size = models.PositiveSmallIntegerField()
    quotas = models.JSONField()
    state = models.CharField(max_length=20, choices=GroupState, default=GroupState.RECRUITING)
    seed_commitment = models.CharField(max_length=64)
    ring = models.CharField(max_length=60, unique=True)
    slots = models.PositiveSmallIntegerField()
    sealed_seed = models.BinaryField()
    sealed_pool = models.BinaryField(default=b"")
    certificates = models.JSONField(default=list)
    keep_until = models.DateField()
    cancelled_because = models.TextField(blank=True)
    erased_at = models.DateTimeField(null=True)
    planned_by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()

    class Meta:
        ordering = ["-held_on", "-id"]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        """How the audit log refers to this group."""
        return f"focus-group:{self.reference}"

    def has_begun(self, today: date) -> bool:
        """Whether its day has come."""
        return self.held_on <= today


class Candidate(models.Model):
    """Someone who agreed to be asked, and said that they would come. sealed_answers: their values of the quotas'
    features, a digest of their home, and what they need, encrypted with the key in their slot of the group's ring. Who
    they are stays with their consent. invited_on: the day of their letter; null without one. arranged_on: the day on
    which what they need was arranged."""

    group = models.ForeignKey(FocusGroup, on_delete=models.CASCADE, related_name="candidates")
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="+")
    slot = models.PositiveSmallIntegerField()
    sealed_answers = models.BinaryField()
    state = models.CharField(max_length=20, choices=CandidateState, default=CandidateState.WILLING)
    invited_on = models.DateField(null=True)
    arranged_on = models.DateField(null=True)
    incentive_given = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["group", "consent"], name="candidate_once"),
            models.UniqueConstraint(fields=["group", "slot"], name="candidate_slot"),
        ]

    def __str__(self) -> str:
        return f"candidate {self.consent_id} of {self.group_id}"


class Passage(models.Model):
    """A passage of the notes or the transcript, encrypted."""

    group = models.ForeignKey(FocusGroup, on_delete=models.CASCADE, related_name="passages")
    number = models.PositiveSmallIntegerField()
    sealed_text = models.BinaryField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["group", "number"], name="passage_once")]

    def __str__(self) -> str:
        return f"passage {self.number} of {self.group_id}"


class Theme(models.Model):
    """A theme of the codebook. measure: the survey's measure that it stands beside; empty without one. summary: what
    the group said about it, for the report."""

    group = models.ForeignKey(FocusGroup, on_delete=models.CASCADE, related_name="themes")
    name = models.CharField(max_length=60)
    meaning = models.TextField()
    measure = models.CharField(max_length=30, blank=True)
    summary = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["group", "name"], name="theme_once")]

    def __str__(self) -> str:
        return self.name


class Coding(models.Model):
    """Which themes one coder found in a passage."""

    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="codings")
    coder = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    themes = models.ManyToManyField(Theme, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["passage", "coder"], name="coding_once")]

    def __str__(self) -> str:
        return f"coding of {self.passage_id}"


class Quotation(models.Model):
    """Words from a passage, redacted. sealed_text: until somebody else approves them; text: from then on."""

    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="quotations")
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="quotations")
    sealed_text = models.BinaryField()
    text = models.TextField(blank=True)
    proposed_by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"quotation {self.pk}"


class Report(models.Model):
    """What the public reads about a group, after another person than its author signed it off."""

    group = models.OneToOneField(FocusGroup, on_delete=models.PROTECT, related_name="report")
    text = models.TextField()
    state = models.CharField(max_length=20, choices=ReportState, default=ReportState.DRAFT)
    author = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+", null=True)
    published_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"report on {self.group_id}"
