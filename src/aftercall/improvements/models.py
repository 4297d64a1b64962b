"""Actions, what was declared and done about each, its measured effects, and requests for service recovery."""

from datetime import date

from django.conf import settings
from django.db import models

from aftercall.consents.models import Consent
from aftercall.core.references import new_reference
from aftercall.improvements.states import DECIDED, ActionState, Side, Step
from aftercall.methods.effect_verdict import EffectVerdict
from aftercall.programmes.models import Programme
from aftercall.publication.models import Publication
from aftercall.results.models import AnalysisRun, Population


class Action(models.Model):
    """Something that the force and the local policing body do about a figure.

    What the effect is judged by is declared beforehand: the figure's population, measure, breakdown and group (empty
    for everybody), the expected change in points, the days, and the looks. run: the analysis whose figure prompted it;
    publication: where everyone can read that figure, null if only the force's researchers know it.
    """

    reference = models.CharField(max_length=10, unique=True, default=new_reference)
    # The form that proposed it: sent twice, it makes one action.
    form = models.CharField(max_length=10, blank=True)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="actions")
    title = models.CharField(max_length=100)
    plan = models.TextField()
    # A post, not a person's name.
    owner = models.CharField(max_length=100)
    run = models.ForeignKey(AnalysisRun, on_delete=models.PROTECT, related_name="actions")
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, null=True, related_name="actions")
    population = models.CharField(max_length=30, choices=Population)
    measure = models.CharField(max_length=30)
    breakdown = models.CharField(max_length=30, blank=True)
    group = models.CharField(max_length=100, blank=True)
    expected_change = models.FloatField()
    # Whether the change is compared with that of the other groups of the breakdown.
    compared = models.BooleanField()
    starts_on = models.DateField()
    due_on = models.DateField()
    # From 0 to 1, as planned on the day when it was proposed or last changed; null where it could not be calculated.
    power = models.FloatField(null=True)
    # The change, in points, that would be found four times in five.
    detectable = models.FloatField(null=True)
    state = models.CharField(max_length=20, choices=ActionState, default=ActionState.PROPOSED)
    opened_at = models.DateTimeField()
    # Who last proposed or changed it; the other side agrees.
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=20, choices=Side)
    in_place_on = models.DateField(null=True)
    # What the public reads once one person of each side has released it.
    you_said = models.TextField(blank=True)
    we_did = models.TextField(blank=True)
    released_by_force = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    released_by_body = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["form"], condition=~models.Q(form=""), name="one_action_per_form")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        """How the audit log refers to this action."""
        return f"action:{self.reference}"

    @property
    def is_decided(self) -> bool:
        """Whether both sides have agreed to it."""
        return self.state in DECIDED

    @property
    def is_public(self) -> bool:
        """Whether everyone can read its text."""
        return self.is_decided and self.released_by_force_id is not None and self.released_by_body_id is not None

    def is_overdue(self, today: date) -> bool:
        """Whether it should be in place and is not."""
        return self.state == ActionState.AGREED and self.due_on < today


class ActionEvent(models.Model):
    """One step: who did what, when, and why or with which comment."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="events")
    step = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Step])
    at = models.DateTimeField()
    # Null if a job did it.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.step} {self.action}"


class Look(models.Model):
    """A declared look at an action's effect, with the results up to a month, and what it found.

    level: of its test; the looks of an action share 5 per cent. basis: the publications that it used, by slug; empty
    until they are public. Differences are in points; others is null without a comparison.
    """

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="looks")
    last_month = models.DateField()
    level = models.FloatField()
    taken_at = models.DateTimeField(null=True)
    basis = models.JSONField(default=list)
    verdict = models.CharField(max_length=20, blank=True, choices=[(one.value, one.value) for one in EffectVerdict])
    # Why it could not be judged; empty otherwise.
    reason = models.TextField(blank=True)
    before_percent = models.FloatField(null=True)
    after_percent = models.FloatField(null=True)
    before_words = models.CharField(max_length=200, blank=True)
    after_words = models.CharField(max_length=200, blank=True)
    difference = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    own = models.FloatField(null=True)
    others = models.FloatField(null=True)
    p_value = models.FloatField(null=True)

    class Meta:
        ordering = ["last_month"]
        constraints = [models.UniqueConstraint(fields=["action", "last_month"], name="one_look_per_month")]

    def __str__(self) -> str:
        return f"look at {self.action} with {self.last_month:%Y-%m}"


class RecoveryContact(models.Model):
    """The person at the force who answers requests for service recovery of a survey."""

    programme = models.OneToOneField(Programme, on_delete=models.PROTECT, related_name="recovery_contact")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"recovery contact of {self.programme_id}"


class RecoveryOutcome(models.TextChoices):
    """What came of a request for service recovery."""

    EXPLAINED = "explained", "We explained what happened"
    APOLOGISED = "apologised", "We apologised"
    PUT_RIGHT = "put_right", "We put something right"
    REFERRED = "referred", "We passed it to those who deal with the case"
    NOT_REACHED = "not_reached", "We could not reach them"
    NOT_WANTED = "not_wanted", "They no longer want it"


class RecoveryRequest(models.Model):
    """A request of somebody who agreed that the force contacts them about what went wrong. Who they are is known only
    to their record of consent, which holds the details encrypted; when that ends otherwise, so does the request."""

    consent = models.OneToOneField(Consent, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=10, unique=True, default=new_reference)
    assigned_to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    received_on = models.DateField()
    due_on = models.DateField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, choices=RecoveryOutcome, blank=True)

    class Meta:
        ordering = ["due_on", "id"]

    def __str__(self) -> str:
        return f"request {self.reference}"

    @property
    def subject(self) -> str:
        """How the audit log refers to this request."""
        return f"recovery:{self.reference}"
